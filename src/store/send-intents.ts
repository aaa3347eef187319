import type { Db } from './database.ts'

/** Such a delivery is on no record, so nothing is known of what was sent: it may be done, long ago. */
const UNKNOWN = new Date(0)

/**
 * Writes down, on behalf of a delivery, that a step is about to be taken; answers when it was declared before, and then writes
 * nothing unless that is `instead`. Of several callers at once one gets undefined.
 */
export const declareIntent = async (
  db: Db,
  deliveryId: string,
  step: string,
  instead?: Date,
): Promise<Date | undefined> => {
  // Milliseconds: a date of ours holds no more, and has to be found again.
  const { rowCount } = await db.query(
    `insert into send_intents as i (workspace_id, step, delivery_id, declared_at)
     select workspace_id, $2, id, date_trunc('milliseconds', clock_timestamp()) from deliveries where id = $1
     on conflict (workspace_id, step) do update set delivery_id = excluded.delivery_id, declared_at = excluded.declared_at
       where i.declared_at = $3`,
    [deliveryId, step, instead ?? null],
  )
  if (rowCount === 1) return undefined
  const { rows } = await db.query<{ declared_at: Date }>(
    `select i.declared_at from send_intents i join deliveries d on d.workspace_id = i.workspace_id
     where d.id = $1 and i.step = $2`,
    [deliveryId, step],
  )
  const declared = rows[0]?.declared_at ?? UNKNOWN
  return declared === UNKNOWN && instead?.getTime() === UNKNOWN.getTime() ? undefined : declared
}

/** Only what the delivery itself declared. */
export const withdrawIntent = async (db: Db, deliveryId: string, step: string): Promise<void> => {
  await db.query('delete from send_intents where delivery_id = $1 and step = $2', [deliveryId, step])
}
