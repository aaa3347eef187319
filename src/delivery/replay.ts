import type { Database } from '../store/database.ts'
import type { DeliveryFilter } from '../store/deliveries.ts'
import { reopenDeliveries } from '../store/replayable.ts'
import type { Queue } from '../store/queue.ts'
import { jobsOf } from './jobs.ts'

const PAGE = 1000

const replayPage = (
  db: Database,
  queue: Queue,
  workspaceId: string,
  filter: DeliveryFilter & { id?: string; before?: Date },
  limit: number,
): Promise<{ found: number; messages: number }> =>
  db.transaction(async (tx) => {
    const { found, messages } = await reopenDeliveries(tx, workspaceId, filter, limit)
    await queue.requeueDeliveries(
      tx,
      jobsOf(
        messages.map(({ id: deliveryId, integration_id: integrationId, kind }) => ({
          deliveryId,
          integrationId,
          kind,
        })),
      ),
    )
    return { found, messages: messages.length }
  })

/** Makes one finished delivery due again; false when it is not finished or its integration is switched off or gone. */
export const replayDelivery = async (db: Database, queue: Queue, workspaceId: string, id: string): Promise<boolean> =>
  (await replayPage(db, queue, workspaceId, { id }, 1)).found > 0

/** Makes all that the filter names due again; answers how many messages that is. What ends meanwhile is not taken a second time. */
export const replayDeliveries = async (
  db: Database,
  queue: Queue,
  workspaceId: string,
  filter: DeliveryFilter,
): Promise<number> => {
  const before = new Date()
  let count = 0
  for (;;) {
    const { found, messages } = await replayPage(db, queue, workspaceId, { ...filter, before }, PAGE)
    count += messages
    if (found === 0) return count
  }
}
