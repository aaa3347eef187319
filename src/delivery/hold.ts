import type { Db } from '../store/database.ts'
import { findHeld, parkDeliveries } from '../store/held.ts'
import type { Queue } from '../store/queue.ts'

const PAGE = 1000

/** In the caller's transaction: these held deliveries of the integration are due again. */
export const enqueueHeld = async (
  tx: Db,
  queue: Queue,
  integrationId: string,
  ids: readonly string[],
): Promise<void> => {
  await parkDeliveries(tx, ids, 'pending', null)
  await queue.enqueueDeliveries(
    tx,
    ids.map((deliveryId) => ({ deliveryId, integrationId })),
  )
}

/** In the caller's transaction: what was held while the integration was switched off is due again. Answers how many. */
export const resumeHeld = async (tx: Db, queue: Queue, integrationId: string): Promise<number> => {
  let resumed = 0
  for (;;) {
    const ids = await findHeld(tx, integrationId, PAGE)
    if (ids.length === 0) return resumed
    await enqueueHeld(tx, queue, integrationId, ids)
    resumed += ids.length
  }
}
