import type { Db } from '../store/database.ts'
import { findHeld, type HeldDelivery, parkDeliveries } from '../store/held.ts'
import type { Queue } from '../store/queue.ts'
import { jobsOf } from './jobs.ts'

const PAGE = 1000

/** In the caller's transaction: these held deliveries of the integration are due again. */
export const enqueueHeld = async (
  tx: Db,
  queue: Queue,
  integrationId: string,
  held: readonly HeldDelivery[],
): Promise<void> => {
  await parkDeliveries(
    tx,
    held.map(({ id }) => id),
    'pending',
    null,
  )
  await queue.requeueDeliveries(
    tx,
    jobsOf(held.map(({ id: deliveryId, kind }) => ({ deliveryId, integrationId, kind }))),
  )
}

/** In the caller's transaction: what was held while the integration was switched off is due again. Answers how many. */
export const resumeHeld = async (tx: Db, queue: Queue, integrationId: string): Promise<number> => {
  let resumed = 0
  for (;;) {
    const held = await findHeld(tx, integrationId, PAGE)
    if (held.length === 0) return resumed
    await enqueueHeld(tx, queue, integrationId, held)
    resumed += held.length
  }
}
