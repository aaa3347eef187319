import type { Digest } from '../core/digest.ts'
import type { Limits } from '../destinations/destination.ts'
import { destinationOf } from '../destinations/index.ts'
import { blockDelivery } from '../store/blocked.ts'
import type { Database } from '../store/database.ts'
import { type DueDelivery, loadDue } from '../store/deliveries.ts'
import { loadDigests } from '../store/digests.ts'
import { holdDeliveries } from '../store/held.ts'
import { findIntegrationsById, type LiveIntegration } from '../store/integration-filters.ts'
import type { IntegrationRow } from '../store/integrations.ts'
import type { DeliverJob } from '../store/deliver-queue.ts'
import type { Queue } from '../store/queue.ts'
import { findCrashes } from '../store/suspects.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { type Claimed, claimOf, leaveClaims } from './claims.ts'
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
export interface Work extends Sendable, Claimed {
  kind: string
  limits: Limits
  /** What it shares its vendor's limits by. */
  remote: string
  /** It tries whether the destination is well again. */
  isProbe: boolean
  /** Its job was in a dead worker's hand, and it was not sent since. */
  isSuspect: boolean
  /** In how many crashes it was being sent, where it is a suspect. */
  crashes: number
  retrySchedule: readonly number[] | undefined
}

/** A claimed delivery that goes back to the queue. */
export interface Return extends Claimed {
  isSuspect: boolean
  integrationId: string
  /** Due again after so long. */
  afterMs: number
  priority: number
}

/** A claimed delivery of an integration that is switched off or whose circuit is open. */
export type Held = Omit<Return, 'afterMs'>

/** A claimed delivery that waits for another one. */
export interface Blocked extends Held {
  blockedBy: string
}

interface TakenUp {
  works: Work[]
  /** An earlier event of the same finding comes first. */
  blocked: Blocked[]
  /** Of integrations that are switched off or whose circuit is open. */
  held: Held[]
  /** Of remotes that rest: until when, epoch ms. */
  rests: Map<string, number>
  /** Deliveries that ended or went meanwhile, or are another job's. */
  stale: Claimed[]
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
export const priorityOfDue = (delivery: DueDelivery): number =>
  delivery.carries_digest ? AFTER_ALL : priorityOf(delivery.event, delivery.due.payload().finding?.severity)

const heldOf = (claimed: Claimed, delivery: DueDelivery): Held => ({
  ...claimed,
  isSuspect: claimed.claim.job.isSuspect,
  integrationId: delivery.integration_id,
  priority: priorityOfDue(delivery),
})

const isHeld = (row: LiveIntegration, delivery: DueDelivery): boolean =>
  !row.enabled || (row.circuit_open && row.probe_id !== delivery.id)

/** Sorts what was claimed by what may become of it. */
export const takeUp = async (
  db: Database,
  jobs: readonly DeliverJob[],
  open: (row: IntegrationRow) => OpenIntegration,
): Promise<TakenUp> => {
  const due = await loadDue(
    db,
    jobs.flatMap(({ deliveryIds }) => deliveryIds),
  )
  const deliveries = new Map(due.map((delivery) => [delivery.id, delivery]))
  const integrations = await findIntegrationsById(db, [...new Set(due.map((delivery) => delivery.integration_id))])
  const carriers = due.filter(({ carries_digest }) => carries_digest).map(({ id }) => id)
  const digests = await loadDigests(db, carriers)
  const crashes = await findCrashes(
    db,
    jobs.filter(({ isSuspect }) => isSuspect).flatMap(({ deliveryIds }) => deliveryIds),
  )
  const taken: TakenUp = { works: [], blocked: [], held: [], stale: [], rests: new Map() }
  const claimed = jobs.flatMap((job): Claimed[] => {
    const claim = claimOf(job)
    return job.deliveryIds.map((deliveryId) => ({ claim, deliveryId }))
  })
  for (const one of claimed) {
    const { claim, deliveryId } = one
    const delivery = deliveries.get(deliveryId)
    const row = delivery && integrations.get(delivery.integration_id)
    const digest = digests.get(deliveryId)
    const blockedBy = (digest ?? delivery)?.blocked_by ?? null
    if (!delivery || !row || (delivery.job_id ?? claim.job.id) !== claim.job.id) taken.stale.push(one)
    else if (isHeld(row, delivery)) taken.held.push(heldOf(one, delivery))
    else if (blockedBy !== null) taken.blocked.push({ ...heldOf(one, delivery), blockedBy })
    else {
      if (row.rests_ms !== null) taken.rests.set(row.remote, Date.now() + row.rests_ms)
      taken.works.push({
        ...one,
        isSuspect: claim.job.isSuspect,
        delivery,
        ...(digest && { digest: digest.digest }),
        isNew: delivery.event === 'finding_new',
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

const jobOf = ({ deliveryId, isSuspect, integrationId, priority }: Held) => ({
  deliveryIds: [deliveryId],
  isSuspect,
  integrationId,
  priority,
})

/** Gives claimed deliveries back to the queue, each to be due again at its time. Those whose claim was lost are left alone. */
export const giveBack = async (db: Database, queue: Queue, returns: readonly Return[]): Promise<void> => {
  if (returns.length === 0) return
  await leaveClaims(db, queue, returns, async (tx, parts) => {
    const ours = await queue.settleDeliveries(tx, parts)
    const own = returns.filter(({ deliveryId }) => ours.has(deliveryId))
    await queue.requeueDeliveries(
      tx,
      own.map((one) => ({ ...jobOf(one), afterMs: one.afterMs })),
    )
  })
}

/**
 * Takes deliveries off the queue that wait for others; those that these others freed meanwhile stay on it. One a
 * transaction: with the locks of two it could wait for whoever records these two the other way round.
 */
export const waitForOthers = async (db: Database, queue: Queue, blocked: readonly Blocked[]): Promise<void> => {
  for (const one of blocked) {
    await leaveClaims(db, queue, [one], async (tx, parts) => {
      const ours = await queue.settleDeliveries(tx, parts)
      if (ours.size === 0) return
      const waits = await blockDelivery(tx, one.deliveryId, one.blockedBy)
      if (!waits) await queue.requeueDeliveries(tx, [jobOf(one)])
    })
  }
}

/** Takes deliveries off the queue that are not to be sent now; held ones wait for their integration. */
export const setAside = async (
  db: Database,
  queue: Queue,
  held: readonly Held[],
  stale: readonly Claimed[],
): Promise<void> => {
  if (held.length + stale.length === 0) return
  await leaveClaims(db, queue, [...held, ...stale], async (tx, parts) => {
    const ours = await queue.settleDeliveries(tx, parts)
    const own = held.filter(({ deliveryId }) => ours.has(deliveryId))
    const ids = own.map(({ deliveryId }) => deliveryId)
    const due = new Set(await holdDeliveries(tx, ids))
    await queue.requeueDeliveries(tx, own.filter(({ deliveryId }) => due.has(deliveryId)).map(jobOf))
  })
}
