import type { Digest } from '../core/digest.ts'
import type { Limits } from '../destinations/destination.ts'
import { destinationOf } from '../destinations/index.ts'
import { blockDelivery } from '../store/blocked.ts'
import type { Database, Db } from '../store/database.ts'
import { type DueDelivery, loadDue } from '../store/deliveries.ts'
import { loadDigests } from '../store/digests.ts'
import { holdDeliveries } from '../store/held.ts'
import { findIntegrationsById, type LiveIntegration } from '../store/integration-filters.ts'
import type { IntegrationRow } from '../store/integrations.ts'
import type { DeliverJob, Queue } from '../store/queue.ts'
import { findCrashes } from '../store/suspects.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { type OpenIntegration, openIntegration } from './open-integration.ts'
import { AFTER_ALL, priorityOf } from './priority.ts'

/** What sending a delivery takes. */
export interface Sendable {
  delivery: DueDelivery
  /** What is sent in place of the delivery's own event. */
  digest?: Digest
  /** Nothing was made of its finding before that no intent tells of: its destination need not look first. */
  isNew: boolean
  /** Throws `CredentialUnusable`. */
  open(): OpenIntegration
}

/** A claimed delivery that may be sent. */
export interface Work extends Sendable {
  job: DeliverJob
  kind: string
  limits: Limits
  /** What it shares its vendor's limits by. */
  remote: string
  /** It tries whether the destination is well again. */
  isProbe: boolean
  /** In how many crashes it was being sent, where its job is a suspect. */
  crashes: number
  retrySchedule: readonly number[] | undefined
}

/** A claimed job that goes back to the queue. */
export interface Return {
  job: DeliverJob
  integrationId: string
  /** Due again after so long. */
  afterMs: number
  priority: number
}

/** A claimed job of an integration that is switched off or whose circuit is open. */
export type HeldJob = Pick<Return, 'job' | 'integrationId' | 'priority'>

/** A claimed job that waits for another delivery. */
export interface BlockedJob extends HeldJob {
  blockedBy: string
}

interface TakenUp {
  works: Work[]
  /** An earlier event of the same finding comes first. */
  blocked: BlockedJob[]
  /** Of integrations that are switched off or whose circuit is open. */
  held: HeldJob[]
  /** Of remotes that rest: until when, epoch ms. */
  rests: Map<string, number>
  /** Of deliveries that ended or went meanwhile. */
  stale: DeliverJob[]
}

/** Opens configurations, and keeps each until anything of its row changes: decrypting once a change, not once a delivery. */
export const createOpener = (ring: KeyRing): ((row: IntegrationRow) => OpenIntegration) => {
  const opened = new Map<string, { mark: string; integration: OpenIntegration }>()
  return (row) => {
    const { workspace_id, kind, generation, config_token, kid, public_config } = row
    const mark = JSON.stringify([workspace_id, kind, generation, config_token, kid, public_config])
    const known = opened.get(row.id)
    if (known?.mark === mark) return known.integration
    const integration = openIntegration(row, ring)
    opened.set(row.id, { mark, integration })
    return integration
  }
}

/** What its job is given when it is made anew. */
export const priorityOfDue = ({ carries_digest, data }: DueDelivery): number =>
  carries_digest ? AFTER_ALL : priorityOf(data.event, data.finding?.severity)

const jobOf = (job: DeliverJob, delivery: DueDelivery): HeldJob => ({
  job,
  integrationId: delivery.integration_id,
  priority: priorityOfDue(delivery),
})

const isHeld = (row: LiveIntegration, delivery: DueDelivery): boolean =>
  !row.enabled || (row.circuit_open && row.probe_id !== delivery.id)

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
  const carriers = due.filter(({ carries_digest }) => carries_digest).map(({ id }) => id)
  const digests = await loadDigests(db, carriers)
  const crashes = await findCrashes(
    db,
    jobs.filter(({ isSuspect }) => isSuspect).map(({ deliveryId }) => deliveryId),
  )
  const taken: TakenUp = { works: [], blocked: [], held: [], stale: [], rests: new Map() }
  for (const job of jobs) {
    const delivery = deliveries.get(job.deliveryId)
    const row = delivery && integrations.get(delivery.integration_id)
    const digest = digests.get(job.deliveryId)
    const blockedBy = (digest ?? delivery)?.blocked_by ?? null
    if (!delivery || !row) taken.stale.push(job)
    else if (isHeld(row, delivery)) taken.held.push(jobOf(job, delivery))
    else if (blockedBy !== null) taken.blocked.push({ ...jobOf(job, delivery), blockedBy })
    else {
      if (row.rests_ms !== null) taken.rests.set(row.remote, Date.now() + row.rests_ms)
      taken.works.push({
        job,
        delivery,
        ...(digest && { digest: digest.digest }),
        isNew: delivery.data.event === 'finding_new',
        kind: row.kind,
        limits: destinationOf(row.kind)?.limits ?? {},
        remote: row.remote,
        isProbe: row.probe_id === delivery.id,
        crashes: crashes.get(delivery.id) ?? 0,
        retrySchedule: row.delivery.retry_schedule,
        open: () => open(row),
      })
    }
  }
  // Whoever was in no crash is soon through; only then those that have to go alone.
  taken.works.sort((a, b) => a.crashes - b.crashes)
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
        .map(({ job, integrationId, afterMs, priority }) => ({
          deliveryId: job.deliveryId,
          isSuspect: job.isSuspect,
          integrationId,
          priority,
          afterMs,
        })),
    )
  })
}

const enqueueAgain = (tx: Db, queue: Queue, jobs: readonly HeldJob[]): Promise<void> =>
  queue.enqueueDeliveries(
    tx,
    jobs.map(({ job: { deliveryId, isSuspect }, integrationId, priority }) => ({
      deliveryId,
      isSuspect,
      integrationId,
      priority,
    })),
  )

/**
 * Takes jobs off the queue whose deliveries wait for others; those that these others freed meanwhile stay on it. One a
 * transaction: with the locks of two it could wait for whoever records these two the other way round.
 */
export const waitForOthers = async (db: Database, queue: Queue, blocked: readonly BlockedJob[]): Promise<void> => {
  for (const one of blocked) {
    await db.transaction(async (tx) => {
      const ours = await queue.settleDeliveries(tx, [one.job])
      if (ours.size === 0) return
      const waits = await blockDelivery(tx, one.job.deliveryId, one.blockedBy)
      if (!waits) await enqueueAgain(tx, queue, [one])
    })
  }
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
    await enqueueAgain(
      tx,
      queue,
      own.filter(({ job }) => due.has(job.deliveryId)),
    )
  })
}
