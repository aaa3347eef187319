import type { Limits } from '../destinations/destination.ts'
import { destinationOf } from '../destinations/index.ts'
import type { Database } from '../store/database.ts'
import { type DueDelivery, holdDeliveries, loadDue } from '../store/deliveries.ts'
import { findIntegrationsById } from '../store/integration-filters.ts'
import type { IntegrationRow } from '../store/integrations.ts'
import type { DeliverJob, Queue } from '../store/queue.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { type OpenIntegration, openIntegration } from './open-integration.ts'

/** What sending a delivery takes. */
export interface Sendable {
  job: Pick<DeliverJob, 'retryCount'>
  delivery: DueDelivery
  /** Throws `CredentialUnusable`. */
  open(): OpenIntegration
}

/** A claimed delivery that may be sent. */
export interface Work extends Sendable {
  job: DeliverJob
  kind: string
  limits: Limits
  retrySchedule: readonly number[] | undefined
}

/** A claimed job that goes back to the queue. */
export interface Return {
  job: DeliverJob
  integrationId: string
  at: Date | undefined
}

/** A claimed job of a switched-off integration. */
export type HeldJob = Pick<Return, 'job' | 'integrationId'>

interface TakenUp {
  works: Work[]
  /** An earlier event of the same finding comes first. */
  blocked: Return[]
  /** Of switched-off integrations. */
  held: HeldJob[]
  /** Of deliveries that ended or went meanwhile. */
  stale: DeliverJob[]
}

// How often a delivery looks whether the one before it is through, where that one has no time of its own.
const BLOCKED_AGAIN_MS = 1000

/** Opens configurations, and keeps each until anything of its row changes: decrypting once a change, not once a delivery. */
export const createOpener = (ring: KeyRing): ((row: IntegrationRow) => OpenIntegration) => {
  const opened = new Map<string, { mark: string; integration: OpenIntegration }>()
  return (row) => {
    const mark = `${row.config_token} ${JSON.stringify(row.public_config)}`
    const known = opened.get(row.id)
    if (known?.mark === mark) return known.integration
    const integration = openIntegration(row, ring)
    opened.set(row.id, { mark, integration })
    return integration
  }
}

const returnOf = (job: DeliverJob, delivery: DueDelivery): Return => ({
  job,
  integrationId: delivery.integration_id,
  at: new Date(Math.max(delivery.blocked_until?.getTime() ?? 0, Date.now() + BLOCKED_AGAIN_MS)),
})

/** Sorts claimed jobs by what may become of them. */
export const takeUp = async (
  db: Database,
  jobs: readonly DeliverJob[],
  open: (row: IntegrationRow) => OpenIntegration,
): Promise<TakenUp> => {
  const due = await loadDue(
    db,
    jobs.map(({ deliveryId }) => deliveryId),
  )
  const deliveries = new Map(due.map((delivery) => [delivery.id, delivery]))
  const integrations = await findIntegrationsById(db, [...new Set(due.map((delivery) => delivery.integration_id))])
  const taken: TakenUp = { works: [], blocked: [], held: [], stale: [] }
  for (const job of jobs) {
    const delivery = deliveries.get(job.deliveryId)
    const row = delivery && integrations.get(delivery.integration_id)
    if (!delivery || !row) taken.stale.push(job)
    else if (!row.enabled) taken.held.push({ job, integrationId: row.id })
    else if (delivery.blocked) taken.blocked.push(returnOf(job, delivery))
    else {
      taken.works.push({
        job,
        delivery,
        kind: row.kind,
        limits: destinationOf(row.kind)?.limits ?? {},
        retrySchedule: row.delivery.retry_schedule,
        open: () => open(row),
      })
    }
  }
  return taken
}

/** Gives claimed jobs back to the queue, to be due again at their time. Those whose claim was lost are left alone. */
export const giveBack = async (db: Database, queue: Queue, returns: readonly Return[]): Promise<void> => {
  if (returns.length === 0) return
  await db.transaction(async (tx) => {
    const ours = await queue.settleDeliveries(
      tx,
      returns.map(({ job }) => job),
    )
    await queue.enqueueDeliveries(
      tx,
      returns
        .filter(({ job }) => ours.has(job.id))
        .map(({ job, integrationId, at }) => ({ deliveryId: job.deliveryId, integrationId, ...(at && { at }) })),
    )
  })
}

/** Takes jobs off the queue that have nothing to send now; held deliveries wait for their integration. */
export const setAside = async (
  db: Database,
  queue: Queue,
  held: readonly HeldJob[],
  stale: readonly DeliverJob[],
): Promise<void> => {
  if (held.length + stale.length === 0) return
  await db.transaction(async (tx) => {
    const jobs = held.map(({ job }) => job)
    const ours = await queue.settleDeliveries(tx, [...jobs, ...stale])
    const own = held.filter(({ job }) => ours.has(job.id))
    const ids = own.map(({ job }) => job.deliveryId)
    const due = new Set(await holdDeliveries(tx, ids))
    await queue.enqueueDeliveries(
      tx,
      own
        .filter(({ job }) => due.has(job.deliveryId))
        .map(({ job, integrationId }) => ({ deliveryId: job.deliveryId, integrationId })),
    )
  })
}
