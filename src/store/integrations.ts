import type { EventName } from '../core/event.ts'
import type { Severity } from '../core/severity.ts'
import type { Database, Db } from './database.ts'
import { UNFINISHED } from './deliveries.ts'
import { orNameTaken } from './name-taken.ts'
import { listPage, type Page, type PageRequest } from './page.ts'

/** How an integration's deliveries are made; what is left out is the kind's own. */
export interface DeliveryOptions {
  /** So many findings of a scan come one by one, the rest in a digest; null: all of them. */
  individually?: number | null | undefined
  /** Seconds before each further try. */
  retry_schedule?: number[] | undefined
}

export interface IntegrationRow {
  id: string
  workspace_id: string
  kind: string
  name: string
  enabled: boolean
  severity_filter: Severity
  target_ids: string[] | null
  events: EventName[] | null
  delivery: DeliveryOptions
  /** For display only: what counts is inside the token. */
  public_config: Record<string, unknown>
  config_token: string
  kid: string
  generation: number
  /** Integrations with the same share their vendor's limits. */
  remote: string
  disabled_reason: string | null
  /** Made by an apply of a file. */
  applied: boolean
  created_at: Date
  updated_at: Date
}

const CHANGEABLE = [
  'name',
  'enabled',
  'severity_filter',
  'target_ids',
  'events',
  'delivery',
  'public_config',
  'config_token',
  'kid',
  'generation',
  'remote',
  'disabled_reason',
] as const satisfies readonly (keyof IntegrationRow)[]
type Changeable = (typeof CHANGEABLE)[number]

const GIVEN = ['id', 'kind', ...CHANGEABLE] as const

export type NewIntegration = Pick<IntegrationRow, (typeof GIVEN)[number]>
export type IntegrationChanges = { [Column in Changeable]?: IntegrationRow[Column] | undefined }

/** Channel on which processes hear that a workspace's integrations changed; the payload is its id. */
export const INTEGRATIONS_CHANNEL = 'integrations'

const orTaken = orNameTaken('integrations_name_once', 'integration')

/** Heard after the commit. */
const announce = async (tx: Db, workspaceId: string): Promise<void> => {
  await tx.query('select pg_notify($1, $2)', [INTEGRATIONS_CHANNEL, workspaceId])
}

/** In the caller's transaction. Throws `conflict` when the name is taken. */
export const insertIntegration = async (
  tx: Db,
  workspaceId: string,
  integration: NewIntegration,
): Promise<IntegrationRow | undefined> => {
  const places = GIVEN.map((_column, at) => `$${String(at + 2)}`)
  const { rows } = await tx
    .query<IntegrationRow>(
      `insert into integrations (workspace_id, ${GIVEN.join(', ')}) values ($1, ${places.join(', ')}) returning *`,
      [workspaceId, ...GIVEN.map((column) => integration[column])],
    )
    .catch(orTaken)
  await announce(tx, workspaceId)
  return rows[0]
}

export const findIntegration = async (db: Db, workspaceId: string, id: string): Promise<IntegrationRow | undefined> => {
  const { rows } = await db.query<IntegrationRow>('select * from integrations where workspace_id = $1 and id = $2', [
    workspaceId,
    id,
  ])
  return rows[0]
}

export interface IntegrationFilter {
  name?: string | undefined
  kind?: string | undefined
}

export const listIntegrations = (
  db: Db,
  workspaceId: string,
  filter: IntegrationFilter,
  page: PageRequest,
): Promise<Page<IntegrationRow>> => {
  const where = ['t.workspace_id = $1']
  const values: unknown[] = [workspaceId]
  for (const column of ['name', 'kind'] as const) {
    if (filter[column] !== undefined) where.push(`t.${column} = $${String(values.push(filter[column]))}`)
  }
  const select = 'select t.* from integrations t'
  return listPage<IntegrationRow>(db, { list: 'integrations', select, where, values }, page)
}

/**
 * In the caller's transaction; undefined when there is no such integration any more, or when its configuration is not
 * that of `generation`, where one is given. Throws `conflict` when the new name is taken.
 */
export const updateIntegration = async (
  tx: Db,
  workspaceId: string,
  id: string,
  changes: IntegrationChanges,
  generation?: number,
): Promise<IntegrationRow | undefined> => {
  const values: unknown[] = [workspaceId, id, generation ?? null]
  const sets = CHANGEABLE.flatMap((column) =>
    changes[column] === undefined ? [] : [`${column} = $${String(values.push(changes[column]))}`],
  )
  const { rows } = await tx
    .query<IntegrationRow>(
      `update integrations set ${[...sets, 'updated_at = now()'].join(', ')}
       where workspace_id = $1 and id = $2 and generation = coalesce($3, generation) returning *`,
      values,
    )
    .catch(orTaken)
  await announce(tx, workspaceId)
  return rows[0]
}

/** All of a workspace, oldest first; whoever else asks so waits until the caller's transaction ends. */
export const integrationsInTurn = async (tx: Db, workspaceId: string): Promise<IntegrationRow[]> => {
  // No lock on the rows: workers hold deliveries while they ask for those.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [workspaceId])
  const { rows } = await tx.query<IntegrationRow>('select * from integrations where workspace_id = $1 order by id', [
    workspaceId,
  ])
  return rows
}

export const markApplied = async (tx: Db, id: string): Promise<void> => {
  await tx.query('update integrations set applied = true where id = $1', [id])
}

/** In the caller's transaction: removes it and cancels what it had still to send; false when there is no such integration. */
export const deleteIntegrationIn = async (tx: Db, workspaceId: string, id: string): Promise<boolean> => {
  // Deliveries first, as recording takes them: the other way round the two could wait for each other.
  await tx.query(
    `update deliveries set state = 'cancelled', finished_at = now(), next_attempt_at = null
     where workspace_id = $1 and id in (select delivery_id from waiting_deliveries where integration_id = $2)
       and state in ${UNFINISHED}`,
    [workspaceId, id],
  )
  const { rowCount } = await tx.query('delete from integrations where workspace_id = $1 and id = $2', [workspaceId, id])
  if (rowCount === 0) return false
  await announce(tx, workspaceId)
  return true
}

/** As `deleteIntegrationIn`, in a transaction of its own. */
export const deleteIntegration = (db: Database, workspaceId: string, id: string): Promise<boolean> =>
  db.transaction((tx) => deleteIntegrationIn(tx, workspaceId, id))
