import { judge, type FilterSubject } from '../core/filter.ts'
import { newId } from '../core/id.ts'
import { destinationOf } from '../destinations/index.ts'
import type { Database, Db } from '../store/database.ts'
import { insertDeliveries, type NewDelivery } from '../store/deliveries.ts'
import { hasUnqueuedDigests, takeUnqueuedDigests } from '../store/digests.ts'
import { eventSeqsOfScan, findUnrouted, findUnroutedAt, insertJudgements, type UnroutedEvent } from '../store/events.ts'
import type { IntegrationFilter } from '../store/integration-filters.ts'
import type { DeliverJob } from '../store/deliver-queue.ts'
import type { Queue } from '../store/queue.ts'
import { codeOf, createRosters, type FindRoster, type Roster } from '../store/rosters.ts'
import { bundle, type Bundler, bundlerOf, type OpenBundler } from './bundle.ts'
import { type Handover, noHandover, type Offer } from './handover.ts'
import { jobsOf } from './jobs.ts'
import { AFTER_ALL, priorityOf } from './priority.ts'

// Deliveries and jobs of this many events go in one transaction: a crash repeats at most that much, and nothing is lost.
export const PAGE = 1000
/** The first page of a scan: its deliveries are on their way while the next pages, each twice as long, are judged. */
const FIRST_PAGE = 125

/** Has events routed, in their order and some at a time. */
export type Walk = (
  events: readonly UnroutedEvent[],
  route: (part: readonly UnroutedEvent[]) => Promise<void>,
) => Promise<void>

const inPages: Walk = async (events, route) => {
  for (let from = 0; from < events.length; from += PAGE) await route(events.slice(from, from + PAGE))
}

const pagesOf = function* <T>(items: readonly T[]): Generator<readonly T[]> {
  for (let from = 0, size = FIRST_PAGE; from < items.length; from += size, size = Math.min(2 * size, PAGE))
    yield items.slice(from, from + size)
}

export interface FanOutOptions {
  /** Remembers rosters; a new one unless told. */
  findRoster?: FindRoster
  /** By the page unless told. */
  walk?: Walk
  /** To a worker of this process; through the queue unless told. */
  handover?: Handover
}

/** What routing works with. */
interface Router {
  db: Database
  queue: Queue
  findRoster: FindRoster
  handover: Handover
}

interface Routed {
  event: UnroutedEvent
  eventId: string
  /** The verdict of each member of the roster. */
  codes: string
  deliveries: NewDelivery[]
}

/** What the filters look at. */
export const subjectOf = ({
  event,
  target_id: targetId,
  severity,
}: Pick<UnroutedEvent, 'event' | 'target_id' | 'severity'>): FilterSubject => ({
  event,
  targetId,
  ...(severity && { severity }),
})

const deliveryOf = (event: UnroutedEvent, { id: integrationId, kind }: IntegrationFilter): NewDelivery => ({
  id: newId(),
  workspaceId: event.workspace_id,
  integrationId,
  kind,
  eventId: event.id,
  eventSeq: event.seq,
  event: event.event,
  scanId: event.scan_id,
  findingId: event.finding_id,
  notSent: destinationOf(kind)?.notSent?.[event.event],
})

/** Pure but for ids: every integration's verdict on one event, and a delivery for each that matched. */
const routeEvent = (event: UnroutedEvent, integrations: readonly IntegrationFilter[]): Routed => {
  const deliveries: NewDelivery[] = []
  const subject = subjectOf(event)
  let codes = ''
  for (const integration of integrations) {
    const verdict = judge(integration, subject)
    codes += codeOf(verdict)
    if (verdict === 'matched') deliveries.push(deliveryOf(event, integration))
  }
  return { event, eventId: event.id, codes, deliveries }
}

/**
 * Stores verdicts, deliveries and jobs, and answers those that were claimed; events that another worker routed meanwhile are
 * left to it.
 */
