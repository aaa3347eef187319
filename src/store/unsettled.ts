import type { Db } from './database.ts'
import { ofScan } from './deliveries.ts'

/** What a scan has still to send. */
export interface Unsettled {
  /** Events that no integration is judged against yet. */
  unjudged: number
  /** Deliveries that are due. */
  pending: number
  /** Deliveries that failed and are due again later. */
  retrying: number
}

export const countUnsettled = async (db: Db, scanId: string): Promise<Unsettled> => {
  const { rows } = await db.query<Unsettled>(
    `select
       (select count(*) from events e
        where e.scan_id = $1 and not exists (select from routings r where r.event_id = e.id)) as unjudged,
       count(*) filter (where state = 'pending') as pending,
       count(*) filter (where state = 'retrying') as retrying
     from deliveries where ${ofScan('$1')}`,
    [scanId],
  )
  return rows[0] ?? { unjudged: 0, pending: 0, retrying: 0 }
}
