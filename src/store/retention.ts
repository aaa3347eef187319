import type { Db } from './database.ts'
import { UNFINISHED } from './deliveries.ts'

/**
 * Removes up to `limit` of the oldest events before `before`, with their routing, deliveries and attempts; an event with a
 * delivery that is not through stays. Answers how many went.
 */
export const deleteOldEvents = async (db: Db, before: Date, limit: number): Promise<number> => {
  // All parts see the deliveries as they were before: those go with their events.
  const { rows } = await db.query<{ count: number }>(
    `with gone as (
       delete from events where seq in (
         select seq from events e where created_at < $1
           and exists (select from routings r where r.event_id = e.id)
           and not exists (select from deliveries d where d.event_id = e.id and d.state in ${UNFINISHED})
         order by seq limit $2)
       returning id
     ), verdicts as (
       delete from routings r using gone where r.event_id = gone.id
     ), tries as (
       delete from attempts a using deliveries d, gone where d.event_id = gone.id and a.delivery_id = d.id
     )
     select count(*) as count from gone`,
    [before, limit],
  )
  return rows[0]?.count ?? 0
}
