import type { Db } from './database.ts'

/**
 * Removes up to `limit` of the oldest events before `before`, with their routing, deliveries and attempts; an event with a
 * delivery that is not through stays. Answers how many went.
 */
export const deleteOldEvents = async (db: Db, before: Date, limit: number): Promise<number> => {
  const { rowCount } = await db.query(
    `delete from events where seq in (
       select seq from events e where created_at < $1 and not exists (
         select from deliveries d where d.event_id = e.id and d.state in ('pending', 'retrying', 'held'))
       order by seq limit $2)`,
    [before, limit],
  )
  return rowCount
}
