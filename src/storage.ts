import { join } from 'node:path'
import { type Config, ConfigError } from './config.ts'
import type { Logger } from './log.ts'
import { describeMissing, keyStatus } from './operations/key-rotation.ts'
import { type ConnectionOptions, type DatabasePool, openDatabase } from './store/database.ts'
import { DataDirInUse, EmbeddedUnavailable, startEmbedded } from './store/embedded.ts'
import { migrate } from './store/migrate.ts'
import { createQueue, type Queue } from './store/queue.ts'
import { readOrMakeKeys } from './vault/key-file.ts'
import { createKeyRing, type KeyRing } from './vault/key-ring.ts'

export { DataDirInUse }

/** The database with its schema up to date, the queue on it, and the keys to what lies in it. */
export interface Storage {
  connection: ConnectionOptions
  /** The database is this process's alone. */
  embedded: boolean
  db: DatabasePool
  queue: Queue
  ring: KeyRing
  close(): Promise<void>
}

/** Rethrows what is wrong with a setting as a `ConfigError` that names it. */
export const asConfig = <T>(name: string, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    const message = error instanceof Error ? error.message : 'not valid'
    throw new ConfigError(message.startsWith(name) ? message : `${name}: ${message}`)
  }
}

const reachDatabase = async (config: Config, log: Logger) => {
  if (config.databaseUrl !== undefined) {
    return { connection: { connectionString: config.databaseUrl }, stop: () => Promise.resolve() }
  }
  return startEmbedded(config.dataDir, log).catch((error: unknown) => {
    throw error instanceof EmbeddedUnavailable ? new ConfigError(error.message) : error
  })
}

/** Throws `ConfigError` when rows need a key that is not given: their deliveries would all fail. */
export const requireKeys = async ({ db, ring }: Storage): Promise<void> => {
  const missing = describeMissing(await keyStatus(db, ring))
  if (missing !== undefined) throw new ConfigError(`FERNET_KEYS: ${missing}`)
}

const ringOf = (keys: readonly string[]): KeyRing => asConfig('FERNET_KEYS', () => createKeyRing(keys))

/**
 * Opens everything that lasts. `works`: this process delivers, and so watches over the queue too. Throws `ConfigError` and
 * `DataDirInUse`.
 */
export const openStorage = async (config: Config, log: Logger, works: boolean): Promise<Storage> => {
  // Keys that are given are judged before anything starts; generated ones lie in the embedded database's folder.
  const givenRing = config.fernetKeys && ringOf(config.fernetKeys)
  const { connection, stop } = await reachDatabase(config, log)
  const closers = [stop]
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const ring = givenRing ?? ringOf(await readOrMakeKeys(join(config.dataDir, 'fernet.keys')))
    const { wall } = await migrate(connection, log)
    const db = openDatabase(connection, log, { wall })
    closers.push(db.close)
    const queue = createQueue(connection, { supervise: works, log })
    closers.push(queue.stop)
    await queue.start()
    const embedded = config.databaseUrl === undefined
    // Nobody else can be at work here, so what is claimed was claimed by a process that died.
    const released = embedded ? await queue.releaseOrphans(db) : 0
    if (released > 0) log.info({ released }, 'took up the work of a process that died')
    return { connection, embedded, db, queue, ring, close }
  } catch (error) {
    await close()
    throw error
  }
}
