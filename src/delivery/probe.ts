import { isTendingDue, takeProbe, takeRelease } from '../store/circuits.ts'
import type { Database } from '../store/database.ts'
import { findHeld, parkDeliveries } from '../store/held.ts'
import type { Queue } from '../store/queue.ts'
import { enqueueHeld } from './hold.ts'

const PAGE = 1000

/** Sends one held delivery of each open circuit that is due for a probe. */
const probeCircuits = async (db: Database, queue: Queue): Promise<void> => {
  const probe = (): Promise<boolean> =>
    takeProbe(db, async (tx, { deliveryId, integrationId }) => {
      await parkDeliveries(tx, [deliveryId], 'pending', 'trying whether the destination is well again')
      await queue.requeueDeliveries(tx, [{ deliveryIds: [deliveryId], integrationId }])
    })
  while (await probe());
}

/** Makes what was held due again, a page a transaction. */
const releaseHeld = async (db: Database, queue: Queue): Promise<void> => {
  const release = (): Promise<boolean> =>
    takeRelease(db, async (tx, integrationId) => {
      const held = await findHeld(tx, integrationId, PAGE)
      await enqueueHeld(tx, queue, integrationId, held)
      return held.length === PAGE
    })
  while (await release());
}

/** What is to be done now and then about destinations that failed; several workers may do it at once. */
export const tendCircuits = async (db: Database, queue: Queue): Promise<void> => {
  if (!(await isTendingDue(db))) return
  await probeCircuits(db, queue)
  await releaseHeld(db, queue)
}
