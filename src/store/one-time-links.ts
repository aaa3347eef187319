import { hashApiKey } from '../core/api-key.ts'
import type { Db } from './database.ts'

export interface LinkRow {
  workspace_id: string
  /** Null: it makes the first owner. */
  user_id: string | null
  /** Of that user. */
  email: string | null
  name: string | null
  expires_at: Date
}

const LINK_DAYS = 7

/** A link that works once and for a week; earlier ones of the same person stop working. Only its hash is stored. */
export const insertLink = async (
  tx: Db,
  workspaceId: string,
  userId: string | null,
  text: string,
): Promise<{ expires_at: Date }> => {
  if (userId !== null)
    await tx.query('delete from one_time_links where workspace_id = $1 and user_id = $2', [workspaceId, userId])
  const { rows } = await tx.query<{ expires_at: Date }>(
    `insert into one_time_links (hash, workspace_id, user_id, expires_at)
     values ($1, $2, $3, now() + interval '${LINK_DAYS} days') returning expires_at`,
    [hashApiKey(text), workspaceId, userId],
  )
  const [row] = rows
  if (!row) throw new Error('the link was not stored')
  return row
}

/** Undefined when it is unknown, used or out of date. Acts before it is known who asks. */
export const findLink = async (db: Db, text: string): Promise<LinkRow | undefined> => {
  const { rows } = await db.query<LinkRow>(
    `select l.workspace_id, l.user_id, u.email, u.name, l.expires_at from one_time_links l
       left join users u on u.id = l.user_id
     where l.hash = $1 and l.expires_at > now()`,
    [hashApiKey(text)],
  )
  return rows[0]
}

/** True for one caller of all that bring the same link. */
export const takeLink = async (tx: Db, text: string): Promise<boolean> => {
  const { rowCount } = await tx.query('delete from one_time_links where hash = $1 and expires_at > now()', [
    hashApiKey(text),
  ])
  return rowCount === 1
}

/** The links that could make another first owner. */
export const deleteFirstOwnerLinks = async (tx: Db, workspaceId: string): Promise<void> => {
  await tx.query('delete from one_time_links where workspace_id = $1 and user_id is null', [workspaceId])
}
