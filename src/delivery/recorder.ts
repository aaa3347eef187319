import { isDone, type Outcome } from '../core/outcome.ts'
import { DEFAULT_RETRY_SCHEDULE, retryDelayMs } from '../core/retry.ts'
import type { Logger } from '../log.ts'
import type { Database, Db } from '../store/database.ts'
import {
  advanceDeliveries,
  type DeliveryState,
  type DueDelivery,
  insertAttempts,
  type RecordedAttempt,
} from '../store/deliveries.ts'
import { keepExternalRefs } from '../store/external-refs.ts'
import { disableIntegration } from '../store/integration-filters.ts'
import type { DeliverJob, Queue } from '../store/queue.ts'
import type { Attempt } from './attempt.ts'

/** An attempt that is through, with what it was for. */
export interface Tried {
  delivery: DueDelivery
  kind: string
  /** Seconds before each further try; none for what is tried once. */
  retrySchedule: readonly number[] | undefined
  attempt: Attempt
}

/** As `Tried`, of a claimed job. */
export interface Finished extends Tried {
  job: DeliverJob
}

interface Settled {
  tried: Tried
  record: RecordedAttempt
}

const after = (tried: Tried, outcome: Outcome): { state: DeliveryState; nextAttemptAt: Date | null } => {
  if (isDone(outcome)) return { state: 'delivered', nextAttemptAt: null }
  if (outcome.status === 'rejected') return { state: 'dead', nextAttemptAt: null }
  const schedule = tried.retrySchedule ?? DEFAULT_RETRY_SCHEDULE
  const { attempts, replayed_at } = tried.delivery
  const delay = retryDelayMs(schedule, attempts - replayed_at + 1, outcome.afterMs, Math.random())
  if (delay === undefined) return { state: 'dead', nextAttemptAt: null }
  return { state: 'retrying', nextAttemptAt: new Date(Date.now() + delay) }
}

const settle = (tried: Tried): Settled => {
  const { delivery, attempt } = tried
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
      detail: outcome.detail ?? null,
      externalUrl: isDone(outcome) ? (outcome.external?.url ?? null) : null,
      ...after(tried, outcome),
    },
  }
}

const externalRefsOf = (settled: readonly Settled[]) =>
  settled.flatMap(({ tried: { delivery, kind, attempt } }) => {
    const outcome = attempt.result
    if (!isDone(outcome) || !outcome.external || delivery.finding_id === null) return []
    const { workspace_id: workspaceId, integration_id: integrationId, finding_id: findingId } = delivery
    return [{ workspaceId, integrationId, findingId, kind, external: outcome.external }]
  })

const disableGone = async (tx: Db, settled: readonly Settled[], log: Logger): Promise<void> => {
  const gone = new Map<string, string>()
  for (const { tried } of settled) {
    const outcome = tried.attempt.result
    if (outcome.status === 'rejected' && outcome.disable) gone.set(tried.delivery.integration_id, outcome.detail)
  }
  for (const [integrationId, reason] of gone) {
    if (await disableIntegration(tx, integrationId, reason)) log.warn({ integrationId, reason }, 'integration disabled')
  }
}

const keep = async (tx: Db, settled: readonly Settled[], log: Logger): Promise<void> => {
  const records = settled.map(({ record }) => record)
  await insertAttempts(tx, records)
  await advanceDeliveries(tx, records)
  await keepExternalRefs(tx, externalRefsOf(settled))
  await disableGone(tx, settled, log)
}

/** Records attempts that no job stands behind, in one transaction: attempts, states, tickets. */
export const recordTried = (db: Database, log: Logger, tried: readonly Tried[]): Promise<void> =>
  db.transaction((tx) => keep(tx, tried.map(settle), log))

/**
 * Records finished attempts in one transaction: attempts, states, tickets, and the job of the next try. An attempt whose
 * claim was lost meanwhile records nothing: whoever holds the claim now does. Answers how many were lost that way.
 */
export const recordFinished = (
  db: Database,
  queue: Queue,
  log: Logger,
  finished: readonly Finished[],
): Promise<number> =>
  db.transaction(async (tx) => {
    const held = await queue.settleDeliveries(
      tx,
      finished.map(({ job }) => job),
    )
    const settled = finished.filter(({ job }) => held.has(job.id)).map(settle)
    if (settled.length === 0) return finished.length
    await keep(tx, settled, log)
    await queue.enqueueDeliveries(
      tx,
      settled.flatMap(({ tried: { delivery }, record: { nextAttemptAt } }) =>
        nextAttemptAt ? [{ deliveryId: delivery.id, integrationId: delivery.integration_id, at: nextAttemptAt }] : [],
      ),
    )
    return finished.length - settled.length
  })
