import { type NewAuditEntry, serviceEntry } from '../core/audit-chain.ts'
import { isDone, type Outcome } from '../core/outcome.ts'
import { DEFAULT_RETRY_SCHEDULE, retryDelayMs } from '../core/retry.ts'
import type { Logger } from '../log.ts'
import { appendAudit } from '../store/audit.ts'
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
export interface Finished {
  job: DeliverJob
  delivery: DueDelivery
  kind: string
  retrySchedule: readonly number[] | undefined
  attempt: Attempt
}

interface Settled {
  finished: Finished
  record: RecordedAttempt
}

const after = (finished: Finished, outcome: Outcome): { state: DeliveryState; nextAttemptAt: Date | null } => {
  if (isDone(outcome)) return { state: 'delivered', nextAttemptAt: null }
  if (outcome.status === 'rejected') return { state: 'dead', nextAttemptAt: null }
  const schedule = finished.retrySchedule ?? DEFAULT_RETRY_SCHEDULE
  const { attempts, replayed_at } = finished.delivery
  const delay = retryDelayMs(schedule, attempts - replayed_at + 1, outcome.afterMs, Math.random())
  if (delay === undefined) return { state: 'dead', nextAttemptAt: null }
  return { state: 'retrying', nextAttemptAt: new Date(Date.now() + delay) }
}

const settle = (finished: Finished): Settled => {
  const { delivery, attempt } = finished
  const outcome = attempt.result
  return {
    finished,
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
      ...after(finished, outcome),
    },
  }
}

const externalRefsOf = (settled: readonly Settled[]) =>
  settled.flatMap(({ finished: { delivery, kind, attempt } }) => {
    const outcome = attempt.result
    if (!isDone(outcome) || !outcome.external || delivery.finding_id === null) return []
    const { workspace_id: workspaceId, integration_id: integrationId, finding_id: findingId } = delivery
    return [{ workspaceId, integrationId, findingId, kind, external: outcome.external }]
  })

const disableGone = async (tx: Db, settled: readonly Settled[], log: Logger): Promise<void> => {
  const gone = new Map<string, string>()
  for (const { finished } of settled) {
    const outcome = finished.attempt.result
    if (outcome.status === 'rejected' && outcome.disable) gone.set(finished.delivery.integration_id, outcome.detail)
  }
  const entries: NewAuditEntry[] = []
  for (const [id, reason] of gone) {
    const row = await disableIntegration(tx, id, reason)
    if (!row) continue
    log.warn({ integrationId: id, reason }, 'integration disabled')
    entries.push(serviceEntry(row.workspace_id, 'disableIntegration', { type: 'integration', id, name: row.name }))
  }
  // After all else, and in one order, so that no two of us wait for each other.
  for (const entry of entries.toSorted((left, right) => (left.workspaceId < right.workspaceId ? -1 : 1)))
    await appendAudit(tx, entry)
}

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
    const records = settled.map(({ record }) => record)
    await insertAttempts(tx, records)
    await advanceDeliveries(tx, records)
    await keepExternalRefs(tx, externalRefsOf(settled))
    await queue.enqueueDeliveries(
      tx,
      settled.flatMap(({ finished: { delivery }, record: { nextAttemptAt } }) =>
        nextAttemptAt ? [{ deliveryId: delivery.id, integrationId: delivery.integration_id, at: nextAttemptAt }] : [],
      ),
    )
    await disableGone(tx, settled, log)
    return finished.length - settled.length
  })
