import { serviceEntry } from '../core/audit-chain.ts'
import { SCOPES } from '../core/caller.ts'
import { newId } from '../core/id.ts'
import { insertApiKey } from './api-keys.ts'
import { appendAudit } from './audit.ts'
import type { Database, Db } from './database.ts'
import { listPage, type Page, type PageRequest } from './page.ts'

export interface WorkspaceRow {
  id: string
  name: string
  created_at: Date
}

/** Makes a workspace whose owner key is `keyText`. */
const makeWorkspace = async (tx: Db, name: string, keyText: string, instanceOwner: boolean): Promise<WorkspaceRow> => {
  const { rows } = await tx.query<WorkspaceRow>(
    'insert into workspaces (id, name) values ($1, $2) returning id, name, created_at',
    [newId(), name],
  )
  const [workspace] = rows
  if (!workspace) throw new Error('the workspace was not stored')
  const key = await insertApiKey(tx, workspace.id, ownerKey(keyText, instanceOwner))
  if (!key) throw new Error('the owner key of a new workspace is that of another')
  return workspace
}

const ownerKey = (text: string, instanceOwner: boolean) => ({
  name: 'owner',
  text,
  scopes: SCOPES,
  expiresAt: null,
  instanceOwner,
})

/** A workspace and its owner key, which holds every scope. */
export const createWorkspace = (db: Database, name: string, keyText: string): Promise<WorkspaceRow> =>
  db.transaction((tx) => makeWorkspace(tx, name, keyText, false))

export const listWorkspaces = (db: Db, page: PageRequest): Promise<Page<WorkspaceRow>> => {
  const select = 'select t.id, t.name, t.created_at from workspaces t'
  return listPage<WorkspaceRow>(db, { list: 'workspaces', select, where: ['true'], values: [] }, page)
}

/** The oldest workspace: the one that the service made itself. */
export const firstWorkspaceId = async (tx: Db): Promise<string | undefined> => {
  const { rows } = await tx.query<{ id: string }>('select id from workspaces order by created_at, id limit 1')
  return rows[0]?.id
}

/** Processes that start together take turns here. */
const inTurn = <T>(db: Database, run: (tx: Db) => Promise<T>): Promise<T> =>
  db.transaction(async (tx) => {
    await tx.query('lock table workspaces in share row exclusive mode')
    return run(tx)
  })

/**
 * Makes the workspace `Default`, owned by `apiKey`, when there is no workspace yet; `created` tells whether. Otherwise it
 * leaves everything as it is. The key may make further workspaces.
 */
export const ensureFirstWorkspace = (db: Database, apiKey: string): Promise<{ created: boolean }> =>
  inTurn(db, async (tx) => {
    if ((await firstWorkspaceId(tx)) !== undefined) return { created: false }
    const { id, name } = await makeWorkspace(tx, 'Default', apiKey, true)
    await appendAudit(tx, serviceEntry(id, 'createWorkspace', { type: 'workspace', id, name }))
    return { created: true }
  })

/** Adds `apiKey` as an owner key of the first workspace, unless it is known; earlier ones stay until they are deleted. */
export const ensureOwnerKey = (db: Database, apiKey: string): Promise<{ added: boolean }> =>
  inTurn(db, async (tx) => {
    const workspaceId = await firstWorkspaceId(tx)
    if (workspaceId === undefined) return { added: false }
    const key = await insertApiKey(tx, workspaceId, ownerKey(apiKey, true))
    if (!key) return { added: false }
    await appendAudit(tx, serviceEntry(workspaceId, 'createKey', { type: 'key', id: key.id, name: key.name }))
    return { added: true }
  })

/** The first workspace while it has no people; `hold` keeps others who ask so waiting until the transaction ends. */
export const firstWorkspaceWithoutPeople = async (tx: Db, hold = false): Promise<string | undefined> => {
  const { rows } = await tx.query<{ id: string }>(
    `select id from workspaces order by created_at, id limit 1 ${hold ? 'for update' : ''}`,
  )
  const [first] = rows
  if (!first) return undefined
  const { rowCount } = await tx.query('select from users where workspace_id = $1 limit 1', [first.id])
  return rowCount === 0 ? first.id : undefined
}

export const findWorkspace = async (db: Db, id: string): Promise<WorkspaceRow | undefined> => {
  const { rows } = await db.query<WorkspaceRow>('select id, name, created_at from workspaces where id = $1', [id])
  return rows[0]
}
