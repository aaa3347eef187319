import { fileURLToPath } from 'node:url'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import type { Logger } from '../log.ts'
import type { ConnectionOptions } from './database.ts'

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url))
// Any number that no other program in the same database uses.
const MIGRATION_LOCK = 7_436_302

/** Brings the schema up to date. Processes that start together take turns; returns the names of what it applied. */
export const migrate = async (connection: ConnectionOptions, log: Logger): Promise<string[]> => {
  const client = new pg.Client({ ...connection, application_name: 'pencheff-migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    const applied = await runner({
      dbClient: client,
      dir: MIGRATIONS,
      migrationsTable: 'pencheff_migrations',
      direction: 'up',
      // Ours above waits its turn; the library's own lock fails at once.
      noLock: true,
      logger: {
        debug: () => undefined,
        info: () => undefined,
        warn: (text) => log.warn(text),
        error: (text) => log.error(text),
      },
    })
    return applied.map(({ name }) => name)
  } finally {
    await client.end()
  }
}
