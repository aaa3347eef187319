import type { Db as BossDb, PgBoss } from 'pg-boss'
import { newId } from '../core/id.ts'
import type { Db } from './database.ts'
import { UNFINISHED } from './deliveries.ts'
import { type Moment, thisMoment } from './moment.ts'
import { plainArray } from './plain-array.ts'
import { nameOfStatement } from './statement-names.ts'

/**
 * A claimed `deliver` job: deliveries of one integration. `retryCount` fences it: a worker that lost its claim settles
 * nothing.
 */
export interface DeliverJob {
  id: string
  retryCount: number
  deliveryIds: string[]
  /** Its claim was lost: the process that had it died, or hung. */
  isSuspect: boolean
  /** It was ours then, and for `CLAIM_MS` from then nobody else gets it. */
  keptAt: Moment
}

export interface NewDeliverJob {
  /** Of one integration. */
  deliveryIds: readonly string[]
  /** They were of a suspect before and were not sent since. */
  isSuspect?: boolean
  integrationId: string
  /** Not before so long from the start of the transaction, by the database's clock: this machine's may go wrong. At once when left out. */
  afterMs?: number
  /** Of what is due, the higher goes first; 0 when left out. */
  priority?: number
}

/** What a worker has to do with new jobs of its own process. */
export interface OwnJobs {
  /** Those that it claims from the start, as if it had fetched them. */
  claimed: ReadonlySet<NewDeliverJob>
  /** Who tells of the others: a worker that need not look for them itself; empty where all have to. */
  toldBy: string
}

/** All go through the queue, and all workers are told. */
export const NOBODYS: OwnJobs = { claimed: new Set(), toldBy: '' }

/** Deliveries of a claimed job that leave it. */
export interface JobPart {
  job: DeliverJob
  deliveryIds: readonly string[]
  /** All others left it before: it is done. */
  isWhole: boolean
}

/**
 * The queue of what is due. A job carries several deliveries where nothing makes them wait for each other: its rows cost
 * PostgreSQL a third of all that a delivery costs it. Each delivery is of one job: of that which was made for it last.
 */
export interface DeliverQueue {
  /** In the caller's transaction: jobs of deliveries that had none yet. Answers those that were claimed. */
  enqueueDeliveries(tx: Db, jobs: readonly NewDeliverJob[], own?: OwnJobs): Promise<DeliverJob[]>
  /** In the caller's transaction: as `enqueueDeliveries`, of those that may have had one, which they leave. */
  requeueDeliveries(tx: Db, jobs: readonly NewDeliverJob[]): Promise<void>
  /** Claims up to `limit` due jobs, by priority and age, passing over the integrations named. */
  fetchDeliveries(limit: number, passOver: readonly string[]): Promise<DeliverJob[]>
  /**
   * In the caller's transaction: takes jobs that are done off the queue, and keeps the others from everybody else until it
   * ends. Answers the ids of the deliveries that are still ours and unfinished.
   */
  settleDeliveries(tx: Db, parts: readonly JobPart[]): Promise<Set<string>>
  /** Takes jobs off the queue of which no delivery is left. */
  dropDeliveries(db: Db, jobs: readonly DeliverJob[]): Promise<void>
  /** Keeps the claims alive that are still ours: notes the moment in them. */
  touchDeliveries(jobs: readonly DeliverJob[]): Promise<void>
}

export const DELIVER = 'deliver'
/** A claim that is not kept alive for so long is offered to others. */
export const CLAIM_MS = 30_000
export const QUEUE_SCHEMA = 'pgboss'

/** Channel on which workers hear that deliveries are due now, and who tells of them (`OwnJobs`). */
export const DELIVERIES_CHANNEL = 'pencheff_deliveries'

/** `deliveryId` is that of a job which an earlier version made. */
interface DeliverData {
  deliveryIds?: string[]
  deliveryId?: string
  isSuspect?: boolean
}

/**
 * Of a job `j`: it is one of these claims, pairs of an id and a retry count. `is true` has PostgreSQL go once through the jobs
 * that are active and look for each in a hash of the claims. A join is planned for a queue without jobs, and goes through all
 * of them for each claim.
 */
export const isClaimed = (claims: string): string =>
  `j.name = '${DELIVER}' and j.state = 'active' and ((j.id, j.retry_count) in (${claims})) is true`

const ARE_OURS = isClaimed('select * from unnest($1::uuid[], $2::int[])')

/**
 * A job that is locked is being recorded just now, and is kept alive the next time: whoever waits for it would hold all those
 * that were touched before it, for which others wait. That took half a second of each five under load.
 */
const TOUCH = `with kept as (
    select j.id from ${QUEUE_SCHEMA}.job j where ${ARE_OURS} for no key update skip locked
  )
  update ${QUEUE_SCHEMA}.job j set heartbeat_on = ${QUEUE_SCHEMA}.job_now() from kept
  where j.name = '${DELIVER}' and j.state = 'active' and j.id = kept.id returning j.id`

/**
 * Makes of jobs of this transaction what a fetch would. The moment is theirs alone: by their ids only, a plan from when the queue
 * was empty went through all of it, 1.4 ms with 10,000 jobs.
 */
export const CLAIM = `update ${QUEUE_SCHEMA}.job set state = 'active', started_on = ${QUEUE_SCHEMA}.job_now(),
    heartbeat_on = ${QUEUE_SCHEMA}.job_now()
  where name = '${DELIVER}' and created_on = ${QUEUE_SCHEMA}.job_now() and id = any($1::uuid[])`

export const DROP = `delete from ${QUEUE_SCHEMA}.job j where ${ARE_OURS}`

