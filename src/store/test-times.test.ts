import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { newApiKey } from '../core/api-key.ts'
import { noteTest } from './test-times.ts'
import { createWorkspace } from './workspaces.ts'

const used = useDatabase()

it('gives each connection test back a minute after it was sent', async () => {
  const { id } = await createWorkspace(used.db, 'Tests', newApiKey(randomBytes))
  const other = (await createWorkspace(used.db, 'Others', newApiKey(randomBytes))).id
  const pass = (seconds: number) =>
    used.db.query(
      `update test_times set sent_at = array(select t - $1 * interval '1 second' from unnest(sent_at) t order by t)`,
      [seconds],
    )
  for (let sent = 0; sent < 3; sent += 1) {
    expect(await noteTest(used.db, id, 3)).toBeUndefined()
    await pass(10)
  }
  const seconds = await noteTest(used.db, id, 3)
  expect(seconds).toBeGreaterThan(20)
  expect(seconds).toBeLessThanOrEqual(30)
  expect(await noteTest(used.db, other, 3)).toBeUndefined()
  await pass(30)
  expect(await noteTest(used.db, id, 3)).toBeUndefined()
  expect(await noteTest(used.db, id, 3)).toBeGreaterThan(0)
})
