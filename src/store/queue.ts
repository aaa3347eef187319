import pg from 'pg'
import { PgBoss } from 'pg-boss'
import type { Logger } from '../log.ts'
import { atMost } from './at-most.ts'
import { CONNECT_TIMEOUT_MS, type ConnectionOptions, type Db } from './database.ts'
import { bossDb, CLAIM_MS, DELIVER, type DeliverQueue, deliverQueue, QUEUE_SCHEMA } from './deliver-queue.ts'
import { nameOfStatement } from './statement-names.ts'

export interface Queue extends DeliverQueue {
  /** Starts pg-boss; its schema comes up to date by itself. */
  start(): Promise<void>
  stop(): Promise<void>
  /** In the caller's transaction: fans one event out after the commit. */
  notifyEvent(tx: Db, eventId: string): Promise<void>
  /** In the caller's transaction: fans the events of a scan out after the commit. */
  notifyScan(tx: Db, scanId: string): Promise<void>
  /**
   * Handles both fan-out jobs until it is stopped by what it answers, which waits for those at work, 20 s at most. A handler
   * that throws is run again, with growing waits; each further run is suspect.
   */
  onNotify(handlers: {
    event(eventId: string, isSuspect: boolean): Promise<void>
    scan(scanId: string, isSuspect: boolean): Promise<void>
  }): Promise<() => Promise<void>>
  /** Gives back what a dead process had claimed; only where no other process can be at work. */
  releaseOrphans(db: Db): Promise<number>
}

const NOTIFY_EVENT = 'notify_event'
const NOTIFY_SCAN_FINDINGS = 'notify_scan_findings'

const HEARTBEAT_SECONDS = CLAIM_MS / 1000
// A dead worker's job is offered again after 30 s without a heartbeat and the next pass, 25 s later at most: whoever finds that
// another one's pass was less than 10 s ago comes again after 15. Each pass costs PostgreSQL 25 ms.
const SUPERVISE_SECONDS = 15
const MONITOR_SECONDS = 10
// Jobs that wait for other jobs, which are none of ours, would be looked for each five seconds.
const FLOW_SECONDS = 3600
// A statement takes milliseconds, and a connection whose packets vanish must not stop the work for the quarter of an hour
// that TCP gives it.
const STATEMENT_TIMEOUT_MS = 8000
const UPGRADE_TIMEOUT_MS = 3_600_000
const NEVER_SECONDS = 365 * 86_400
const STOP_MS = 20_000

const createQueues = async (boss: PgBoss): Promise<void> => {
  const shared = {
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: 3600,
    retentionSeconds: NEVER_SECONDS,
    retryLimit: 1000,
  }
  const backoff = { retryDelay: 1, retryBackoff: true, retryDelayMax: 60 }
  const notify = { ...shared, ...backoff, notify: true, deleteAfterSeconds: 3600 }
  await boss.createQueue(NOTIFY_EVENT, notify)
  await boss.createQueue(NOTIFY_SCAN_FINDINGS, notify)
  // A table of its own; a lost worker's job is due again at once, since its own schedule lives in our tables.
  await boss.createQueue(DELIVER, { ...shared, retryDelay: 0, partition: true })
}

export interface QueueOptions {
  /** Watches over lost jobs and old rows; workers do. */
  supervise: boolean
  log: Logger
  /** After so long a statement is given up, but for those of an upgrade; 8 s unless told. */
  statementTimeoutMs?: number
}

/** Names the statements that are repeated. */
class QueueClient extends pg.Client {
  override query(...args: unknown[]): never {
    const [text, values, then] = args
    const name = typeof text === 'string' ? nameOfStatement(text) : undefined
    const query: (...args: unknown[]) => unknown = (...own) => Reflect.apply(super.query, this, own)
    return (name === undefined ? query(...args) : query({ text, values, name }, then)) as never
  }
}

