import { createApi, type DemoApi } from '../demo/api.ts'
import type { Receiver } from '../demo/receivers/receiver.ts'
import type { EventPayload } from '../src/core/event.ts'
import type { RequestApi } from './api.ts'
import { until } from './process.ts'
import type { TestService } from './service.ts'

export interface Completion {
  scan: { id: string; status: string; summary: Record<string, number> }
  new: number
  seen_again: number
  reopened: number
  fixed: number
}

export interface Routing {
  integration_id: string
  name: string
  kind: string
  verdict: string
  delivery_id?: string
}

export interface RoutedEvent {
  id: string
  event: string
  data: EventPayload
  routed: boolean
  routing_failed: boolean
  routing: Routing[]
}

export interface Attempt {
  n: number
  started_at: string
  duration_ms: number
  status: number | null
  outcome: string
  reason: string | null
  detail: string | null
}

export interface Delivery {
  id: string
  integration_id: string
  event_id: string
  event: string
  finding_id: string | null
  state: string
  detail: string | null
  carried_by: string | null
  attempt_count: number
  next_attempt_at: string | null
  attempts: Attempt[]
}

export interface Finding {
  id: string
  title: string
  state: string
  severity: string
  suppressed: string | null
  suppressed_note: string | null
  external_refs: { kind: string; ref: string; url: string }[]
}

/** A workspace of its own, with one target. */
export interface Scene {
  workspaceId: string
  /** Its owner key. */
  key: string
  targetId: string
  api: DemoApi
  request: RequestApi
  addTarget(name: string): Promise<string>
  /** An integration to the receiver that takes everything unless told; answers its id. */
  integrate(receiver: Receiver, fields?: Record<string, unknown>): Promise<string>
  startScan(targetId?: string): Promise<string>
  complete(scanId: string, findings: readonly unknown[], fields?: Record<string, unknown>): Promise<Completion>
  /** Starts a scan and completes it. */
  scan(findings: readonly unknown[], fields?: Record<string, unknown>): Promise<Completion>
  /** Oldest first, with their routing. */
  events(filter?: string): Promise<RoutedEvent[]>
  /** Oldest first, with their attempts. */
  deliveries(filter?: string): Promise<Delivery[]>
  /** The finding of that title. */
  finding(title: string): Promise<Finding>
  /** Every event is judged and nothing is left to send. */
  settled(): Promise<void>
}

/** A finding as a scanner sends it. */
export const finding = (title: string, fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  title,
  severity: 'high',
  fingerprint: `fingerprint of ${title}`,
  ...fields,
})

const UNSETTLED = `select
  (select count(*) from events e where e.workspace_id = $1
     and not exists (select from routings r where r.event_id = e.id))
  + (select count(*) from deliveries where workspace_id = $1 and state in ('pending', 'retrying')) as left`

/** Reads each of a list as it is when it is asked for alone. */
const readEach = async <T>(api: DemoApi, list: string, filter: string): Promise<T[]> => {
  const items = await api.all<{ id: string }>(`/${list}${filter}`)
  return Promise.all(items.reverse().map(({ id }) => api.get<T>(`/${list}/${id}`)))
}

let made = 0

export const createScene = async ({ request: own, as, url, db }: TestService): Promise<Scene> => {
  const { body } = await own('POST', '/workspaces', { name: `Scene ${++made}` })
  const [key, workspaceId] = [String(body.key), String(body.id)]
  const api = createApi(url, key)
  const make = async (path: string, fields: Record<string, unknown>): Promise<string> =>
    (await api.post<{ id: string }>(path, fields)).id
  const targetId = await make('/targets', { kind: 'url', name: 'shop', base_url: 'https://shop.example.com' })
  const startScan = (target = targetId): Promise<string> => make('/scans', { target_id: target })
  const complete: Scene['complete'] = (scanId, findings, fields = {}) =>
    api.post(`/scans/${scanId}/complete`, { findings, ...fields })
  return {
    workspaceId,
    key,
    targetId,
    api,
    request: as(key),
    addTarget: (name) => make('/targets', { kind: 'repo', name }),
    integrate: ({ kind, config }, fields = {}) =>
      make('/integrations', { kind, name: `${kind} ${++made}`, config, severity_filter: 'info', ...fields }),
    startScan,
    complete,
    scan: async (findings, fields) => complete(await startScan(), findings, fields),
    events: (filter = '') => readEach<RoutedEvent>(api, 'events', filter),
    deliveries: (filter = '') => readEach<Delivery>(api, 'deliveries', filter),
    finding: async (title) => {
      const found = (await api.all<Finding>('/findings')).find((one) => one.title === title)
      if (!found) throw new Error(`there is no finding ${title}`)
      return api.get(`/findings/${found.id}`)
    },
    settled: async () => {
      await until('every event is judged and sent', async () => {
        const { rows } = await db.query<{ left: number }>(UNSETTLED, [workspaceId])
        return rows[0]?.left === 0 ? true : undefined
      })
    },
  }
}

/** The only one of a list. */
export const only = <T>(list: readonly T[]): T => {
  const [item] = list
  if (item === undefined || list.length > 1) throw new Error(`one item is needed, here are ${list.length}`)
  return item
}
