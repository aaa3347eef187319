import { timingSafeEqual } from 'node:crypto'
import { hashApiKey, hintOf } from '../core/api-key.ts'
import { type Caller, SCOPES } from '../core/caller.ts'
import { newId } from '../core/id.ts'
import type { Database, Db } from './database.ts'
import { listPage, type Page, type PageRequest } from './page.ts'

export interface ApiKeyRow {
  id: string
  name: string
  scopes: string[]
  hint: string
  created_at: Date
  expires_at: Date | null
  last_used_at: Date | null
}

export interface NewApiKey {
  name: string
  /** The key itself; only its hash is stored. */
  text: string
  scopes: readonly string[]
  expiresAt: Date | null
  /** May make workspaces. */
  instanceOwner?: boolean
}

const COLUMNS = 'id, name, scopes, hint, created_at, expires_at, last_used_at'

/** Undefined when the key's text is known already. */
export const insertApiKey = async (db: Db, workspaceId: string, key: NewApiKey): Promise<ApiKeyRow | undefined> => {
  const { rows } = await db.query<ApiKeyRow>(
    `insert into api_keys (id, workspace_id, name, hash, hint, scopes, instance_owner, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (hash) do nothing returning ${COLUMNS}`,
    [
      newId(),
      workspaceId,
      key.name,
      hashApiKey(key.text),
      hintOf(key.text),
      key.scopes,
      key.instanceOwner ?? false,
      key.expiresAt,
    ],
  )
  return rows[0]
}

export const listApiKeys = (db: Db, workspaceId: string, page: PageRequest): Promise<Page<ApiKeyRow>> => {
  const select = `select t.id, t.name, t.scopes, t.hint, t.created_at, t.expires_at, t.last_used_at from api_keys t`
  const query = { list: 'api_keys', select, where: ['t.workspace_id = $1'], values: [workspaceId] }
  return listPage<ApiKeyRow>(db, query, page)
}

interface HolderRow {
  id: string
  hash: Buffer
  workspace_id: string
  name: string
  scopes: string[]
  instance_owner: boolean
  is_stale: boolean
}

// One write a minute and key: at a thousand requests a second, one each would be the busiest row of the database.
const STALE = `(last_used_at is null or last_used_at < now() - interval '1 minute')`

/** Who holds this key; undefined when it is unknown, deleted or expired. Notes its use, at most once a minute. */
export const findKeyHolder = async (db: Db, text: string): Promise<Caller | undefined> => {
  const hash = hashApiKey(text)
  const { rows } = await db.query<HolderRow>(
    `select id, hash, workspace_id, name, scopes, instance_owner, ${STALE} as is_stale
     from api_keys where hash = $1 and (expires_at is null or expires_at > now())`,
    [hash],
    'find-key-holder',
  )
  const [holder] = rows
  // The index compares hashes, of which a caller cannot choose a beginning; this one compares them in constant time.
  if (!holder || !timingSafeEqual(holder.hash, hash)) return undefined
  if (holder.is_stale)
    await db.query(`update api_keys set last_used_at = now() where id = $1 and ${STALE}`, [holder.id])
  return {
    workspaceId: holder.workspace_id,
    keyId: holder.id,
    keyName: holder.name,
    scopes: holder.scopes,
    instanceOwner: holder.instance_owner,
  }
}

/** `last_owner`: it stays, since nobody else could do everything in the workspace. */
export type KeyDeletion = 'deleted' | 'not_found' | 'last_owner'

export const deleteApiKey = (db: Database, workspaceId: string, id: string): Promise<KeyDeletion> =>
  db.transaction(async (tx) => {
    // Takes turns with other deletions, so that two owner keys cannot both see the other one stay.
    await tx.query('select from workspaces where id = $1 for update', [workspaceId])
    const { rows } = await tx.query<{ id: string }>(
      `select id from api_keys
       where workspace_id = $1 and scopes @> $2 and (expires_at is null or expires_at > now())`,
      [workspaceId, SCOPES],
    )
    const others = rows.filter((owner) => owner.id !== id)
    if (others.length < rows.length && others.length === 0) return 'last_owner'
    const { rowCount } = await tx.query('delete from api_keys where workspace_id = $1 and id = $2', [workspaceId, id])
    return rowCount === 1 ? 'deleted' : 'not_found'
  })
