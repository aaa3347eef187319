import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { newApiKey } from '../core/api-key.ts'
import { AppError } from '../core/error.ts'
import { newId } from '../core/id.ts'
import { createAnswerSeal } from '../vault/answer-seal.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import type { Database } from './database.ts'
import { createIdempotencyStore, sweepIdempotencyKeys } from './idempotency.ts'
import { insertTarget } from './targets.ts'
import { createWorkspace } from './workspaces.ts'

const database = useDatabase()
const ring = createKeyRing([`${randomBytes(32).toString('base64url')}=`])
const { once } = createIdempotencyStore(createAnswerSeal(ring))
const ANSWER = { status: 201, body: '{"key":"pcf_shown_once"}' }

let workspaceId: string
beforeAll(async () => {
  workspaceId = (await createWorkspace(database.db, 'Idempotent', newApiKey(randomBytes))).id
})

const entryOf = (more: { bodyHash?: string; key?: string } = {}) => ({
  workspaceId,
  operation: 'createKey',
  key: newId(),
  bodyHash: 'one',
  ...more,
})
type Entry = ReturnType<typeof entryOf>
type Run = (within: { db: Database }) => Promise<typeof ANSWER>

const ask = (entry: Entry, run: Run = () => Promise.resolve(ANSWER)) =>
  once(entry, { db: database.db.forWorkspace(workspaceId) }, run)

const makeOlder = (key: string, age: string) =>
  database.db.query('update idempotency_keys set created_at = now() - $2::interval where key = $1', [key, age])

/** Makes a target under that name, and then whatever `then` does. */
const makeTarget =
  (name: string, then: () => Promise<unknown> = () => Promise.resolve()): Run =>
  async ({ db }) => {
    await db.transaction((tx) => insertTarget(tx, workspaceId, { kind: 'url', name, base_url: null }))
    await then()
    return ANSWER
  }

const countTargets = async (name: string): Promise<number> =>
  (await database.db.query('select 1 from targets where name = $1', [name])).rowCount

describe('the record of answers', () => {
  it('gives the answer of the first request to the same body, and refuses another one', async () => {
    const entry = entryOf()
    expect(await ask(entry)).toEqual({ state: 'new', ...ANSWER })
    expect(await ask(entry)).toEqual({ state: 'done', ...ANSWER })
    expect(await ask({ ...entry, bodyHash: 'two' })).toEqual({ state: 'mismatch' })
    expect(await ask({ ...entry, operation: 'createTarget' })).toEqual({ state: 'new', ...ANSWER })
  })

  it('lets exactly one of many run, and the others know that it runs', async () => {
    const entry = entryOf()
    const asked = Promise.withResolvers<void>()
    let others = 0
    const all = Array.from({ length: 20 }, async () => {
      const { state } = await ask(entry, async () => {
        await asked.promise
        return ANSWER
      })
      if (state === 'running' && (others += 1) === 19) asked.resolve()
      return state
    })
    expect((await Promise.all(all)).toSorted()).toEqual(['new', ...Array.from({ length: 19 }, () => 'running')])
  })

  it('keeps nothing of a request that failed, and frees its key at once', async () => {
    const entry = entryOf()
    const fails = makeTarget(entry.key, () => Promise.reject(new Error('the view broke')))
    await expect(ask(entry, fails)).rejects.toThrow('the view broke')
    expect(await countTargets(entry.key)).toBe(0)
    expect(await ask({ ...entry, bodyHash: 'two' }, makeTarget(entry.key))).toMatchObject({ state: 'new' })
    expect(await countTargets(entry.key)).toBe(1)
  })

  it('keeps nothing of a request whose connection broke before its answer was kept', async () => {
    const entry = entryOf()
    const breaks: Run = async (within) => {
      const answer = await makeTarget(entry.key)(within)
      const { rows } = await within.db.query<{ pid: number }>('select pg_backend_pid() as pid')
      await database.db.query('select pg_terminate_backend($1)', [rows[0]?.pid])
      return answer
    }
    await expect(ask(entry, breaks)).rejects.toThrow()
    expect(await countTargets(entry.key)).toBe(0)
    expect(await ask(entry, makeTarget(entry.key))).toEqual({ state: 'new', ...ANSWER })
    expect(await ask(entry, makeTarget(entry.key))).toEqual({ state: 'done', ...ANSWER })
    expect(await countTargets(entry.key)).toBe(1)
  })

  it('keeps what a refused request put on record, undoes the part that failed, and frees its key', async () => {
    const entry = entryOf()
    const refused: Run = async ({ db }) => {
      const part = db.transaction(async (tx) => {
        await insertTarget(tx, workspaceId, { kind: 'url', name: `${entry.key} undone`, base_url: null })
        throw new AppError('conflict', 'taken')
      })
      const error = await part.catch((reason: unknown) => reason)
      await makeTarget(`${entry.key} kept`)({ db })
      throw error
    }
    await expect(ask(entry, refused)).rejects.toThrow('taken')
    expect(await countTargets(`${entry.key} undone`)).toBe(0)
    expect(await countTargets(`${entry.key} kept`)).toBe(1)
    expect(await ask(entry)).toMatchObject({ state: 'new' })
  })

  it('tells only after the commit what waits for it', async () => {
    const seen: number[] = []
    const entry = entryOf()
    await ask(entry, async (within) => {
      within.db.afterCommit(() => seen.push(2))
      seen.push(1)
      return makeTarget(entry.key)(within)
    })
    expect(seen).toEqual([1, 2])
    const tells: Run = ({ db }) => {
      db.afterCommit(() => seen.push(3))
      return Promise.reject(new Error('undone'))
    }
    await expect(ask(entryOf(), tells)).rejects.toThrow('undone')
    expect(seen).toEqual([1, 2])
  })

  it('forgets after 24 hours', async () => {
    const entry = entryOf()
    await ask(entry)
    await makeOlder(entry.key, '23 hours 59 minutes')
    expect(await sweepIdempotencyKeys(database.db)).toBe(0)
    expect(await ask(entry)).toMatchObject({ state: 'done' })
    await makeOlder(entry.key, '24 hours 1 second')
    expect(await ask({ ...entry, bodyHash: 'two' })).toMatchObject({ state: 'new' })
    await makeOlder(entry.key, '24 hours 1 second')
    expect(await sweepIdempotencyKeys(database.db)).toBe(1)
  })

  it('opens no answer that was copied from another row', async () => {
    const [theirs, ours] = [entryOf(), entryOf()]
    for (const entry of [theirs, ours]) await ask(entry)
    await database.db.query(
      `update idempotency_keys set answer = (select answer from idempotency_keys where key = $1) where key = $2`,
      [theirs.key, ours.key],
    )
    await expect(ask(ours)).rejects.toThrow('cannot be read')
    expect(await ask(theirs)).toEqual({ state: 'done', ...ANSWER })
  })
})
