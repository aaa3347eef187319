import { type Db as BossDb, type JobAttempt, PgBoss } from 'pg-boss'
import { newId } from '../core/id.ts'
import type { Logger } from '../log.ts'
import { CONNECT_TIMEOUT_MS, type ConnectionOptions, type Db } from './database.ts'

/** A claimed `deliver` job. `retryCount` fences it: a worker that lost its claim settles nothing. */
export interface DeliverJob extends JobAttempt {
  deliveryId: string
  /** Its claim was lost: the process that had it died, or hung. */
  isSuspect: boolean
}

export interface NewDeliverJob {
  deliveryId: string
  /** It was one before and was not sent since. */
  isSuspect?: boolean
  integrationId: string
  /** Not before so long from the start of the transaction, by the database's clock: this machine's may go wrong. At once when left out. */
  afterMs?: number
  /** Of what is due, the higher goes first; 0 when left out. */
  priority?: number
}

type DeliverData = Pick<NewDeliverJob, 'deliveryId' | 'isSuspect'>

export interface Queue {
  /** Starts pg-boss; its schema comes up to date by itself. */
  start(): Promise<void>
  stop(): Promise<void>
  /** In the caller's transaction: fans one event out after the commit. */
  notifyEvent(tx: Db, eventId: string): Promise<void>
  /** In the caller's transaction: fans the finding events of a scan out after the commit. */
  notifyScanFindings(tx: Db, scanId: string): Promise<void>
  /** Handles both fan-out jobs until `stop`. A handler that throws is run again, with growing waits; each further run is suspect. */
  onNotify(handlers: {
    event(eventId: string, isSuspect: boolean): Promise<void>
    scanFindings(scanId: string, isSuspect: boolean): Promise<void>
  }): Promise<void>
  enqueueDeliveries(tx: Db, jobs: readonly NewDeliverJob[]): Promise<void>
  /** Claims up to `limit` due jobs, by priority and age, passing over the integrations named. */
  fetchDeliveries(limit: number, passOver: readonly string[]): Promise<DeliverJob[]>
  /** In the caller's transaction: takes the jobs off the queue; answers the ids of those that were still ours. */
  settleDeliveries(tx: Db, jobs: readonly DeliverJob[]): Promise<Set<string>>
  /** Keeps the claims alive. */
  touchDeliveries(jobs: readonly DeliverJob[]): Promise<void>
  /** Gives back what a dead process had claimed; only where no other process can be at work. */
  releaseOrphans(db: Db): Promise<number>
}

const NOTIFY_EVENT = 'notify_event'
const NOTIFY_SCAN_FINDINGS = 'notify_scan_findings'
export const DELIVER = 'deliver'
export const QUEUE_SCHEMA = 'pgboss'

/** Channel on which workers hear that deliveries are due now. */
export const DELIVERIES_CHANNEL = 'pencheff_deliveries'

// A dead worker's job is offered again after at most 30 s without a heartbeat and a pass of the monitor: under 65 s.
const HEARTBEAT_SECONDS = 30
const SUPERVISE_SECONDS = 5
// A statement takes milliseconds, and a connection whose packets vanish must not stop the work for the quarter of an hour
// that TCP gives it.
const STATEMENT_TIMEOUT_MS = 8000
const UPGRADE_TIMEOUT_MS = 3_600_000
const NEVER_SECONDS = 365 * 86_400

const bossDb = (db: Db): BossDb => ({
  executeSql: (text, values) => db.pastWall.query(text, values),
})

/** pg-boss returns the ids that a statement touched; its types do not say so yet. */
const settledIds = (response: unknown): string[] => {
  const { settled } = response as { settled?: unknown }
  if (!Array.isArray(settled)) throw new Error('pg-boss did not say which jobs it settled')
  return settled as string[]
}

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

const openBoss = (connection: ConnectionOptions, { supervise, log }: QueueOptions, timeoutMs: number): PgBoss => {
  const boss = new PgBoss({
    ...connection,
    // pg-boss hands them to its driver; its types do not say so.
    ...{ query_timeout: timeoutMs, connectionTimeoutMillis: CONNECT_TIMEOUT_MS },
    schema: QUEUE_SCHEMA,
    application_name: 'pencheff-queue',
    max: 4,
    supervise,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    schedule: false,
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

const fanOutQueue = (boss: PgBoss): Pick<Queue, 'notifyEvent' | 'notifyScanFindings' | 'onNotify'> => ({
  notifyEvent: async (tx, eventId) => {
    await boss.insert(NOTIFY_EVENT, [{ data: { eventId } }], { db: bossDb(tx) })
  },
  notifyScanFindings: async (tx, scanId) => {
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
      // Also where it is woken by notices: a job that failed is due again without one.
      notifyPollingIntervalSeconds: 2,
      includeMetadata: true as const,
    }
    // Running a job twice does nothing twice, so that one that fails may take the other with it.
    await boss.work<{ eventId: string }>(NOTIFY_EVENT, options, async (jobs) => {
      for (const { data, retryCount } of jobs) await handlers.event(data.eventId, retryCount > 0)
    })
    await boss.work<{ scanId: string }>(NOTIFY_SCAN_FINDINGS, options, async (jobs) => {
      for (const { data, retryCount } of jobs) await handlers.scanFindings(data.scanId, retryCount > 0)
    })
  },
})

const attemptsOf = (jobs: readonly DeliverJob[]): JobAttempt[] => jobs.map(({ id, retryCount }) => ({ id, retryCount }))

const deliveryQueue = (
  boss: PgBoss,
): Pick<Queue, 'enqueueDeliveries' | 'fetchDeliveries' | 'settleDeliveries' | 'touchDeliveries'> => ({
  enqueueDeliveries: async (tx, jobs) => {
    if (jobs.length === 0) return
    const rows = jobs.map(({ deliveryId, isSuspect, integrationId, afterMs = 0, priority = 0 }) => ({
      id: newId(),
      data: isSuspect ? { deliveryId, isSuspect } : { deliveryId },
      priority,
      group: { id: integrationId },
      ...(afterMs > 0 && { startAfter: `${String(afterMs)} milliseconds` }),
    }))
    await boss.insert(DELIVER, rows, { db: bossDb(tx) })
    if (jobs.some(({ afterMs = 0 }) => afterMs <= 0)) await tx.query(`select pg_notify('${DELIVERIES_CHANNEL}', '')`)
  },
  fetchDeliveries: async (limit, passOver) => {
    const jobs = await boss.fetch<DeliverData>(DELIVER, { batchSize: limit, ignoreGroups: [...passOver] })
    return jobs.map(({ id, retryCount, data: { deliveryId, isSuspect = false } }) => ({
      id,
      retryCount,
      deliveryId,
      isSuspect: isSuspect || retryCount > 0,
    }))
  },
  settleDeliveries: async (tx, jobs) => {
    if (jobs.length === 0) return new Set()
    return new Set(settledIds(await boss.deleteJob(DELIVER, attemptsOf(jobs), { db: bossDb(tx) })))
  },
  touchDeliveries: async (jobs) => {
    if (jobs.length > 0) await boss.touch(DELIVER, attemptsOf(jobs))
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
    stop: () => boss.stop({ graceful: true, timeout: 20_000 }),
    ...fanOutQueue(boss),
    ...deliveryQueue(boss),
    releaseOrphans: async (db) => {
      let released = 0
      for (const queue of [NOTIFY_EVENT, NOTIFY_SCAN_FINDINGS, DELIVER])
        released += await releaseOrphansOf(boss, db, queue)
      return released
    },
  }
}
