import type { Database, Db, TransactionOptions } from '../store/database.ts'
import { CLAIM_MS, type DeliverJob, type JobPart } from '../store/deliver-queue.ts'
import { msSince } from '../store/moment.ts'
import type { Queue } from '../store/queue.ts'
import { ATTEMPT_DEADLINE_MS } from './attempt.ts'

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

/** What is sent from then on could be on the way still when another worker gets it. */
const SENDABLE_MS = CLAIM_MS - ATTEMPT_DEADLINE_MS

/** May be sent: false when the process stood still, or could not keep its claim alive, for too long. */
export const isSendable = ({ claim }: Claimed): boolean => msSince(claim.job.keptAt) < SENDABLE_MS

/**
 * Has `run` write down, in one transaction, what becomes of deliveries that leave their claims; it settles the `parts` and
 * leaves out what is not ours any more: whoever holds those claims now sees to them. The worker is through with all of them
 * afterwards.
 */
export const leaveClaims = async <T>(
  db: Database,
  queue: Queue,
  leaving: readonly Claimed[],
  run: (tx: Db, parts: readonly JobPart[]) => Promise<T>,
  options?: TransactionOptions,
): Promise<T> => {
  const parts = [...Map.groupBy(leaving, ({ claim }) => claim)].map(([{ job, left }, own]) => {
    const deliveryIds = own.map(({ deliveryId }) => deliveryId)
    return { job, left, deliveryIds, isWhole: left.size === deliveryIds.length }
  })
  const result = await db.transaction((tx) => run(tx, parts), options)
  for (const { claim, deliveryId } of leaving) claim.left.delete(deliveryId)
  // The last of them left in two transactions at once, of which neither could know that the other commits. A job that stays
  // is offered again once its heartbeat has run out, and has nothing to do then.
  const spent = parts.filter(({ left, isWhole }) => !isWhole && left.size === 0)
  await queue
    .dropDeliveries(
      db,
      spent.map(({ job }) => job),
    )
    .catch(() => undefined)
  return result
}
