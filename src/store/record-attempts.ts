import type { Reason } from '../core/outcome.ts'
import type { Db } from './database.ts'
import { isClaimed, type JobPart, QUEUE_SCHEMA } from './deliver-queue.ts'
import { type DeliveryState, UNFINISHED } from './deliveries.ts'
import { plainArray, sparse } from './plain-array.ts'

/** One attempt and what it makes of its delivery. */
export interface RecordedAttempt {
  deliveryId: string
  n: number
  startedAt: Date
  durationMs: number
  status: number | null
  outcome: 'delivered' | 'accepted' | 'retry' | 'rejected'
  reason: Reason | null
  detail: string | null
  state: DeliveryState
  /** Milliseconds from the start of the transaction that records it to the next one, by the database's clock; null for none. */
  nextInMs: number | null
  externalUrl: string | null
  /** It does not count in the retry schedule. */
  isSpared: boolean
}

/** What an attempt `u` makes of a delivery `d`. */
const ADVANCED = `attempts = u.n, state = u.state, detail = u.detail,
  next_attempt_at = now() + u.next_ms * interval '1 millisecond', replayed_at = d.replayed_at + coalesce(u.spared, false)::int,
  external_url = coalesce(u.url, d.external_url),
  finished_at = case when u.state in ${UNFINISHED} then null else now() end`

/** What the attempts make of deliveries, and of that what the attempts' rows take: a join of two of them would be of each with each. */
const ADVANCED_ATTEMPT = 'd.id, u.n, u.started_at, u.duration_ms, u.status, u.outcome, u.reason, u.detail'

const INSERT = `insert into attempts (delivery_id, n, started_at, duration_ms, status, outcome, reason, detail)
  select * from advanced returning delivery_id as id`

const ATTEMPTS =
  'unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], ' +
  '$10::float8[], $11::text[], $12::bool[]'
const COLUMNS = 'id, n, started_at, duration_ms, status, outcome, reason, detail, state, next_ms, url, spared'

const valuesOf = (attempts: readonly RecordedAttempt[]): unknown[] => [
  plainArray(attempts.map(({ deliveryId }) => deliveryId)),
  plainArray(attempts.map(({ n }) => n)),
  plainArray(attempts.map(({ startedAt }) => startedAt.toISOString())),
  plainArray(attempts.map(({ durationMs }) => durationMs)),
  plainArray(attempts.map(({ status }) => status)),
  plainArray(attempts.map(({ outcome }) => outcome)),
  plainArray(sparse(attempts.map(({ reason }) => reason))),
  sparse(attempts.map(({ detail }) => detail)),
  plainArray(attempts.map(({ state }) => state)),
  plainArray(sparse(attempts.map(({ nextInMs }) => nextInMs))),
  sparse(attempts.map(({ externalUrl }) => externalUrl)),
  plainArray(sparse(attempts.map(({ isSpared }) => isSpared || null))),
]

const RECORD = `with advanced as (
    update deliveries d set ${ADVANCED} from ${ATTEMPTS}) as u (${COLUMNS}) where d.id = u.id returning ${ADVANCED_ATTEMPT}
  )
  ${INSERT}`

/**
 * One statement for claims, attempts and states: each further one is a round trip during which nothing of the group counts
 * as recorded. Claims that were lost, and deliveries that are through or another job's, are left out.
 */
export const RECORD_CLAIMED = `with claims as (
    select * from unnest($14::uuid[], $15::int[], $16::bool[]) as c (job_id, retry_count, whole)
  ), settled as (
    delete from ${QUEUE_SCHEMA}.job j where ${isClaimed('select job_id, retry_count from claims where whole')} returning j.id
  ), held as (
    select j.id from ${QUEUE_SCHEMA}.job j
    where ${isClaimed('select job_id, retry_count from claims where not whole')} for share
  ), advanced as (
    update deliveries d set ${ADVANCED}
    from ${ATTEMPTS}, $13::uuid[]) as u (${COLUMNS}, job_id)
      join (select id from settled union all select id from held) c on c.id = u.job_id
    where d.id = u.id and d.state in ${UNFINISHED} and coalesce(d.job_id, c.id) = c.id
    returning ${ADVANCED_ATTEMPT}
  )
  ${INSERT}`

/** Records attempts that no claim stands behind. */
export const recordAttempts = async (tx: Db, attempts: readonly RecordedAttempt[]): Promise<void> => {
  await tx.query(RECORD, valuesOf(attempts))
}

/**
 * Records attempts at claimed deliveries, and takes those off their jobs, which are `parts`. Answers the ids of those that
 * were recorded: the claims of the others were lost.
 */
export const recordClaimed = async (
  tx: Db,
  attempts: readonly RecordedAttempt[],
  parts: readonly JobPart[],
): Promise<Set<string>> => {
  const jobs = new Map(parts.flatMap(({ job, deliveryIds }) => deliveryIds.map((id) => [id, job.id] as const)))
  const { rows } = await tx.query<{ id: string }>(
    RECORD_CLAIMED,
    [
      ...valuesOf(attempts),
      plainArray(attempts.map(({ deliveryId }) => jobs.get(deliveryId) ?? null)),
      plainArray(parts.map(({ job }) => job.id)),
      plainArray(parts.map(({ job }) => job.retryCount)),
      plainArray(parts.map(({ isWhole }) => isWhole)),
    ],
    'record-claimed',
  )
  return new Set(rows.map(({ id }) => id))
}

/** Brings those that the digests of these attempts carry to the state that the attempts left their carriers in. */
export const advanceCarried = async (tx: Db, attempts: readonly RecordedAttempt[]): Promise<void> => {
  if (attempts.length === 0) return
  await tx.query(
    `update deliveries d set ${ADVANCED}
     from unnest($1::uuid[], $2::int[], $3::text[], $4::float8[], $5::text[], $6::text[], $7::bool[])
       as u (id, n, state, next_ms, detail, url, spared)
     where d.digest_id = u.id and d.state in ${UNFINISHED}`,
    [
      attempts.map(({ deliveryId }) => deliveryId),
      attempts.map(({ n }) => n),
      attempts.map(({ state }) => state),
      attempts.map(({ nextInMs }) => nextInMs),
      attempts.map(({ detail }) => detail),
      attempts.map(({ externalUrl }) => externalUrl),
      attempts.map(({ isSpared }) => isSpared),
    ],
  )
}