const openBoss = (connection: ConnectionOptions, { supervise, log }: QueueOptions, timeoutMs: number): PgBoss => {
  const boss = new PgBoss({
    ...connection,
    // pg-boss hands them to its driver; its types do not say so.
    ...{ query_timeout: timeoutMs, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, Client: QueueClient },
    schema: QUEUE_SCHEMA,
    application_name: 'pencheff-queue',
    max: 4,
    supervise,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: MONITOR_SECONDS,
    flowIntervalSeconds: FLOW_SECONDS,
    // Nobody hears its warnings.
    monitorVacuum: false,
    schedule: false,
    // Nobody reads its list of processes, for which it measures the event loop fifty times a second.
    registerInstance: false,
    useListenNotify: supervise,
    openTelemetry: { enabled: false },
  })
  boss.on('error', (error) => log.warn({ err: error }, 'the queue met an error'))
  return boss
}

/** Brings pg-boss's schema up to date: a new version may rewrite a queue of millions of jobs, or another process is at it. */
const upgrade = async (connection: ConnectionOptions, options: QueueOptions): Promise<void> => {
  const boss = openBoss(connection, { ...options, supervise: false }, UPGRADE_TIMEOUT_MS)
  try {
    await boss.start()
    await createQueues(boss)
  } finally {
    await boss.stop({ graceful: false })
  }
}

const fanOutQueue = (boss: PgBoss): Pick<Queue, 'notifyEvent' | 'notifyScan' | 'onNotify'> => ({
  notifyEvent: async (tx, eventId) => {
    await boss.insert(NOTIFY_EVENT, [{ data: { eventId } }], { db: bossDb(tx) })
  },
  notifyScan: async (tx, scanId) => {
    await boss.insert(NOTIFY_SCAN_FINDINGS, [{ data: { scanId } }], { db: bossDb(tx) })
  },
  onNotify: async (handlers) => {
    // A notice wakes for one fetch. What several brought is fetched only by going on as long as batches come back full,
    // which pg-boss does from a batch size of 2 on.
    const options = {
      batchSize: 2,
      burstWhenBatchFull: true,
      localConcurrency: 2,
      pollingIntervalSeconds: 2,
      // Where it is woken by notices only a job that failed is due again without one. Each look costs PostgreSQL 1.5 ms.
      notifyPollingIntervalSeconds: 10,
      includeMetadata: true as const,
    }
    // Running a job twice does nothing twice, so that one that fails may take the other with it.
    await boss.work<{ eventId: string }>(NOTIFY_EVENT, options, async (jobs) => {
      for (const { data, retryCount } of jobs) await handlers.event(data.eventId, retryCount > 0)
    })
    await boss.work<{ scanId: string }>(NOTIFY_SCAN_FINDINGS, options, async (jobs) => {
      for (const { data, retryCount } of jobs) await handlers.scan(data.scanId, retryCount > 0)
    })
    return () => atMost(STOP_MS, Promise.all([boss.offWork(NOTIFY_EVENT), boss.offWork(NOTIFY_SCAN_FINDINGS)]))
  },
})

const releaseOrphansOf = async (boss: PgBoss, db: Db, queue: string): Promise<number> => {
  const { rows } = await db.query<{ id: string }>(
    `select id from ${QUEUE_SCHEMA}.job where name = $1 and state = 'active'`,
    [queue],
  )
  const ids = rows.map(({ id }) => id)
  if (ids.length > 0) await boss.fail(queue, ids)
  return ids.length
}

export const createQueue = (connection: ConnectionOptions, options: QueueOptions): Queue => {
  const boss = openBoss(connection, options, options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS)
  return {
    start: async () => {
      await upgrade(connection, options)
      await boss.start()
    },
    stop: () => boss.stop({ graceful: true, timeout: STOP_MS }),
    ...fanOutQueue(boss),
    ...deliverQueue(boss),
    releaseOrphans: async (db) => {
      let released = 0
      for (const queue of [NOTIFY_EVENT, NOTIFY_SCAN_FINDINGS, DELIVER])
        released += await releaseOrphansOf(boss, db, queue)
      return released
    },
  }
}
