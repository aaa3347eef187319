import type { Database } from '../store/database.ts'
import { type DeliveryFilter, reopenDeliveries } from '../store/deliveries.ts'
import type { Queue } from '../store/queue.ts'

const PAGE = 1000

const replayPage = (
  db: Database,
  queue: Queue,
  workspaceId: string,
  filter: DeliveryFilter & { id?: string; before?: Date },
  limit: number,
): Promise<number> =>
  db.transaction(async (tx) => {
    const reopened = await reopenDeliveries(tx, workspaceId, filter, limit)
    await queue.enqueueDeliveries(
      tx,
      reopened.map(({ id: deliveryId, integration_id: integrationId }) => ({ deliveryId, integrationId })),
    )
    return reopened.length
  })

/** Makes one finished delivery due again; false when it is not finished or its integration is switched off or gone. */
export const replayDelivery = async (db: Database, queue: Queue, workspaceId: string, id: string): Promise<boolean> =>
  (await replayPage(db, queue, workspaceId, { id }, 1)) === 1

/** Makes all that the filter names due again; answers how many. What ends meanwhile is not taken a second time. */
export const replayDeliveries = async (
  db: Database,
  queue: Queue,
  workspaceId: string,
  filter: DeliveryFilter,
): Promise<number> => {
  const before = new Date()
  let count = 0
  for (;;) {
    const page = await replayPage(db, queue, workspaceId, { ...filter, before }, PAGE)
    count += page
    if (page < PAGE) return count
  }
}
