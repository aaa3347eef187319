import { DURATION_BUCKETS, percentileMs } from '../core/durations.ts'
import type { Db } from './database.ts'

/** What a worker saw of one integration since it told last. */
export interface HealthReport {
  integration_id: string
  delivered: number
  failed: number
  /** How many attempts fell into each bucket. */
  durations: number[]
  last_success_at: Date | null
  last_error_at: Date | null
  last_error: string | null
  /** The first failure after the last success in it, and how many there were after that. */
  failing_since: Date | null
  failures: number
}

/** An integration that fails, and since when. */
export interface Failing {
  integration_id: string
  failing_since: Date
  failures: number
  noticed: number
  last_error: string | null
}

interface AddedRow extends Omit<Failing, 'failing_since'> {
  failing_since: Date | null
  workspace_id: string
}

/** Adds reports up, in order of id so that two workers never wait for each other; answers those that fail now, and whose they all are. */
export const addHealth = async (
  tx: Db,
  reports: readonly HealthReport[],
  now: Date,
): Promise<{ failing: Failing[]; workspaceIds: Set<string> }> => {
  if (reports.length === 0) return { failing: [], workspaceIds: new Set() }
  const sorted = reports.toSorted((one, other) => (one.integration_id < other.integration_id ? -1 : 1))
  const json = JSON.stringify(sorted)
  const { rows } = await tx.query<AddedRow>(
    `insert into integration_health as h
       (integration_id, last_success_at, last_error_at, last_error, failing_since, failures)
     select r.integration_id, r.last_success_at, r.last_error_at, r.last_error, r.failing_since, r.failures
     from jsonb_to_recordset($1::jsonb) as r (integration_id uuid, last_success_at timestamptz, last_error_at timestamptz,
       last_error text, failing_since timestamptz, failures integer)
     join integrations i on i.id = r.integration_id
     on conflict (integration_id) do update set
       last_success_at = greatest(h.last_success_at, excluded.last_success_at),
       last_error_at = greatest(h.last_error_at, excluded.last_error_at),
       last_error = coalesce(excluded.last_error, h.last_error),
       failing_since = case when excluded.last_success_at is null
         then coalesce(h.failing_since, excluded.failing_since) else excluded.failing_since end,
       failures = excluded.failures + case when excluded.last_success_at is null then h.failures else 0 end,
       noticed = case when excluded.last_success_at is null then h.noticed else 0 end
     returning integration_id, failing_since, failures, noticed, last_error,
       (select workspace_id from integrations i where i.id = integration_id)`,
    [json],
  )
  await tx.query(
    `insert into delivery_hours as h (integration_id, hour, delivered, failed, durations)
     select r.integration_id, date_trunc('hour', $2::timestamptz), r.delivered, r.failed, r.durations
     from jsonb_to_recordset($1::jsonb) as r (integration_id uuid, delivered integer, failed integer, durations integer[])
     join integrations i on i.id = r.integration_id
     on conflict (integration_id, hour) do update set
       delivered = h.delivered + excluded.delivered,
       failed = h.failed + excluded.failed,
       durations = array(select a + b from unnest(h.durations, excluded.durations) with ordinality as u (a, b, n) order by n)`,
    [json, now],
  )
  return {
    failing: rows.flatMap(({ failing_since, workspace_id: _, ...row }) =>
      failing_since ? [{ ...row, failing_since }] : [],
    ),
    workspaceIds: new Set(rows.map(({ workspace_id }) => workspace_id)),
  }
}

/**
 * Notes that a notice was given and answers whose integration it is; undefined when another worker gave it, or the
 * integration is well again.
 */
export const noteNotice = async (
  tx: Db,
  integrationId: string,
  percent: number,
): Promise<{ workspace_id: string; name: string } | undefined> => {
  const { rows } = await tx.query<{ workspace_id: string; name: string }>(
    `update integration_health h set noticed = $2 from integrations i
     where h.integration_id = $1 and i.id = $1 and h.noticed < $2 and h.failing_since is not null
     returning i.workspace_id, i.name`,
    [integrationId, percent],
  )
  return rows[0]
}

