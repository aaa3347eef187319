import type { Db } from './database.ts'

/** Minutes in which somebody reads what would happen, and agrees. */
const MINUTES = 5

/** Keeps what is to be confirmed; answers until when it can be. Those that nobody confirmed in time go. */
export const insertConfirmation = async (db: Db, workspaceId: string, digest: Buffer): Promise<Date> => {
  await db.query('delete from confirmations where workspace_id = $1 and expires_at < now()', [workspaceId])
  const { rows } = await db.query<{ expires_at: Date }>(
    `insert into confirmations (digest, workspace_id, expires_at)
     values ($1, $2, now() + interval '${String(MINUTES)} minutes') returning expires_at`,
    [digest, workspaceId],
  )
  const [row] = rows
  if (!row) throw new Error('the confirmation was not stored')
  return row.expires_at
}

/** True for one caller of all that bring the same, once and in time. */
export const takeConfirmation = async (db: Db, workspaceId: string, digest: Buffer): Promise<boolean> => {
  const { rowCount } = await db.query(
    'delete from confirmations where workspace_id = $1 and digest = $2 and expires_at > now()',
    [workspaceId, digest],
  )
  return rowCount === 1
}
