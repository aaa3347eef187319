import { judge, type FilterSubject } from '../core/filter.ts'
import { newId } from '../core/id.ts'
import { destinationOf } from '../destinations/index.ts'
import type { Database, Db } from '../store/database.ts'
import { insertDeliveries, type NewDelivery } from '../store/deliveries.ts'
import { findUnrouted, findUnroutedOfScan, insertRoutings, type Routing, type UnroutedEvent } from '../store/events.ts'
import { type IntegrationFilter, listFilters } from '../store/integration-filters.ts'
import type { Queue } from '../store/queue.ts'

// Deliveries and jobs of this many events go in one transaction: a crash repeats at most that much, and nothing is lost.
const PAGE = 1000

interface Routed {
  eventId: string
  verdicts: Routing[]
  deliveries: NewDelivery[]
}

const subjectOf = ({ event, target_id: targetId, severity }: UnroutedEvent): FilterSubject => ({
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
  const verdicts = integrations.map((integration): Routing => {
    const verdict = judge(integration, subject)
    const seen = { integration_id: integration.id, name: integration.name, kind: integration.kind, verdict }
    if (verdict !== 'matched') return seen
    const delivery = deliveryOf(event, integration)
    deliveries.push(delivery)
    return { ...seen, delivery_id: delivery.id }
  })
  return { eventId: event.id, verdicts, deliveries }
}

/** Stores verdicts, deliveries and jobs; events that another worker routed meanwhile are left to it. */
const storeRouted = async (tx: Db, queue: Queue, routed: readonly Routed[]): Promise<void> => {
  const ours = await insertRoutings(tx, routed)
  const deliveries = routed.filter(({ eventId }) => ours.has(eventId)).flatMap(({ deliveries }) => deliveries)
  await insertDeliveries(tx, deliveries)
  const sent = deliveries.filter(({ notSent }) => notSent === undefined)
  await queue.enqueueDeliveries(
    tx,
    sent.map(({ id: deliveryId, integrationId }) => ({ deliveryId, integrationId })),
  )
}

const routePage = async (tx: Db, queue: Queue, events: readonly UnroutedEvent[]): Promise<void> => {
  const workspaceId = events[0]?.workspace_id
  if (workspaceId === undefined) return
  const integrations = await listFilters(tx, workspaceId)
  await storeRouted(
    tx,
    queue,
    events.map((event) => routeEvent(event, integrations)),
  )
}

/** Judges one event against every integration of its workspace. Running it twice does nothing twice. */
export const fanOutEvent = (db: Database, queue: Queue, eventId: string): Promise<void> =>
  db.transaction(async (tx) => {
    await routePage(tx, queue, await findUnrouted(tx, eventId))
  })

/** As `fanOutEvent`, for all finding events of a scan, a page a transaction. */
export const fanOutScanFindings = async (db: Database, queue: Queue, scanId: string): Promise<void> => {
  let after = 0
  for (;;) {
    const last = await db.transaction(async (tx) => {
      const events = await findUnroutedOfScan(tx, scanId, after, PAGE)
      await routePage(tx, queue, events)
      return events.at(-1)?.seq
    })
    if (last === undefined) return
    after = last
  }
}