/** Whoever changed the integration may have mended it: the time that it may fail starts anew. */
export const forgetFailing = async (tx: Db, integrationId: string): Promise<void> => {
  await tx.query(
    'update integration_health set failing_since = null, failures = 0, noticed = 0 where integration_id = $1',
    [integrationId],
  )
}

export interface Health {
  breaker: 'closed' | 'open' | 'half_open'
  breaker_reason: string | null
  next_probe_at: Date | null
  /** Of the attempts of the last 24 hours, 0 to 1. */
  success_rate: number | null
  p50_ms: number | null
  p95_ms: number | null
  last_success_at: Date | null
  last_error_at: Date | null
  last_error: string | null
  failing_since: Date | null
  noticed: number
  /** Deliveries that wait, and when the one that waits longest was made. */
  backlog: number
  oldest_waiting_at: Date | null
  hours: { hour: Date; delivered: number; failed: number }[]
}

interface HealthRow extends Omit<Health, 'success_rate' | 'p50_ms' | 'p95_ms' | 'breaker' | 'hours'> {
  id: string
  probing: boolean
}

interface HourRow {
  integration_id: string
  hour: Date
  delivered: number
  failed: number
  durations: number[]
}

const findStates = async (db: Db, ids: readonly string[]): Promise<HealthRow[]> =>
  (
    await db.query<HealthRow>(
      `select i.id, c.reason as breaker_reason, c.probe_at as next_probe_at, c.probe_id is not null as probing,
         h.last_success_at, h.last_error_at, h.last_error, h.failing_since, coalesce(h.noticed, 0) as noticed,
         (select count(*) from waiting_deliveries w where w.integration_id = i.id) as backlog,
         (select d.created_at from waiting_deliveries w join deliveries d on d.id = w.delivery_id
          where w.integration_id = i.id order by w.event_seq limit 1) as oldest_waiting_at
       from integrations i left join circuits c on c.integration_id = i.id
         left join integration_health h on h.integration_id = i.id
       where i.id = any($1)`,
      [ids],
    )
  ).rows

const findHours = async (db: Db, ids: readonly string[]): Promise<HourRow[]> =>
  (
    await db.query<HourRow>(
      `select integration_id, hour, delivered, failed, durations from delivery_hours
       where integration_id = any($1) and hour > now() - interval '24 hours' order by hour`,
      [ids],
    )
  ).rows

const breakerOf = ({ breaker_reason: reason, probing }: HealthRow): Health['breaker'] => {
  if (reason === null) return 'closed'
  return probing ? 'half_open' : 'open'
}

const healthOf = ({ id: _id, probing, ...row }: HealthRow, hours: readonly HourRow[]): Health => {
  const sum = (pick: (hour: HourRow) => number): number => hours.reduce((total, hour) => total + pick(hour), 0)
  const counts = Array.from({ length: DURATION_BUCKETS }, (_, bucket) => sum(({ durations }) => durations[bucket] ?? 0))
  const delivered = sum((hour) => hour.delivered)
  const all = delivered + sum((hour) => hour.failed)
  return {
    ...row,
    breaker: breakerOf({ ...row, id: _id, probing }),
    success_rate: all === 0 ? null : delivered / all,
    p50_ms: percentileMs(counts, 0.5),
    p95_ms: percentileMs(counts, 0.95),
    hours: hours.map(({ hour, delivered: good, failed }) => ({ hour, delivered: good, failed })),
  }
}

/** How these integrations do, by id. */
export const findHealth = async (db: Db, ids: readonly string[]): Promise<Map<string, Health>> => {
  if (ids.length === 0) return new Map()
  const [states, hours] = [await findStates(db, ids), await findHours(db, ids)]
  const byId = Map.groupBy(hours, ({ integration_id }) => integration_id)
  return new Map(states.map((row) => [row.id, healthOf(row, byId.get(row.id) ?? [])]))
}

/** Removes hours before `before`. */
export const sweepHours = async (db: Db, before: Date): Promise<void> => {
  await db.query('delete from delivery_hours where hour < $1', [before])
}