const claimsOf = (jobs: readonly DeliverJob[]): string[] => [
  plainArray(jobs.map(({ id }) => id)),
  plainArray(jobs.map(({ retryCount }) => retryCount)),
]

export const bossDb = (db: Db): BossDb => ({
  executeSql: (text, values) => db.pastWall.query(text, values, nameOfStatement(text)),
})

/** Of a job that was lost and claimed again only the claim that counts. */
const newestOf = (jobs: readonly DeliverJob[]): DeliverJob[] => {
  const newest = new Map<string, DeliverJob>()
  for (const job of jobs) if (job.retryCount >= (newest.get(job.id)?.retryCount ?? 0)) newest.set(job.id, job)
  return [...newest.values()]
}

type NamedJob = NewDeliverJob & { id: string }

const insertJobs = async (
  boss: PgBoss,
  tx: Db,
  jobs: readonly NamedJob[],
  { claimed, toldBy }: { claimed: readonly NamedJob[]; toldBy: string } = { claimed: [], toldBy: '' },
): Promise<void> => {
  const rows = jobs.map(({ id, deliveryIds, isSuspect, integrationId, afterMs = 0, priority = 0 }) => ({
    id,
    data: isSuspect ? { deliveryIds, isSuspect } : { deliveryIds },
    priority,
    group: { id: integrationId },
    ...(afterMs > 0 && { startAfter: `${String(afterMs)} milliseconds` }),
  }))
  await boss.insert(DELIVER, rows, { db: bossDb(tx) })
  const isAnyDue = jobs.filter(({ afterMs = 0 }) => afterMs <= 0).length > claimed.length
  await Promise.all([
    claimed.length > 0 && tx.query(CLAIM, [plainArray(claimed.map(({ id }) => id))], 'claim-new'),
    isAnyDue && tx.query('select pg_notify($1, $2)', [DELIVERIES_CHANNEL, toldBy], 'tell-of-deliveries'),
  ])
}

const moveTo = async (tx: Db, jobs: readonly NamedJob[]): Promise<void> => {
  const moves = jobs.flatMap(({ id, deliveryIds }) => deliveryIds.map((deliveryId) => ({ id, deliveryId })))
  await tx.query(
    'update deliveries d set job_id = u.job_id from unnest($1::uuid[], $2::uuid[]) as u (id, job_id) where d.id = u.id',
    [moves.map(({ deliveryId }) => deliveryId), moves.map(({ id }) => id)],
  )
}

const heldOf = async (tx: Db, parts: readonly JobPart[]): Promise<Set<string>> => {
  const held = parts.flatMap(({ job, deliveryIds }) => deliveryIds.map((id) => ({ id, job })))
  const { rows } = await tx.query<{ id: string }>(
    `select d.id from unnest($1::uuid[], $2::uuid[], $3::int[]) as u (id, job_id, retry_count)
       join ${QUEUE_SCHEMA}.job j on j.name = '${DELIVER}' and j.id = u.job_id and j.retry_count = u.retry_count
         and j.state = 'active'
       join deliveries d on d.id = u.id and d.state in ${UNFINISHED} and (d.job_id is null or d.job_id = j.id)
     for share of j`,
    [held.map(({ id }) => id), held.map(({ job }) => job.id), held.map(({ job }) => job.retryCount)],
  )
  return new Set(rows.map(({ id }) => id))
}

const drop = async (db: Db, jobs: readonly DeliverJob[]): Promise<void> => {
  if (jobs.length > 0) await db.query(DROP, claimsOf(jobs), 'drop-jobs')
}

export const deliverQueue = (boss: PgBoss): DeliverQueue => ({
  enqueueDeliveries: async (tx, jobs, { claimed: toClaim, toldBy } = NOBODYS) => {
    if (jobs.length === 0) return []
    const keptAt = thisMoment()
    const named = jobs.map((job) => ({ ...job, id: newId(), isOurs: toClaim.has(job) }))
    const claimed = named.filter(({ isOurs }) => isOurs)
    await insertJobs(boss, tx, named, { claimed, toldBy })
    return claimed.map(({ id, deliveryIds }) => ({
      id,
      retryCount: 0,
      deliveryIds: [...deliveryIds],
      isSuspect: false,
      keptAt,
    }))
  },
  requeueDeliveries: async (tx, jobs) => {
    if (jobs.length === 0) return
    const named = jobs.map((job) => ({ ...job, id: newId() }))
    await moveTo(tx, named)
    await insertJobs(boss, tx, named)
  },
  fetchDeliveries: async (limit, passOver) => {
    const keptAt = thisMoment()
    const jobs = await boss.fetch<DeliverData>(DELIVER, { batchSize: limit, ignoreGroups: [...passOver] })
    return jobs.map(({ id, retryCount, data: { deliveryIds = [], deliveryId, isSuspect = false } }) => ({
      id,
      retryCount,
      deliveryIds: deliveryId === undefined ? deliveryIds : [deliveryId],
      isSuspect: isSuspect || retryCount > 0,
      keptAt,
    }))
  },
  settleDeliveries: async (tx, parts) => {
    const ours = await heldOf(tx, parts)
    const whole = parts.filter(({ isWhole }) => isWhole).map(({ job }) => job)
    await drop(tx, whole)
    return ours
  },
  dropDeliveries: drop,
  touchDeliveries: async (jobs) => {
    if (jobs.length === 0) return
    const keptAt = thisMoment()
    const current = newestOf(jobs)
    // Planned anew, for as many as there are.
    const { rows }: { rows: { id: string }[] } = await boss.getDb().executeSql(TOUCH, claimsOf(current))
    const kept = new Set(rows.map(({ id }) => id))
    for (const job of current) if (kept.has(job.id)) job.keptAt = keptAt
  },
})
