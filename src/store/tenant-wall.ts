import pg from 'pg'
import type { Logger } from '../log.ts'

/**
 * Row-level security as the second wall between workspaces, behind the `where workspace_id = …` of every statement. A
 * request's transaction runs as a role that owns no table and sees the rows of one workspace; the service itself, that is
 * workers and migrations, acts for all under a policy of that name.
 */
export interface TenantWall {
  /** Where the tables are: with another role, a search path that begins with `"$user"` could mean another place. */
  schema: string
}

const ROLE = 'pencheff_request'
const SETTING = 'pencheff.workspace'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Inside a transaction: from here on only what the role may see. */
export const BEHIND_WALL = `set local role ${ROLE}`

/** Begins a transaction that sees one workspace; one round trip. */
export const beginBehindWall = ({ schema }: TenantWall, workspaceId: string): string => {
  if (!UUID.test(workspaceId)) throw new Error('the id of a workspace is a UUID')
  const path = pg.escapeIdentifier(schema)
  return `begin; ${BEHIND_WALL}; set local search_path = ${path}; select set_config('${SETTING}', '${workspaceId}', true)`
}

/** Tables whose rows belong to a workspace through those of another table: `[column, table]`. */
const CHILDREN: Record<string, [string, string]> = {
  attempts: ['delivery_id', 'deliveries'],
  circuits: ['integration_id', 'integrations'],
  delivery_hours: ['integration_id', 'integrations'],
  integration_health: ['integration_id', 'integrations'],
  releases: ['integration_id', 'integrations'],
  routing_suspects: ['event_id', 'events'],
  routings: ['event_id', 'events'],
  suspects: ['delivery_id', 'deliveries'],
  waiting_deliveries: ['integration_id', 'integrations'],
}

// An empty setting is what a connection keeps of an earlier transaction's.
const CURRENT = `nullif(current_setting('${SETTING}', true), '')::uuid`

const conditionOn = (table: string): string => {
  if (table === 'workspaces') return `id = ${CURRENT}`
  const parent = CHILDREN[table]
  // The parent's own policy holds inside the subquery.
  return parent ? `exists (select from ${parent[1]} p where p.id = ${parent[0]})` : `workspace_id = ${CURRENT}`
}

const WALL = 'workspace_wall'
const FOR_ALL = 'service_acts_for_all'

const raiseOn = (name: string): string => {
  const table = pg.escapeIdentifier(name)
  const condition = conditionOn(name)
  return `
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    drop policy if exists ${WALL} on ${table};
    create policy ${WALL} on ${table} to ${ROLE} using (${condition}) with check (${condition});
    drop policy if exists ${FOR_ALL} on ${table};
    create policy ${FOR_ALL} on ${table} to current_user using (true);
    grant ${name === 'workspaces' ? 'select, update' : 'select, insert, update, delete'} on ${table} to ${ROLE};`
}

interface TableState {
  name: string
  /** Both policies are there, for the right roles. */
  stands: boolean
  /** Some row-level security is on. */
  secured: boolean
}

const TABLES = `
  select c.relname as name, c.relrowsecurity as secured,
    c.relrowsecurity and c.relforcerowsecurity and 2 = (
      select count(*) from pg_policies p where p.schemaname = current_schema() and p.tablename = c.relname
        and (p.policyname, p.roles) in (('${WALL}', array['${ROLE}']::name[]), ('${FOR_ALL}', array[current_user]::name[]))
    ) as stands
  from pg_class c
  where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and (
    c.relname = 'workspaces' or c.relname = any($1)
    or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped))`

const DUPLICATE = new Set(['42710', '23505'])
const REFUSED = '42501'

const codeOf = (error: unknown): string | undefined => (error instanceof pg.DatabaseError ? error.code : undefined)

/** Another database of the same server may have made it already: roles belong to the server. */
const makeRole = async (client: pg.Client): Promise<void> => {
  await client.query(`create role ${ROLE} nologin`).catch((error: unknown) => {
    if (!DUPLICATE.has(codeOf(error) ?? '')) throw error
  })
}

interface RoleState {
  powerful: boolean
  usable: boolean
  named_options: boolean
}

const readRole = async (client: pg.Client): Promise<RoleState | undefined> => {
  // Since 16 a membership says whether it lets one become the role, and `pg_has_role` knows `set`.
  const { rows } = await client.query<RoleState>(
    `select rolsuper or rolbypassrls as powerful, v.named as named_options,
       pg_has_role(current_user, oid, case when v.named then 'set' else 'member' end) as usable
     from pg_roles, (select current_setting('server_version_num')::int >= 160000 as named) v where rolname = $1`,
    [ROLE],
  )
  return rows[0]
}

const becomeMember = async (client: pg.Client, namedOptions: boolean): Promise<void> => {
  await client.query(`grant ${ROLE} to current_user${namedOptions ? ' with inherit false, set true' : ''}`)
}

/** False when the role cannot be had or would see through the wall. */
const haveRole = async (client: pg.Client): Promise<boolean> => {
  try {
    if (!(await readRole(client))) await makeRole(client)
    const role = await readRole(client)
    if (!role || role.powerful) return false
    if (!role.usable) await becomeMember(client, role.named_options)
    return true
  } catch (error) {
    if (codeOf(error) === REFUSED) return false
    throw error
  }
}

const inTransaction = async (client: pg.Client, statements: string[]): Promise<void> => {
  if (statements.length > 0) await client.query(['begin', ...statements, 'commit'].join(';\n'))
}

/**
 * Makes the role and the policies where they are not as they should be: also on tables that a migration added, and after
 * a dump was restored on a server without the role. Where the user may not make the role it says so, and row-level
 * security is off: forced without a policy it would hide everything.
 */
export const raiseTenantWall = async (client: pg.Client, log: Logger): Promise<TenantWall | undefined> => {
  const walled = await haveRole(client)
  const { rows: tables } = await client.query<TableState>(TABLES, [Object.keys(CHILDREN)])
  if (!walled) {
    const off = tables.filter(({ secured }) => secured).map(({ name }) => pg.escapeIdentifier(name))
    await inTransaction(
      client,
      off.map((table) => `alter table ${table} no force row level security, disable row level security`),
    )
    log.warn(
      `row-level security is off, so that only our own statements keep workspaces apart: the database's user may not make ` +
        `or become the role ${ROLE}. As an administrator: create role ${ROLE} nologin; grant ${ROLE} to this user; then restart`,
    )
    return undefined
  }
  const { rows } = await client.query<TenantWall>('select current_schema() as schema')
  const [wall] = rows
  if (!wall) throw new Error('the database has no current schema')
  await inTransaction(client, [
    ...tables.filter(({ stands }) => !stands).map(({ name }) => raiseOn(name)),
    ...(tables.every(({ stands }) => stands)
      ? []
      : [`grant usage on schema ${pg.escapeIdentifier(wall.schema)} to ${ROLE}`]),
  ])
  return wall
}
