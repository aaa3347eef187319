import { firstIdAt } from '../core/id.ts'
import type { Db } from './database.ts'

export interface ActivityRow {
  integration_id: string
  hour: Date
  delivered: number
  failed: number
  waiting: number
}

/** How many deliveries each hour since then began, by integration and by what has become of them; hours of none are left out. */
export const countActivity = async (db: Db, workspaceId: string, since: Date): Promise<ActivityRow[]> =>
  (
    await db.query<ActivityRow>(
      `select integration_id, date_trunc('hour', created_at, 'UTC') as hour,
         count(*) filter (where state = 'delivered') as delivered,
         count(*) filter (where state = 'dead') as failed,
         count(*) filter (where state in ('pending', 'retrying', 'held')) as waiting
       from deliveries where workspace_id = $1 and id >= $2 group by 1, 2 order by 1, 2`,
      [workspaceId, firstIdAt(since)],
    )
  ).rows
