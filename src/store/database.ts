import pg from 'pg'
import type { Logger } from '../log.ts'
import { BEHIND_WALL, beginBehindWall, type TenantWall } from './tenant-wall.ts'
import { asUnavailable } from './unreachable.ts'
import { watchPool } from './watch-pool.ts'

// Counts and sequence numbers stay far below 2^53, so bigint comes as a number.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** Runs one statement: the pool itself, or one transaction. */
export interface Db {
  query<Row extends object = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
    /** Of a statement that is always the same and runs often: it is planned once a connection. */
    name?: string,
  ): Promise<{ rows: Row[]; rowCount: number }>
  /** The same one past the wall around a workspace: for the queue, which is no tenant's. */
  readonly pastWall: Db
}

export interface TransactionOptions {
  /**
   * `run` sends all its statements before it waits for anything, and the commit goes out with them: one way there and back.
   * When one of them fails, PostgreSQL takes the commit for a rollback.
   */
  atOnce?: boolean
}

export interface Database extends Db {
  /** Commits when `run` resolves, rolls back and rethrows when it does not. */
  transaction<T>(run: (tx: Db) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** Calls `then` once what was done so far is committed: at once, but within a larger transaction. */
  afterCommit(then: () => void): void
}

/** Acts for all workspaces, as workers and migrations do. */
export interface DatabasePool extends Database {
  /**
   * What a request works with: every statement runs in a transaction that sees the rows of that workspace only, whatever
   * the statement says. Without a wall it is the pool itself.
   */
  forWorkspace(workspaceId: string): Database
  /** How to reach it, for pg-boss, which owns a pool of its own. */
  readonly connection: ConnectionOptions
  close(): Promise<void>
}

export interface ConnectionOptions {
  /** A URL; the other fields are then absent. */
  connectionString?: string
  /** A name, an address, or the folder of a Unix socket. */
  host?: string
  port?: number
  user?: string
  password?: string
  database?: string
}

const dbOf = (client: pg.Pool | pg.PoolClient): Db => {
  const db: Db = {
    query: async <Row extends object>(text: string, values: readonly unknown[] = [], name?: string) => {
      try {
        const result = await client.query<Row>({ text, values: [...values], ...(name !== undefined && { name }) })
        return { rows: result.rows, rowCount: result.rowCount ?? 0 }
      } catch (error) {
        throw asUnavailable(error)
      }
    },
    get pastWall() {
      return db
    },
  }
  return db
}

const walledDb = (client: pg.PoolClient): Db => {
  const { query } = dbOf(client)
  const pastWall: Db = {
    query: async (text, values, name) => {
      // One way there and back.
      const [, result] = await Promise.all([
        client.query('set local role none'),
        dbOf(client).query<never>(text, values, name),
        client.query(BEHIND_WALL),
      ])
      return result
    },
    get pastWall() {
      return pastWall
    },
  }
  return { query, pastWall }
}

/**
 * Until the end of the transaction each named statement is planned once a connection, for whatever values come, and finds its
 * rows by an index: for a transaction of many statements that all have one. A plan that is kept from when a table was small
 * would read the whole of it until the table is analyzed: measured, 3 ms for each 32 attempts at 8,000 deliveries. Planning
 * the statements of a scan that ends with ten findings anew took PostgreSQL 1.6 ms.
 */
export const planOnce = async (tx: Db): Promise<void> => {
  await tx.query('set local enable_seqscan = off; set local plan_cache_mode = force_generic_plan')
}

const transactionOn =
  (pool: pg.Pool, begin = 'begin', txOf: (client: pg.PoolClient) => Db = dbOf) =>
  async <T>(run: (tx: Db) => Promise<T>, { atOnce = false }: TransactionOptions = {}): Promise<T> => {
    const client = await pool.connect().catch((error: unknown) => {
      throw asUnavailable(error)
    })
    let broken: Error | undefined
    try {
      // Sent together with the first statement of `run`, which fails if this does.
      const begun = client.query(begin)
      begun.catch(() => undefined)
      const running = run(txOf(client))
      const committed = atOnce ? client.query('commit') : undefined
      committed?.catch(() => undefined)
      const result = await running
      await begun
      await (committed ?? client.query('commit'))
      return result
    } catch (error) {
      // A rollback that cannot get through means the connection is gone: drop it rather than reuse it.
      await client.query('rollback').catch((failure: unknown) => {
        broken = failure instanceof Error ? failure : new Error('rollback failed')
      })
      throw asUnavailable(error)
    } finally {
      client.release(broken)
    }
  }

const atOnce: Database['afterCommit'] = (then) => then()

/**
 * One transaction around all that `run` does with the database it is given. What `run` takes for a transaction is undone by
 * itself when it fails, and kept only with the whole.
 */
export const transactionAround = async <T>(db: Database, run: (within: Database) => Promise<T>): Promise<T> => {
  const waiting: (() => void)[] = []
  const result = await db.transaction((tx) =>
    run({
      query: tx.query,
      get pastWall() {
        return tx.pastWall
      },
      transaction: async (part) => {
        await tx.query('savepoint part')
        try {
          const done = await part(tx)
          await tx.query('release savepoint part')
          return done
        } catch (error) {
          await tx.query('rollback to savepoint part')
          throw error
        }
      },
      afterCommit: (then) => void waiting.push(then),
    }),
  )
  for (const then of waiting) db.afterCommit(then)
  return result
}

const behindWall = (pool: pg.Pool, wall: TenantWall, workspaceId: string): Database => {
  const transaction = transactionOn(pool, beginBehindWall(wall, workspaceId), walledDb)
  return {
    transaction,
    query: (text, values, name) => transaction((tx) => tx.query<never>(text, values, name)),
    pastWall: dbOf(pool),
    afterCommit: atOnce,
  }
}

/** A request that needs the database is answered within five seconds, be it that there is none. */
export const CONNECT_TIMEOUT_MS = 4000

/**
 * Opens a pool of at most `max` connections; connecting happens on the first statement. `wall` as the migration left it.
 * `byIndex`: for statements that all find their rows by an index, as in `planOnce`, but planned for the values that come where
 * their number matters: 500 claims were looked for in 80 to 360 ms by a plan for any number, and in 10 by one for so many.
 */
export const openDatabase = (
  connection: ConnectionOptions,
  log: Logger,
  { max = 10, wall, byIndex = false }: { max?: number; wall?: TenantWall | undefined; byIndex?: boolean } = {},
): DatabasePool => {
  const pool = new pg.Pool({
    ...connection,
    max,
    // Statements that do not wait for each other's answers go out together.
    pipeline: true,
    application_name: 'pencheff-integrations',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    // For the one connection whose packets vanish while those of others do not; no statement of ours takes as long.
    query_timeout: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // Nothing of ours waits on a person inside a transaction. An old snapshot would slow the queue for all, and the locks of
    // a connection whose packets vanish keep who took over its work waiting.
    idle_in_transaction_session_timeout: 15_000,
  })
  // A break of the connection is heard of by its next statement.
  if (byIndex) pool.on('connect', (client) => void client.query('set enable_seqscan = off').catch(() => undefined))
  let closing = false
  // While it closes, the server may go first.
  pool.on('error', (error) => {
    if (!closing) log.warn({ err: error }, 'an idle database connection broke')
  })
  const pulse = watchPool(pool, () => new pg.Client({ ...connection, application_name: 'pencheff-pulse' }), log)
  const everything = { ...dbOf(pool), transaction: transactionOn(pool), afterCommit: atOnce }
  return {
    ...everything,
    forWorkspace: (workspaceId) => (wall ? behindWall(pool, wall, workspaceId) : everything),
    connection,
    close: async () => {
      closing = true
      await pulse.stop()
      await pool.end()
    },
  }
}

/** Whether it is PostgreSQL's refusal of a duplicate under the named constraint. */
export const violates = (error: unknown, constraint: string): boolean =>
  error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === constraint
