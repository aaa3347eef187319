import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { createLog } from '../src/log.ts'
import type { ConnectionOptions } from '../src/store/database.ts'
import { startEmbedded } from '../src/store/embedded.ts'
import { migrate } from '../src/store/migrate.ts'
import type { TenantWall } from '../src/store/tenant-wall.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL whose own database is the migrated template. */
    postgres: ConnectionOptions
    /** As in every database that is made out of the template. */
    wall: TenantWall | undefined
  }
}

/** One PostgreSQL for the whole run; each test file gets a database of its own out of the template. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'pencheff-test-'))
  const log = createLog('error')
  const embedded = await startEmbedded(folder, log)
  const { wall } = await migrate(embedded.connection, log)
  project.provide('postgres', embedded.connection)
  project.provide('wall', wall)
  return async () => {
    await embedded.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
