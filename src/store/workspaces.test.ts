import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { newApiKey } from '../core/api-key.ts'
import { SCOPES } from '../core/caller.ts'
import { findKeyHolder, insertApiKey } from './api-keys.ts'
import { createWorkspace, ensureFirstWorkspace, ensureOwnerKey, listWorkspaces } from './workspaces.ts'

const database = useDatabase()

describe('the first workspace', () => {
  it('is made once by processes that start together, and its owner may make others', async () => {
    const keys = Array.from({ length: 5 }, () => newApiKey(randomBytes))
    expect(await ensureOwnerKey(database.db, 'k'.repeat(32))).toEqual({ added: false })
    const made = await Promise.all(keys.map((key) => ensureFirstWorkspace(database.db, key)))
    expect(made.filter(({ created }) => created)).toHaveLength(1)
    expect((await listWorkspaces(database.db, { limit: 10 })).items).toMatchObject([{ name: 'Default' }])
    const holders = await Promise.all(keys.map((key) => findKeyHolder(database.db, key)))
    expect(holders.filter((holder) => holder !== undefined)).toMatchObject([
      { keyName: 'owner', scopes: SCOPES, instanceOwner: true },
    ])
  })

  it('takes a key of the operator once, beside those that it has', async () => {
    await createWorkspace(database.db, 'Second', newApiKey(randomBytes))
    const key = 'an-operator-chose-this-key-of-many-characters'
    expect(await ensureOwnerKey(database.db, key)).toEqual({ added: true })
    expect(await ensureOwnerKey(database.db, key)).toEqual({ added: false })
    const { items } = await listWorkspaces(database.db, { limit: 10 })
    const first = items.find(({ name }) => name === 'Default')
    expect(await findKeyHolder(database.db, key)).toMatchObject({ workspaceId: first?.id, instanceOwner: true })
  })
})

it('an owner key of before holds the scopes that are new, and no other key does', async () => {
  const [owner, agent] = [newApiKey(randomBytes), newApiKey(randomBytes)]
  const { id } = await createWorkspace(database.db, 'Older', owner)
  const scopes = ['deliveries:write']
  await insertApiKey(database.db, id, { name: 'agent', text: agent, scopes, expiresAt: null })
  await database.db.query(`update api_keys set scopes = array_remove(scopes, 'mcp:unattended')`)
  const migration = await readFile(new URL('./migrations/0013_mcp.sql', import.meta.url), 'utf8')
  await database.db.query(migration.slice(migration.indexOf('update api_keys')))
  expect((await findKeyHolder(database.db, owner))?.scopes.toSorted()).toEqual(SCOPES.toSorted())
  expect((await findKeyHolder(database.db, agent))?.scopes).toEqual(scopes)
})
