import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from '../database.ts'
import { createProcesses } from '../process.ts'
import { runRotation } from '../rotation-run.ts'
import { report } from './figures.ts'

const processes = createProcesses()
let database: Awaited<ReturnType<typeof createTestDatabase>>
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => {
  await processes.close()
  await database.drop()
})

test('10,000 secrets get another key while 10 writers change them and deliveries run, though it dies 10 times', async () => {
  const run = await runRotation(processes, database.connection, { secrets: 10_000, writers: 10, kills: 10 })
  report(`${String(run.changes)} changes and ${String(run.delivered)} deliveries meanwhile`)
  expect(run).toMatchObject({ ended: { code: 0, stderr: '' }, wrongSecrets: 0, failedAttempts: 0, problems: [] })
  expect(run.keys).toEqual([
    expect.objectContaining({ role: 'encrypts', rows: { integrations: 10_000 } }),
    expect.objectContaining({ role: 'decrypts', total: 0 }),
  ])
  expect(run.killedAt).toHaveLength(10)
})
