import { type Digest, digestSize } from '../core/digest.ts'
import { isDone, type Outcome } from '../core/outcome.ts'
import { DEFAULT_RETRY_SCHEDULE, retryDelayMs } from '../core/retry.ts'
import type { Logger } from '../log.ts'
import { expectNoFollowers, haveFollowers, unblockDeliveries } from '../store/blocked.ts'
import type { Database, Db } from '../store/database.ts'
import type { DeliveryState, DueDelivery } from '../store/deliveries.ts'
import { closeCircuit, failProbe } from '../store/circuits.ts'
import { keepExternalRefs } from '../store/external-refs.ts'
import type { Queue } from '../store/queue.ts'
import { advanceCarried, recordAttempts, recordClaimed, type RecordedAttempt } from '../store/record-attempts.ts'
import { clearCrashes } from '../store/suspects.ts'
import type { Attempt } from './attempt.ts'
import { disableIntegrations } from './disabling.ts'
import { type Claimed, leaveClaims } from './claims.ts'
import { priorityOfDue } from './take-up.ts'
import type { Notice } from './tell-health.ts'

/** An attempt that is through, with what it was for. */
export interface Tried {
  delivery: DueDelivery
  /** What was sent in place of the delivery's own event. */
  digest?: Digest
  kind: string
  /** Seconds before each further try; none for what is tried once. */
  retrySchedule: readonly number[] | undefined
  /** It tried an open circuit. */
  isProbe: boolean
  attempt: Attempt
}

/** As `Tried`, of a claimed delivery. */
export type Finished = Tried & Claimed

interface Settled {
  tried: Tried
  record: RecordedAttempt
}

const after = (tried: Tried, outcome: Outcome): { state: DeliveryState; nextInMs: number | null } => {
  if (isDone(outcome)) return { state: 'delivered', nextInMs: null }
  if (outcome.status === 'rejected') return { state: 'dead', nextInMs: null }
  // The outage is not its own fault: it waits on with the others, and this attempt is none of its schedule.
  if (tried.isProbe) return { state: 'held', nextInMs: null }
  const schedule = tried.retrySchedule ?? DEFAULT_RETRY_SCHEDULE
  const { attempts, replayed_at } = tried.delivery
  const delay = retryDelayMs(schedule, attempts - replayed_at + 1, outcome.afterMs, Math.random())
  if (delay === undefined) return { state: 'dead', nextInMs: null }
  return { state: 'retrying', nextInMs: delay }
}

const detailOf = (outcome: Outcome, digest: Digest | undefined): string | null => {
  if (outcome.detail !== undefined) return outcome.detail
  return digest ? `in a digest of ${String(digestSize(digest))} findings` : null
}

const settle = (tried: Tried): Settled => {
  const { delivery, digest, attempt } = tried
  const outcome = attempt.result
  return {
    tried,
    record: {
      deliveryId: delivery.id,
      n: delivery.attempts + 1,
      startedAt: attempt.startedAt,
      durationMs: attempt.durationMs,
      status: attempt.status,
      outcome: outcome.status,
      reason: isDone(outcome) ? null : outcome.reason,
      detail: detailOf(outcome, digest),
      isSpared: tried.isProbe && outcome.status === 'retry',
      externalUrl: isDone(outcome) ? (outcome.external?.url ?? null) : null,
      ...after(tried, outcome),
    },
  }
}

const externalRefsOf = (settled: readonly Settled[]) =>
  settled.flatMap(({ tried: { delivery, digest, kind, attempt } }) => {
    const outcome = attempt.result
    // The page of a digest is no finding's own.
    if (!isDone(outcome) || !outcome.external || delivery.finding_id === null || digest) return []
    const { workspace_id: workspaceId, integration_id: integrationId, finding_id: findingId } = delivery
    return [{ workspaceId, integrationId, findingId, kind, external: outcome.external }]
  })

const disableGone = async (tx: Db, settled: readonly Settled[]): Promise<Notice[]> => {
  const gone = new Map<string, string>()
  for (const { tried } of settled) {
    const outcome = tried.attempt.result
    if (outcome.status === 'rejected' && outcome.disable) gone.set(tried.delivery.integration_id, outcome.detail)
  }
  const disabled = await disableIntegrations(tx, gone)
  return disabled.map((id) => ({
    type: 'integration_disabled',
    integration_id: id,
    percent: null,
    failing_since: null,
    last_error: gone.get(id) ?? null,
  }))
}

/** A probe that got any answer but "not now" closes its circuit. */
const settleCircuits = async (tx: Db, settled: readonly Settled[], log: Logger): Promise<void> => {
  for (const { tried } of settled) {
    if (!tried.isProbe) continue
    const { delivery, attempt } = tried
    if (attempt.result.status === 'retry') await failProbe(tx, delivery.id, attempt.result.detail)
    else if (await closeCircuit(tx, delivery.integration_id))
      log.info({ integrationId: delivery.integration_id }, 'circuit closed: the destination is well again')
  }
}

