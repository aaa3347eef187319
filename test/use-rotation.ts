import { afterAll, beforeAll, expect } from 'vitest'
import type { ConnectionOptions } from '../src/store/database.ts'
import { createTestDatabase } from './database.ts'
import { createProcesses, type Processes } from './process.ts'
import { type RotationPlan, type RotationRun, runRotation } from './rotation-run.ts'

export interface UsedRotation {
  processes: Processes
  /** Of the database whose keys are rotated; inside tests only. */
  connection(): ConnectionOptions
  /** Runs it as planned, and nothing is lost. */
  run(plan: RotationPlan): Promise<RotationRun>
}

/** Processes and a database for a test file that rotates keys. */
export const useRotation = (): UsedRotation => {
  const processes = createProcesses()
  let database: Awaited<ReturnType<typeof createTestDatabase>> | undefined
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(async () => {
    await processes.close()
    await database?.drop()
  })
  const connection = (): ConnectionOptions => {
    if (!database) throw new Error('the database is there only while tests run')
    return database.connection
  }
  return {
    processes,
    connection,
    run: async (plan) => {
      const run = await runRotation(processes, connection(), plan)
      expect(run).toMatchObject({ ended: { code: 0, stderr: '' }, wrongSecrets: 0, failedAttempts: 0, problems: [] })
      expect(run.keys).toEqual([
        expect.objectContaining({ role: 'encrypts', rows: { integrations: plan.secrets } }),
        expect.objectContaining({ role: 'decrypts', total: 0 }),
      ])
      expect(run.killedAt).toHaveLength(plan.kills)
      return run
    },
  }
}
