import type { Db } from './database.ts'

/** In how many crashes each of these deliveries was being sent; those without any are left out. */
export const findCrashes = async (db: Db, deliveryIds: readonly string[]): Promise<Map<string, number>> => {
  if (deliveryIds.length === 0) return new Map()
  const { rows } = await db.query<{ delivery_id: string; crashes: number }>(
    'select delivery_id, crashes from suspects where delivery_id = any($1)',
    [deliveryIds],
  )
  return new Map(rows.map(({ delivery_id, crashes }) => [delivery_id, crashes]))
}

/** Counts a crash ahead: it stays counted unless `clearCrashes` follows. */
export const countCrash = async (db: Db, deliveryId: string): Promise<void> => {
  await db.query(
    `insert into suspects (delivery_id, crashes) select id, 1 from deliveries where id = $1
     on conflict (delivery_id) do update set crashes = suspects.crashes + 1`,
    [deliveryId],
  )
}

export const clearCrashes = async (db: Db, deliveryIds: readonly string[]): Promise<void> => {
  if (deliveryIds.length > 0) await db.query('delete from suspects where delivery_id = any($1)', [deliveryIds])
}
