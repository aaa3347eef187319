import type { Database, Db } from '../store/database.ts'
import type { DeliverJob } from '../store/deliver-queue.ts'
import type { Queue } from '../store/queue.ts'

/** A claimed job, and which of its deliveries the worker has to see to. */
export interface Claim {
  readonly job: DeliverJob
  readonly left: Set<string>
}

export interface Claimed {
  claim: Claim
  deliveryId: string
}

export const claimOf = (job: DeliverJob): Claim => ({ job, left: new Set(job.deliveryIds) })

/**
 * Has `run` write down, in one transaction, what becomes of deliveries; it gets the ids of those that are still ours. The
 * others' claims were lost, and whoever holds these now sees to them. The worker is through with all of them afterwards.
 */
export const leaveClaims = async <T>(
  db: Database,
  queue: Queue,
  leaving: readonly Claimed[],
  run: (tx: Db, ours: ReadonlySet<string>) => Promise<T>,
): Promise<T> => {
  const parts = [...Map.groupBy(leaving, ({ claim }) => claim)].map(([claim, own]) => ({
    ...claim,
    deliveryIds: own.map(({ deliveryId }) => deliveryId),
  }))
  const [whole = [], partly = []] = [true, false].map((isWhole) =>
    parts.filter(({ left, deliveryIds }) => (left.size === deliveryIds.length) === isWhole),
  )
  const result = await db.transaction(async (tx) => {
    const settled = await queue.settleDeliveries(
      tx,
      whole.map(({ job }) => job),
    )
    const held = await queue.holdDeliveries(tx, partly)
    const ours = whole.filter(({ job }) => settled.has(job.id)).flatMap(({ deliveryIds }) => deliveryIds)
    return run(tx, new Set([...ours, ...held]))
  })
  for (const { claim, deliveryId } of leaving) claim.left.delete(deliveryId)
  // The last of them were in two transactions at once, of which neither could know that the other commits. A job that
  // stays is offered again once its heartbeat has run out, and has nothing to do then.
  await queue.dropDeliveries(partly.filter(({ left }) => left.size === 0).map(({ job }) => job)).catch(() => undefined)
  return result
}
