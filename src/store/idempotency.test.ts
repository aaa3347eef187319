import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { newApiKey } from '../core/api-key.ts'
import { newId } from '../core/id.ts'
import { createAnswerSeal } from '../vault/answer-seal.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import { createIdempotencyStore, sweepIdempotencyKeys } from './idempotency.ts'
import { createWorkspace } from './workspaces.ts'

const database = useDatabase()
const ring = createKeyRing([`${randomBytes(32).toString('base64url')}=`])
const storeOf = () => createIdempotencyStore(database.db, createAnswerSeal(ring))
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

const makeOlder = (key: string, age: string) =>
  database.db.query('update idempotency_keys set created_at = now() - $2::interval where key = $1', [key, age])

describe('the record of answers', () => {
  it('gives the answer of the first request to the same body, and refuses another one', async () => {
    const store = storeOf()
    const entry = entryOf()
    expect(await store.begin(entry)).toEqual({ state: 'new' })
    expect(await store.begin(entry)).toEqual({ state: 'running' })
    expect(await store.begin({ ...entry, bodyHash: 'two' })).toEqual({ state: 'mismatch' })
    await store.finish(entry, ANSWER)
    expect(await store.begin(entry)).toEqual({ state: 'done', ...ANSWER })
    expect(await store.begin({ ...entry, bodyHash: 'two' })).toEqual({ state: 'mismatch' })
    expect(await store.begin({ ...entry, operation: 'createTarget' })).toEqual({ state: 'new' })
  })

  it('lets exactly one of many begin', async () => {
    const store = storeOf()
    const entry = entryOf()
    const begun = await Promise.all(Array.from({ length: 20 }, () => store.begin(entry)))
    expect(begun.filter(({ state }) => state === 'new')).toHaveLength(1)
  })

  it('frees a key whose request failed', async () => {
    const store = storeOf()
    const entry = entryOf()
    await store.begin(entry)
    await store.abandon(entry)
    expect(await store.begin({ ...entry, bodyHash: 'two' })).toEqual({ state: 'new' })
  })

  it('keeps an answer that is given, also when the key is abandoned afterwards', async () => {
    const store = storeOf()
    const entry = entryOf()
    await store.begin(entry)
    await store.finish(entry, ANSWER)
    await store.abandon(entry)
    expect(await store.begin(entry)).toEqual({ state: 'done', ...ANSWER })
  })

  it('lets the same body take over after two minutes from a request that never ended', async () => {
    const store = storeOf()
    const entry = entryOf()
    await store.begin(entry)
    await makeOlder(entry.key, '121 seconds')
    expect(await store.begin({ ...entry, bodyHash: 'two' })).toEqual({ state: 'mismatch' })
    expect(await store.begin(entry)).toEqual({ state: 'new' })
    expect(await store.begin(entry)).toEqual({ state: 'running' })
  })

  it('forgets after 24 hours', async () => {
    const store = storeOf()
    const entry = entryOf()
    await store.begin(entry)
    await store.finish(entry, ANSWER)
    await makeOlder(entry.key, '23 hours 59 minutes')
    expect(await sweepIdempotencyKeys(database.db)).toBe(0)
    await makeOlder(entry.key, '24 hours 1 second')
    expect(await store.begin({ ...entry, bodyHash: 'two' })).toEqual({ state: 'new' })
    await makeOlder(entry.key, '24 hours 1 second')
    expect(await sweepIdempotencyKeys(database.db)).toBe(1)
  })

  it('opens no answer that was copied from another row', async () => {
    const store = storeOf()
    const [theirs, ours] = [entryOf(), entryOf()]
    for (const entry of [theirs, ours]) {
      await store.begin(entry)
      await store.finish(entry, ANSWER)
    }
    await database.db.query(
      `update idempotency_keys set answer = (select answer from idempotency_keys where key = $1) where key = $2`,
      [theirs.key, ours.key],
    )
    await expect(store.begin(ours)).rejects.toThrow('cannot be read')
    expect(await store.begin(theirs)).toEqual({ state: 'done', ...ANSWER })
  })
})
