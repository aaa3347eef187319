import { beforeEach, describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { serviceEntry } from '../core/audit-chain.ts'
import { newId } from '../core/id.ts'
import { appendAudit, listAudit } from '../store/audit.ts'
import { countAuditEntries, verifyAudit } from './audit-verify.ts'

const database = useDatabase()
let workspaceId: string

const append = (n: number, workspace = workspaceId) =>
  database.db.transaction((tx) =>
    appendAudit(tx, serviceEntry(workspace, 'createTarget', { type: 'target', id: newId(), name: `No ${n}` })),
  )

/** As whoever owns the database may. */
const tamper = async (statement: string): Promise<void> => {
  await database.db.query('alter table audit_log disable trigger user')
  await database.db.query(statement)
  await database.db.query('alter table audit_log enable trigger user')
}

const verdictOf = async (workspace = workspaceId) =>
  (await verifyAudit(database.db)).find(({ workspace_id }) => workspace_id === workspace)

beforeEach(async () => {
  await tamper('truncate audit_log, audit_heads')
  workspaceId = newId()
  for (let n = 1; n <= 5; n += 1) await append(n)
})

describe('the audit log', () => {
  it.each([
    `update audit_log set actor_name = 'nobody'`,
    'delete from audit_log where seq = 3',
    'truncate audit_log',
    `insert into audit_log select * from audit_log on conflict (id) do update set result = 'done'`,
  ])('refuses %s', async (statement) => {
    await expect(database.db.query(statement)).rejects.toThrow('the audit log is only ever added to')
    expect(await countAuditEntries(database.db)).toBe(5)
  })

  it('counts without gaps where many write at once, in each workspace for itself', async () => {
    const other = newId()
    await Promise.all(Array.from({ length: 40 }, (_, n) => append(n, n % 2 === 0 ? workspaceId : other)))
    expect(await verdictOf()).toMatchObject({ entries: 25, fault: null })
    expect(await verdictOf(other)).toMatchObject({ entries: 20, fault: null })
  })

  it('loses an entry with the transaction that it was written in', async () => {
    const failing = database.db.transaction(async (tx) => {
      await appendAudit(tx, serviceEntry(workspaceId, 'createTarget', { type: 'target', id: null, name: null }))
      throw new Error('the change failed')
    })
    await expect(failing).rejects.toThrow('the change failed')
    await append(6)
    expect(await verdictOf()).toMatchObject({ entries: 6, fault: null })
  })

  it('is read page by page, newest first', async () => {
    const first = await listAudit(database.db, workspaceId, {}, { limit: 3 })
    expect(first.items.map(({ seq }) => seq)).toEqual([5, 4, 3])
    const rest = await listAudit(database.db, workspaceId, {}, { limit: 3, cursor: first.next_cursor ?? '' })
    expect(rest.items.map(({ seq }) => seq)).toEqual([2, 1])
    expect(rest.next_cursor).toBeNull()
  })
})

describe('a verification', () => {
  it('finds nothing in a chain that nobody touched, and counts what it read', async () => {
    let checked = 0
    const [verdict] = await verifyAudit(database.db, (count) => (checked += count))
    expect(checked).toBe(5)
    expect(verdict).toMatchObject({ workspace_id: workspaceId, entries: 5, fault: null })
    expect(verdict?.head).toMatch(/^[0-9a-f]{64}$/)
  })

  const COLUMNS = [
    `id = gen_random_uuid()`,
    `at = at + interval '1 ms'`,
    `actor_type = 'user'`,
    `actor_id = gen_random_uuid()`,
    `actor_name = 'somebody'`,
    `operation = 'deleteTarget'`,
    `object_type = 'scan'`,
    `object_id = null`,
    `object_name = 'another'`,
    `fields = array['name']`,
    `address = '192.0.2.1'`,
    `request_id = gen_random_uuid()`,
    `result = 'not_found'`,
  ]
  it.each(COLUMNS)('names the entry where somebody set %s', async (change) => {
    await tamper(`update audit_log set ${change} where seq = 3`)
    expect(await verdictOf()).toMatchObject({ fault: { seq: 3, detail: 'it was changed after it was written' } })
  })

  it.each([
    ['an entry is gone', 'delete from audit_log where seq = 2', 3, 'entry 2 is missing'],
    ['the first is gone', 'delete from audit_log where seq = 1', 2, 'entry 1 is missing'],
    ['the last is gone', 'delete from audit_log where seq = 5', 5, 'the end of the chain is missing'],
    ['all are gone', 'delete from audit_log', 1, 'the end of the chain is missing'],
    ['the head is another', `update audit_heads set hash = sha256('x')`, 5, 'the head of the chain was changed'],
    ['the head is gone', 'delete from audit_heads', 1, 'the head of the chain is missing'],
    [
      'one was hashed anew',
      `update audit_log set hash = sha256('x') where seq = 4`,
      4,
      'it was changed after it was written',
    ],
  ])('names the place where %s', async (_, statement, seq, detail) => {
    await tamper(statement)
    expect(await verdictOf()).toMatchObject({ fault: { seq, detail } })
  })

  it('tells of an entry that was put in between', async () => {
    await tamper(
      `update audit_log set seq = seq + 10 where seq >= 3;
       insert into audit_log select gen_random_uuid(), workspace_id, 3, at, actor_type, actor_id, actor_name, operation,
         object_type, object_id, object_name, fields, address, request_id, result, sha256('y'), hash from audit_log where seq = 2;
       update audit_log set seq = seq - 9 where seq > 10`,
    )
    expect(await verdictOf()).toMatchObject({
      fault: { seq: 3, detail: 'it does not follow from the entry before it' },
    })
  })
})
