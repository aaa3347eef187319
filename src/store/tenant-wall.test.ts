import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { testLog, useDatabase } from '../../test/database.ts'
import { newApiKey } from '../core/api-key.ts'
import { createLog } from '../log.ts'
import { type ConnectionOptions, type DatabasePool, openDatabase } from './database.ts'
import { migrate } from './migrate.ts'
import { insertTarget } from './targets.ts'
import { beginBehindWall } from './tenant-wall.ts'
import { createWorkspace } from './workspaces.ts'

const makeWorkspace = async (db: DatabasePool, name: string): Promise<string> =>
  (await createWorkspace(db, name, newApiKey(randomBytes))).id

const aTarget = { kind: 'url', name: 'shop', base_url: null } as const

describe('the wall around a workspace', () => {
  const used = useDatabase()
  let ours = ''
  let theirs = ''
  beforeAll(async () => {
    ours = await makeWorkspace(used.db, 'Ours')
    theirs = await makeWorkspace(used.db, 'Theirs')
    for (const id of [ours, theirs]) await insertTarget(used.db, id, aTarget)
  })

  it('hides the rows of others from a statement that forgets to', async () => {
    const { rows } = await used.db.forWorkspace(ours).query('select workspace_id from targets')
    expect(rows).toEqual([{ workspace_id: ours }])
    expect((await used.db.query('select from targets')).rowCount).toBe(2)
  })

  it('leaves them untouched by one that changes or deletes everything', async () => {
    const db = used.db.forWorkspace(ours)
    expect((await db.query(`update targets set base_url = 'https://x.example'`)).rowCount).toBe(1)
    expect((await db.query('delete from targets')).rowCount).toBe(1)
    await insertTarget(db, ours, aTarget)
    expect((await used.db.query('select from targets where base_url is null')).rowCount).toBe(2)
  })

  it('refuses a row for another workspace', async () => {
    const db = used.db.forWorkspace(ours)
    await expect(insertTarget(db, theirs, { ...aTarget, name: 'mine' })).rejects.toThrow('row-level security')
    await expect(db.query('update targets set workspace_id = $1', [theirs])).rejects.toThrow('row-level security')
  })

  it('stands around every table that knows a workspace', async () => {
    const { rows } = await used.db.query<{ name: string; forced: boolean; policies: string[] }>(
      `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
         array(select p.policyname::text from pg_policies p where p.tablename = c.relname order by 1) as policies
       from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
         -- What requests have no grant for at all.
         and c.relname not in ('pencheff_migrations', 'sign_in_failures', 'budgets', 'digests')`,
    )
    expect(rows.length).toBeGreaterThan(12)
    for (const table of rows)
      expect(table).toEqual({
        name: table.name,
        forced: true,
        policies: ['service_acts_for_all', 'workspace_wall'],
      })
  })

  it('gives the role nothing of the queue and of the list of migrations', async () => {
    const db = used.db.forWorkspace(ours)
    await expect(db.query('select from pencheff_migrations')).rejects.toThrow('permission denied')
    await used.db.query('create schema if not exists pgboss')
    await expect(db.query('create table pgboss.mine ()')).rejects.toThrow('permission denied')
  })

  it('ends with the transaction, also one that failed', async () => {
    await expect(used.db.forWorkspace(ours).query('select 1 / 0')).rejects.toThrow('division by zero')
    const { rows } = await used.db.query('select current_user as "user", current_setting($1, true) as workspace', [
      'pencheff.workspace',
    ])
    expect(rows).toEqual([{ user: 'pencheff', workspace: expect.toSatisfy((value) => value === null || value === '') }])
  })

  it('takes nothing but an id for a workspace', () => {
    expect(() => beginBehindWall({ schema: 'public' }, `x'; reset role; --`)).toThrow('UUID')
  })
})

describe('the user of an external database', () => {
  const role = `app_${randomUUID().replaceAll('-', '')}`
  const connections: ConnectionOptions[] = []
  let admin: DatabasePool
  beforeAll(() => {
    admin = openDatabase({ ...inject('postgres'), database: 'postgres' }, testLog, { max: 1 })
  })
  afterAll(async () => {
    for (const { database } of connections)
      await admin.query(`drop database if exists ${String(database)} with (force)`)
    for (const option of ['plain', 'maker']) await admin.query(`drop role if exists ${role}_${option}`)
    await admin.close()
  })

  const databaseOf = async (option: 'plain' | 'maker'): Promise<ConnectionOptions> => {
    const user = `${role}_${option}`
    await admin.query(`create role ${user} login password 'secret' ${option === 'maker' ? 'createrole' : ''}`)
    await admin.query(`create database ${user} owner ${user}`)
    const connection = { ...inject('postgres'), user, password: 'secret', database: user }
    connections.push(connection)
    return connection
  }

  const migrateWith = async (connection: ConnectionOptions) => {
    const lines: string[] = []
    const { wall } = await migrate(connection, createLog('warn', { write: (line) => void lines.push(line) }))
    return { wall, said: lines.join('') }
  }

  /** How many targets of two workspaces each side sees. */
  const seen = async (connection: ConnectionOptions, wall: { schema: string } | undefined) => {
    const db = openDatabase(connection, testLog, { max: 2, wall })
    try {
      const ours = await makeWorkspace(db, 'Ours')
      const theirs = await makeWorkspace(db, 'Theirs')
      for (const id of [ours, theirs]) await insertTarget(db.forWorkspace(id), id, aTarget)
      const count = async (side: Pick<DatabasePool, 'query'>) => (await side.query('select from targets')).rowCount
      return { service: await count(db), request: await count(db.forWorkspace(ours)) }
    } finally {
      await db.close()
    }
  }

  it('that may neither make nor become the role is told so at the start, and works without the wall', async () => {
    const connection = await databaseOf('plain')
    const { wall, said } = await migrateWith(connection)
    expect(wall).toBeUndefined()
    expect(said).toContain('row-level security is off')
    expect(await seen(connection, wall)).toEqual({ service: 2, request: 2 })

    // What the line asks for.
    await admin.query(`grant pencheff_request to ${role}_plain`)
    const again = await migrateWith(connection)
    expect(again).toEqual({ wall: { schema: 'public' }, said: '' })
    expect(await seen(connection, again.wall)).toEqual({ service: 4, request: 1 })

    // Taken away again, the rows must not vanish for the service.
    await admin.query(`revoke pencheff_request from ${role}_plain`)
    expect((await migrateWith(connection)).wall).toBeUndefined()
    expect(await seen(connection, undefined)).toEqual({ service: 6, request: 6 })
  })

  it('that owns its tables still acts for all, and its requests for one', async () => {
    const connection = await databaseOf('maker')
    await admin.query(`grant pencheff_request to ${role}_maker with admin option`)
    const { wall, said } = await migrateWith(connection)
    expect(said).toBe('')
    expect(await seen(connection, wall)).toEqual({ service: 2, request: 1 })
  })
})