/** What was stopped is dead now; replayed, it starts anew. */
const forgetCrashes = (tx: Db, records: readonly RecordedAttempt[]): Promise<void> =>
  clearCrashes(
    tx,
    records.filter(({ reason }) => reason === 'internal').map(({ deliveryId }) => deliveryId),
  )

/** What waited for a delivery that ended has its turn. */
const freeFollowers = async (tx: Db, queue: Queue, records: readonly RecordedAttempt[]): Promise<void> => {
  const ended = records.filter(({ state }) => state === 'delivered' || state === 'dead')
  const free = await unblockDeliveries(
    tx,
    ended.map(({ deliveryId }) => deliveryId),
  )
  await queue.requeueDeliveries(
    tx,
    free.map(({ id, integration_id: integrationId }) => ({ deliveryIds: [id], integrationId })),
  )
}

/**
 * Records attempts that no job stands behind and nothing waits for, in one transaction: attempts, states, tickets. Answers
 * what operators have to hear.
 */
export const recordTried = (db: Database, tried: readonly Tried[]): Promise<Notice[]> =>
  db.transaction(async (tx) => {
    const settled = tried.map(settle)
    const records = settled.map(({ record }) => record)
    await recordAttempts(tx, records)
    await keepExternalRefs(tx, externalRefsOf(settled))
    return disableGone(tx, settled)
  })

interface Recorded {
  /** Attempts whose claim was lost meanwhile: whoever holds it now records what becomes of them. */
  fenced: number
  /** The kinds of those that are dead now. */
  dead: string[]
  /** What operators have to hear. */
  notices: Notice[]
}

/** It is through, and nothing comes of that but its state. */
const isPlain = ({ tried: { digest, isProbe, attempt } }: Settled): boolean =>
  isDone(attempt.result) && !attempt.result.external && !digest && !isProbe

const recordAtOnce = (db: Database, queue: Queue, finished: readonly Finished[], all: readonly Settled[]) =>
  leaveClaims(
    db,
    queue,
    finished,
    async (tx, parts): Promise<Recorded> => {
      const attempts = all.map(({ record }) => record)
      const [ours] = await Promise.all([
        recordClaimed(tx, attempts, parts),
        expectNoFollowers(
          tx,
          attempts.map(({ deliveryId }) => deliveryId),
        ),
      ])
      return { fenced: finished.length - ours.size, dead: [], notices: [] }
    },
    { atOnce: true },
  )

const recordWithAll = (
  db: Database,
  queue: Queue,
  log: Logger,
  finished: readonly Finished[],
  all: readonly Settled[],
): Promise<Recorded> =>
  leaveClaims(db, queue, finished, async (tx, parts) => {
    const attempts = all.map(({ record }) => record)
    const recording = recordClaimed(tx, attempts, parts)
    const carriers = all.filter(({ tried }) => tried.digest).map(({ record }) => record)
    if (carriers.length > 0)
      await advanceCarried(
        tx,
        await recording.then((ours) => carriers.filter(({ deliveryId }) => ours.has(deliveryId))),
      )
    // Sent together: what is freed although its forerunner is not ours any more finds it in its way, and waits again.
    const [ours] = await Promise.all([recording, freeFollowers(tx, queue, attempts)])
    const settled = all.filter(({ record }) => ours.has(record.deliveryId))
    const records = settled.map(({ record }) => record)
    await forgetCrashes(tx, records)
    await keepExternalRefs(tx, externalRefsOf(settled))
    await queue.requeueDeliveries(
      tx,
      settled.flatMap(({ tried: { delivery }, record: { nextInMs } }) =>
        nextInMs !== null
          ? [
              {
                deliveryIds: [delivery.id],
                integrationId: delivery.integration_id,
                afterMs: nextInMs,
                priority: priorityOfDue(delivery),
              },
            ]
          : [],
      ),
    )
    await settleCircuits(tx, settled, log)
    const dead = settled.flatMap(({ tried, record }) => (record.state === 'dead' ? [tried.kind] : []))
    return { fenced: finished.length - settled.length, dead, notices: await disableGone(tx, settled) }
  })

/**
 * Records finished attempts in one transaction: attempts, states, tickets, and the job of the next try. An attempt whose
 * claim was lost meanwhile records nothing. Where nothing comes of a group but its states, one way to PostgreSQL and back
 * does: a worker that is busy sees to each answer some milliseconds late, and so long nothing of the group counts as recorded.
 */
export const recordFinished = async (
  db: Database,
  queue: Queue,
  log: Logger,
  finished: readonly Finished[],
): Promise<Recorded> => {
  const all = finished.map(settle)
  if (all.every(isPlain)) {
    try {
      return await recordAtOnce(db, queue, finished, all)
    } catch (error) {
      if (!haveFollowers(error)) throw error
    }
  }
  return recordWithAll(db, queue, log, finished, all)
}
