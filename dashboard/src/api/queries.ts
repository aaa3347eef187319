import {
  infiniteQueryOptions,
  keepPreviousData,
  QueryClient,
  queryOptions,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
} from '@tanstack/react-query'
import { api, ApiProblem, type Query } from './client.ts'
import type {
  Delivery,
  DeliveryWithAttempts,
  Event,
  Finding,
  FindingWithRefs,
  Integration,
  IntegrationKind,
  Key,
  Overview,
  RoutedEvent,
  Scan,
  Target,
} from './schemas.ts'
import { currentSession, holdsScope } from './session.ts'
import { askAgainMs } from './standing.ts'

const PAGE = 100
/** Pages that are small lists are read whole; a workspace with more is shown as far as this. */
const WHOLE_PAGES = 10

export interface Page<Item> {
  items: Item[]
  next_cursor: string | null
}

const isFinal = (error: unknown): boolean => error instanceof ApiProblem && error.status >= 400 && error.status < 500

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: (count, error) => !isFinal(error) && count < 2, staleTime: 2_000 },
  },
})

const readAll = async <Item>(path: string, query: Query, signal: AbortSignal): Promise<Item[]> => {
  const items: Item[] = []
  let cursor: string | undefined
  for (let page = 0; page < WHOLE_PAGES; page += 1) {
    const answer = await api.get<Page<Item>>(path, { ...query, cursor }, signal)
    items.push(...answer.items)
    if (answer.next_cursor === null) break
    cursor = answer.next_cursor
  }
  return items
}

const whole = <Item>(path: string, options: { live?: boolean; limit?: number; filter?: Query } = {}) =>
  queryOptions({
    queryKey: [path, 'all', options.filter],
    queryFn: ({ signal }) => readAll<Item>(path, { ...options.filter, limit: options.limit }, signal),
    ...(options.live && { refetchInterval: askAgainMs }),
  })

const one = <Item>(path: string, id: string, isLive: (item: Item) => boolean = () => true) =>
  queryOptions({
    queryKey: [path, id],
    queryFn: ({ signal }) => api.get<Item>(`${path}/${id}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data !== undefined && isLive(state.data) ? askAgainMs() : false),
  })

export const integrations = () => whole<Integration>('/integrations', { live: true, limit: 200 })
/** None for who may not see them: pages do without their names. */
export const targets = () => ({
  ...whole<Target>('/targets', { limit: 200 }),
  enabled: () => holdsScope(currentSession(), 'targets:read'),
})
/** As `integrations`, for pages that only want their names. */
export const integrationNames = () => ({
  ...integrations(),
  enabled: () => holdsScope(currentSession(), 'integrations:read'),
})
export const keys = () => whole<Key>('/keys', { limit: 200 })
export const overview = () =>
  queryOptions({
    queryKey: ['/overview'],
    queryFn: ({ signal }) => api.get<Overview>('/overview', undefined, signal),
    refetchInterval: askAgainMs,
  })
/** As many as are read whole: enough to say what went where. */
export const scanDeliveries = (scanId: string) =>
  whole<Delivery>('/deliveries', { live: true, limit: 200, filter: { scan_id: scanId } })
export const kinds = () => ({ ...whole<IntegrationKind>('/integration-kinds'), staleTime: Infinity })

export const integration = (id: string) => one<Integration>('/integrations', id)
export const delivery = (id: string) => one<DeliveryWithAttempts>('/deliveries', id)
export const finding = (id: string) => one<FindingWithRefs>('/findings', id)
export const scan = (id: string) => one<Scan>('/scans', id)
/** Verdicts are kept as they were: once judged, an event does not change. */
export const routedEvent = (id: string) => ({
  ...one<RoutedEvent>('/events', id, ({ routed }) => !routed),
  staleTime: ({ state }: { state: { data: RoutedEvent | undefined } }) => (state.data?.routed ? Infinity : 0),
})

/** A list that is read page by page as it is scrolled. The first pages stay live; a long read is left as it is. */
const paged = <Item>(path: string, query: Query) =>
  infiniteQueryOptions({
    queryKey: [path, 'pages', query],
    queryFn: ({ pageParam, signal }) => api.get<Page<Item>>(path, { ...query, limit: PAGE, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) <= 2 ? askAgainMs() : false),
    placeholderData: keepPreviousData,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  })

export const deliveries = (query: Query) => paged<Delivery>('/deliveries', query)
export const events = (query: Query) => paged<Event>('/events', query)
export const findings = (query: Query) => paged<Finding>('/findings', query)
export const scanFindings = (scanId: string) => paged<Finding>(`/scans/${scanId}/findings`, {})
export const scans = (query: Query) => paged<Scan>('/scans', query)

/** A list as far as it is read. */
export type Paged<Item> = Pick<
  UseInfiniteQueryResult<Item[]>,
  'data' | 'isError' | 'error' | 'hasNextPage' | 'isFetchingNextPage'
> & { refetch(): unknown; fetchNextPage(): unknown }
export const usePages = useInfiniteQuery

/** After a change: whatever shows something of it asks again. */
export const refresh = (...paths: string[]): Promise<void> =>
  Promise.all(paths.map((path) => queryClient.invalidateQueries({ queryKey: [path] }))).then(() => undefined)
