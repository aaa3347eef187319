import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { createLog, type Logger } from '../src/log.ts'
import { type ConnectionOptions, openDatabase } from '../src/store/database.ts'
import { startEmbedded } from '../src/store/embedded.ts'
import { migrate } from '../src/store/migrate.ts'
import { createQueue } from '../src/store/queue.ts'
import type { TenantWall } from '../src/store/tenant-wall.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL whose own database is the migrated template. */
    postgres: ConnectionOptions
    /** As in every database that is made out of the template. */
    wall: TenantWall | undefined
  }
}

/** Nothing of the run outlives it, so that nothing waits for the disk: dropping a database takes 50 ms in place of 130. */
const hurry = async (connection: ConnectionOptions, log: Logger): Promise<void> => {
  const db = openDatabase(connection, log, { max: 1 })
  await db.query('alter system set fsync = off')
  await db.query('select pg_reload_conf()')
  await db.close()
}

/** The schema that pg-boss makes at its first start. */
const makeQueues = async (connection: ConnectionOptions, log: Logger): Promise<void> => {
  const queue = createQueue(connection, { supervise: false, log })
  await queue.start()
  await queue.stop()
}

/** One PostgreSQL for the whole run; each test file gets a database of its own out of the template. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'pencheff-test-'))
  const log = createLog('error')
  const embedded = await startEmbedded(folder, log)
  await hurry(embedded.connection, log)
  const { wall } = await migrate(embedded.connection, log)
  await makeQueues(embedded.connection, log)
  project.provide('postgres', embedded.connection)
  project.provide('wall', wall)
  return async () => {
    await embedded.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