const storeRouted = async (
  tx: Db,
  { queue, roster, bundler, offer }: { queue: Queue; roster: Roster; bundler: Bundler | undefined; offer: Offer },
  routed: readonly Routed[],
): Promise<DeliverJob[]> => {
  const ours = await insertJudgements(tx, roster.hash, routed)
  const own = routed.filter(({ eventId }) => ours.has(eventId))
  const made = own.flatMap(({ deliveries }) => deliveries)
  const deliveries = bundler ? await bundle(tx, bundler, made) : made
  await insertDeliveries(tx, deliveries)
  const events = new Map(own.map(({ event }) => [event.id, event]))
  const alone = deliveries.filter(({ notSent, digestId }) => notSent === undefined && digestId === undefined)
  const jobs = jobsOf(
    alone.map(({ id: deliveryId, integrationId, kind, eventId, event }) => ({
      deliveryId,
      integrationId,
      kind,
      priority: priorityOf(event, events.get(eventId)?.severity),
    })),
  )
  return queue.enqueueDeliveries(tx, jobs, offer.choose(jobs))
}

/** Routes events of one workspace. */
type RoutePage = (events: readonly UnroutedEvent[], openBundler?: OpenBundler) => Promise<void>

/** Has pages routed in one transaction; what is claimed of it goes to the worker once that is committed. */
const routePages = async (
  { db, queue, findRoster, handover }: Router,
  run: (route: RoutePage) => Promise<void>,
): Promise<void> => {
  const offer = handover.open()
  const claimed: DeliverJob[] = []
  try {
    await db.transaction((tx) =>
      run(async (events, openBundler) => {
        const workspaceId = events[0]?.workspace_id
        if (workspaceId === undefined) return
        const roster = await findRoster(tx, workspaceId)
        const jobs = await storeRouted(
          tx,
          { queue, roster, bundler: await openBundler?.(tx, roster.filters), offer },
          events.map((event) => routeEvent(event, roster.filters)),
        )
        claimed.push(...jobs)
      }),
    )
  } catch (error) {
    offer.settle([])
    throw error
  }
  offer.settle(claimed)
}

/**
 * Judges one event against every integration of its workspace, after the earlier ones of its finding. Running it twice does
 * nothing twice. Answers the workspace where there was something to do.
 */
export const fanOutEvent = async (
  db: Database,
  queue: Queue,
  eventId: string,
  { findRoster = createRosters(), walk = inPages, handover = noHandover }: FanOutOptions = {},
): Promise<string | undefined> => {
  const router = { db, queue, findRoster, handover }
  const unrouted = await findUnrouted(db, eventId)
  await walk(unrouted, (events) =>
    routePages(router, async (route) => {
      // A scan whose findings are still being routed: what of it goes first here keeps to its digest, which is not queued yet.
      const [found] = events.filter(({ id, event }) => id !== eventId && event === 'finding_new')
      if (found?.scan_id) await route([found], bundlerOf(found.scan_id))
      await route(events.filter((event) => event !== found))
    }),
  )
  return unrouted[0]?.workspace_id
}

const queueDigests = async (tx: Db, queue: Queue, scanId: string): Promise<void> => {
  const digests = await takeUnqueuedDigests(tx, scanId)
  await queue.enqueueDeliveries(
    tx,
    digests.map(({ delivery_id: deliveryId, integration_id: integrationId }) => ({
      deliveryIds: [deliveryId],
      integrationId,
      priority: AFTER_ALL,
    })),
  )
}

/**
 * As `fanOutEvent`, for all events of a scan: its own first, then those of its findings, most severe first, a page a
 * transaction. Where an integration wants no more than so many of them one by one, the rest becomes its digest, which is
 * sent once all are routed.
 */
export const fanOutScan = async (
  db: Database,
  queue: Queue,
  scanId: string,
  { findRoster = createRosters(), walk = inPages, handover = noHandover }: FanOutOptions = {},
): Promise<string | undefined> => {
  const router = { db, queue, findRoster, handover }
  const open = bundlerOf(scanId)
  let workspaceId: string | undefined
  for (const seqs of pagesOf(await eventSeqsOfScan(db, scanId))) {
    const events = await findUnroutedAt(db, seqs)
    workspaceId ??= events[0]?.workspace_id
    await walk(events, (page) => routePages(router, (route) => route(page, open)))
  }
  if (await hasUnqueuedDigests(db, scanId)) await db.transaction((tx) => queueDigests(tx, queue, scanId))
  return workspaceId
}
