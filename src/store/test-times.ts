import type { Db } from './database.ts'

const RECENT = `array(select t from unnest(own.sent_at) t where t > clock_timestamp() - interval '1 minute')`

/**
 * Notes that a workspace sends a connection test, at most `limit` in any minute over all processes. Undefined when it may;
 * else in how many seconds the next one may go.
 */
export const noteTest = async (db: Db, workspaceId: string, limit: number): Promise<number | undefined> => {
  // Of several at once each sees what the one before wrote.
  const { rowCount } = await db.query(
    `insert into test_times as own (workspace_id, sent_at) values ($1, array[clock_timestamp()])
     on conflict (workspace_id) do update set sent_at = ${RECENT} || clock_timestamp()
       where cardinality(${RECENT}) < $2`,
    [workspaceId, limit],
  )
  if (rowCount === 1) return undefined
  const { rows } = await db.query<{ seconds: number }>(
    `select extract(epoch from min(t) + interval '1 minute' - clock_timestamp())::float8 as seconds
     from test_times own, unnest(${RECENT}) t where workspace_id = $1`,
    [workspaceId],
  )
  return Math.max(1, Math.ceil(rows[0]?.seconds ?? 1))
}
