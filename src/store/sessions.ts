import { hashApiKey } from '../core/api-key.ts'
import type { Caller } from '../core/caller.ts'
import { type Role, scopesOf } from '../core/role.ts'
import type { Db } from './database.ts'

/** A session ends after so long without a request, and after so long however busy it is. */
const IDLE_HOURS = 12
export const SESSION_DAYS = 7

const LIVE = `s.last_seen_at > now() - interval '${IDLE_HOURS} hours' and s.created_at > now() - interval '${SESSION_DAYS} days'`

/** Only the hash of `text` is stored. */
export const insertSession = async (db: Db, workspaceId: string, userId: string, text: string): Promise<void> => {
  await db.query('insert into sessions (hash, workspace_id, user_id) values ($1, $2, $3)', [
    hashApiKey(text),
    workspaceId,
    userId,
  ])
  await db.query('update users set last_signed_in_at = now() where workspace_id = $1 and id = $2', [
    workspaceId,
    userId,
  ])
}

interface HolderRow {
  workspace_id: string
  user_id: string
  email: string
  name: string
  role: Role
  instance_owner: boolean
  ends_at: Date
  is_stale: boolean
}

// One write a minute and session.
const STALE = `last_seen_at < now() - interval '1 minute'`

/** Who is signed in by this session; undefined when it is unknown or over. Notes its use, at most once a minute. */
export const findSession = async (db: Db, text: string): Promise<Caller | undefined> => {
  const sessionHash = hashApiKey(text)
  const { rows } = await db.query<HolderRow>(
    `select s.workspace_id, s.user_id, u.email, u.name, u.role, u.instance_owner, s.${STALE} as is_stale,
       s.created_at + interval '${SESSION_DAYS} days' as ends_at
     from sessions s join users u on u.id = s.user_id where s.hash = $1 and ${LIVE}`,
    [sessionHash],
  )
  const [holder] = rows
  if (!holder) return undefined
  if (holder.is_stale)
    await db.query(`update sessions set last_seen_at = now() where hash = $1 and ${STALE}`, [sessionHash])
  return {
    workspaceId: holder.workspace_id,
    keyId: holder.user_id,
    keyName: holder.email,
    scopes: scopesOf(holder.role),
    instanceOwner: holder.instance_owner,
    person: {
      email: holder.email,
      name: holder.name,
      role: holder.role,
      sessionHash,
      sessionEndsAt: holder.ends_at,
    },
  }
}

export const deleteSession = async (db: Db, workspaceId: string, hash: Buffer): Promise<void> => {
  await db.query('delete from sessions where workspace_id = $1 and hash = $2', [workspaceId, hash])
}

/** Forgets sessions and links that are over; answers how many. For workers, which act for all. */
export const sweepSessions = async (db: Db): Promise<number> => {
  const sessions = await db.query(`delete from sessions s where not (${LIVE})`)
  const links = await db.query('delete from one_time_links where expires_at < now()')
  return sessions.rowCount + links.rowCount
}
