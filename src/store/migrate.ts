import { fileURLToPath } from 'node:url'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import type { Logger } from '../log.ts'
import type { ConnectionOptions } from './database.ts'
import { raiseTenantWall, type TenantWall } from './tenant-wall.ts'

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url))
// Any number that no other program in the same database uses.
const MIGRATION_LOCK = 7_436_302

const CONNECT_TIMEOUT_MS = 15_000

/** Nothing can be had from the database; the message is one line and holds no password. */
export class DatabaseUnreachable extends Error {
  override name = 'DatabaseUnreachable'
}

/** A name with several addresses fails with one error for each. */
const reasonOf = (error: unknown): string => {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error ? first.message.replaceAll('\n', ' ') : 'no connection'
}

/** The first connection that a process makes: here it shows whether the database is there. */
const connect = async (connection: ConnectionOptions): Promise<pg.Client> => {
  let place = ''
  try {
    const client = new pg.Client({
      ...connection,
      application_name: 'pencheff-migrate',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    })
    place = ` ${client.host}:${client.port}`
    await client.connect()
    return client
  } catch (error) {
    throw new DatabaseUnreachable(`DATABASE_URL:${place} cannot be used: ${reasonOf(error)}`, { cause: error })
  }
}

/**
 * Brings the schema up to date and raises the wall between workspaces, absent where the user may not make a role. Acts for
 * all workspaces. Processes that start together take turns. Throws `DatabaseUnreachable`.
 */
export const migrate = async (
  connection: ConnectionOptions,
  log: Logger,
): Promise<{ applied: string[]; wall?: TenantWall }> => {
  const client = await connect(connection)
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
    const wall = await raiseTenantWall(client, log)
    return { applied: applied.map(({ name }) => name), ...(wall && { wall }) }
  } finally {
    await client.end()
  }
}
