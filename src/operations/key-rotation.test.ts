import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { newApiKey } from '../core/api-key.ts'
import { newId } from '../core/id.ts'
import { openIntegration } from '../delivery/open-integration.ts'
import { createIdempotencyStore } from '../store/idempotency.ts'
import { findIntegration, insertIntegration, updateIntegration } from '../store/integrations.ts'
import { countKeyUse } from '../store/sealed-columns.ts'
import { createWorkspace } from '../store/workspaces.ts'
import { createAnswerSeal } from '../vault/answer-seal.ts'
import { CredentialUnusable, sealConfig } from '../vault/envelope.ts'
import { newFernetKey } from '../vault/fernet.ts'
import { createKeyRing, type KeyRing } from '../vault/key-ring.ts'
import { describeMissing, keyStatus, rotateKeys } from './key-rotation.ts'

const database = useDatabase()
const [oldKey, newKey] = [newFernetKey(), newFernetKey()]
const before = createKeyRing([oldKey])
const both = createKeyRing([newKey, oldKey])
const after = createKeyRing([newKey])

let workspaceId: string
beforeEach(async () => {
  await database.db.query('delete from workspaces')
  workspaceId = (await createWorkspace(database.db, 'Vault', newApiKey(randomBytes))).id
})

const tokenOf = (n: number): string => `token-${String(n)}-of-the-integration`

const sealFor = (ring: KeyRing, id: string, generation: number, secret: string) => {
  const owner = { workspaceId, integrationId: id, kind: 'splunk', generation }
  const config = { hec_url: 'https://splunk.example:8088', token: secret }
  const { token, kid } = sealConfig(ring, owner, config, new Date())
  return { public_config: { hec_url: config.hec_url }, config_token: token, kid, generation }
}

const insert = async (ring: KeyRing, n: number): Promise<string> => {
  const id = newId()
  const fixed = { kind: 'splunk', enabled: true, severity_filter: 'high' as const, target_ids: null, events: null }
  await insertIntegration(database.db, workspaceId, {
    ...fixed,
    id,
    name: `No ${String(n)}`,
    delivery: {},
    disabled_reason: null,
    remote: id,
    ...sealFor(ring, id, 1, tokenOf(n)),
  })
  return id
}

const insertMany = async (ring: KeyRing, count: number): Promise<string[]> => {
  const ids: string[] = []
  for (let n = 0; n < count; n += 1) ids.push(await insert(ring, n))
  return ids
}

const secretOf = async (ring: KeyRing, id: string): Promise<unknown> => {
  const row = await findIntegration(database.db, workspaceId, id)
  return row && openIntegration(row, ring).config.token
}

describe('a rotation', () => {
  it('moves every row of every table to the first key, and what they hold stays', async () => {
    const ids = await insertMany(before, 450)
    const entry = { workspaceId, operation: 'createKey', key: 'once', bodyHash: 'x' }
    const oldStore = createIdempotencyStore(createAnswerSeal(before))
    await oldStore.once(entry, database, () => Promise.resolve({ status: 201, body: '{"key":"shown once"}' }))
    const moves: number[] = []
    expect(await rotateKeys(database.db, both, (count) => moves.push(count))).toBe(451)
    expect(moves.reduce((sum, count) => sum + count, 0)).toBe(451)
    expect(await countKeyUse(database.db)).toEqual([
      { table: 'idempotency_keys', kid: after.primaryKid, rows: 1 },
      { table: 'integrations', kid: after.primaryKid, rows: 450 },
    ])
    for (const [n, id] of ids.entries()) expect(await secretOf(after, id)).toBe(tokenOf(n))
    const newStore = createIdempotencyStore(createAnswerSeal(after))
    const answer = await newStore.once(entry, database, () => Promise.resolve({ status: 201, body: 'made anew' }))
    expect(answer).toMatchObject({ state: 'done', body: '{"key":"shown once"}' })
    expect(await rotateKeys(database.db, both)).toBe(0)
  })

  it('takes rows along that are older than key names', async () => {
    const entry = { workspaceId, operation: 'createKey', key: 'older', bodyHash: 'x' }
    const store = createIdempotencyStore(createAnswerSeal(before))
    await store.once(entry, database, () => Promise.resolve({ status: 201, body: '{}' }))
    await database.db.query(`update idempotency_keys set answer_kid = ''`)
    expect(await keyStatus(database.db, both)).toContainEqual(
      expect.objectContaining({ kid: '', role: 'unnamed', total: 1 }),
    )
    expect(await rotateKeys(database.db, both)).toBe(1)
    expect(await countKeyUse(database.db)).toEqual([{ table: 'idempotency_keys', kid: after.primaryKid, rows: 1 }])
  })

  it('keeps what somebody writes meanwhile, and waits for a row that is being written', async () => {
    const ids = await insertMany(before, 30)
    const [held = '', ...rest] = ids
    const release = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const writer = database.db.transaction(async (tx) => {
      await updateIntegration(tx, workspaceId, held, sealFor(before, held, 2, 'written-meanwhile'), 1)
      locked.resolve()
      await release.promise
    })
    await locked.promise
    const moved: number[] = []
    const rotation = rotateKeys(database.db, both, (count) => {
      moved.push(count)
      // The rows that nobody holds are through: only then does the writer end.
      if (moved.reduce((sum, one) => sum + one, 0) === rest.length) release.resolve()
    })
    await writer
    expect(await rotation).toBe(30)
    expect(await secretOf(after, held)).toBe('written-meanwhile')
    expect(await countKeyUse(database.db)).toEqual([{ table: 'integrations', kid: after.primaryKid, rows: 30 }])
  })

  it('passes over a token that was damaged before', async () => {
    const [damaged = '', sound = ''] = await insertMany(before, 2)
    await database.db.query(`update integrations set config_token = 'gAAAAA' where id = $1`, [damaged])
    expect(await rotateKeys(database.db, both)).toBe(1)
    expect(await secretOf(after, sound)).toBe(tokenOf(1))
    await expect(secretOf(both, damaged)).rejects.toThrow(CredentialUnusable)
  })
})

describe('the state of the keys', () => {
  it('shows the rows of each, and those whose key is not given', async () => {
    await insertMany(before, 3)
    expect(await keyStatus(database.db, both)).toEqual([
      { kid: after.primaryKid, role: 'encrypts', rows: {}, total: 0 },
      { kid: before.primaryKid, role: 'decrypts', rows: { integrations: 3 }, total: 3 },
    ])
    expect(describeMissing(await keyStatus(database.db, both))).toBeUndefined()
    expect(describeMissing(await keyStatus(database.db, after))).toBe(
      `rows are sealed with a key that is not given: ${before.primaryKid} (3 in integrations); put that key behind the others`,
    )
  })
})
