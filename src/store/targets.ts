import type { TargetKind } from '../core/event.ts'
import { newId } from '../core/id.ts'
import type { Db } from './database.ts'
import { orNameTaken } from './name-taken.ts'
import { listPage, type Page, type PageRequest } from './page.ts'

export interface TargetFields {
  kind: TargetKind
  name: string
  base_url: string | null
}

export interface TargetRow extends TargetFields {
  id: string
  created_at: Date
}

const COLUMNS = 'id, kind, name, base_url, created_at'
const orTaken = orNameTaken('targets_name_once', 'target')

/** Throws `conflict` when the name is taken. */
export const insertTarget = async (
  db: Db,
  workspaceId: string,
  { kind, name, base_url }: TargetFields,
): Promise<TargetRow | undefined> => {
  const { rows } = await db
    .query<TargetRow>(
      `insert into targets (id, workspace_id, kind, name, base_url) values ($1, $2, $3, $4, $5) returning ${COLUMNS}`,
      [newId(), workspaceId, kind, name, base_url],
    )
    .catch(orTaken)
  return rows[0]
}

export const findTarget = async (db: Db, workspaceId: string, id: string): Promise<TargetRow | undefined> => {
  const { rows } = await db.query<TargetRow>(`select ${COLUMNS} from targets where workspace_id = $1 and id = $2`, [
    workspaceId,
    id,
  ])
  return rows[0]
}

export const listTargets = (
  db: Db,
  workspaceId: string,
  filter: { name?: string | undefined },
  page: PageRequest,
): Promise<Page<TargetRow>> => {
  const where = ['t.workspace_id = $1']
  const values: unknown[] = [workspaceId]
  if (filter.name !== undefined) where.push(`t.name = $${String(values.push(filter.name))}`)
  const select = 'select t.id, t.kind, t.name, t.base_url, t.created_at from targets t'
  return listPage<TargetRow>(db, { list: 'targets', select, where, values }, page)
}

/** Undefined when there is no such target. Throws `conflict` when the new name is taken. */
export const updateTarget = async (
  db: Db,
  workspaceId: string,
  id: string,
  changes: { [Field in keyof TargetFields]?: TargetFields[Field] | undefined },
): Promise<TargetRow | undefined> => {
  const { rows } = await db
    .query<TargetRow>(
      `update targets set kind = coalesce($3, kind), name = coalesce($4, name),
         base_url = case when $5 then $6 else base_url end
       where workspace_id = $1 and id = $2 returning ${COLUMNS}`,
      [workspaceId, id, changes.kind, changes.name, changes.base_url !== undefined, changes.base_url],
    )
    .catch(orTaken)
  return rows[0]
}

/** With its scans and findings; false when there is no such target. */
export const deleteTarget = async (db: Db, workspaceId: string, id: string): Promise<boolean> => {
  const { rowCount } = await db.query('delete from targets where workspace_id = $1 and id = $2', [workspaceId, id])
  return rowCount === 1
}

/** Those of `ids` that the workspace has. */
export const knownTargets = async (db: Db, workspaceId: string, ids: readonly string[]): Promise<Set<string>> => {
  const { rows } = await db.query<{ id: string }>(
    'select id from targets where workspace_id = $1 and id = any($2::uuid[])',
    [workspaceId, ids],
  )
  return new Set(rows.map(({ id }) => id))
}
