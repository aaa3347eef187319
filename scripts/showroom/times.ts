import { DURATION_BUCKETS } from '../../src/core/durations.ts'
import type { Db } from '../../src/store/database.ts'
import type { PlannedScan } from './plan.ts'

/** Minutes from a delivery's making to each of its attempts: as the retries of a day would be, not of a few seconds. */
const ATTEMPT_MINUTES = [0, 0.1, 1.2, 6.4, 31]

/** Everything of a scan happened hours before. */
export const moveBack = async (db: Db, scanId: string, { hoursAgo, tookMinutes }: PlannedScan): Promise<void> => {
  const back = `${String(hoursAgo)} hours`
  const of = (sql: string, ...rest: unknown[]) => db.query(sql, [scanId, back, ...rest])
  await of(
    `update scans set started_at = started_at - $2::interval - make_interval(mins => $3),
    ended_at = ended_at - $2::interval where id = $1`,
    tookMinutes,
  )
  await of('update findings set created_at = created_at - $2::interval where first_scan_id = $1')
  await of('update findings set last_seen_at = now() - $2::interval where last_scan_id = $1')
  await of(
    `update attempts a set duration_ms = a.duration_ms + 80 + abs(hashtext(a.delivery_id::text)) % 340,
      started_at = a.started_at - $2::interval + make_interval(secs => 60 * ($3::float8[])[a.n])
      from deliveries d where d.id = a.delivery_id and d.scan_id = $1`,
    ATTEMPT_MINUTES,
  )
  await of(
    `update deliveries set created_at = created_at - $2::interval,
      finished_at = finished_at - $2::interval + make_interval(secs => 60 * ($3::float8[])[greatest(attempts, 1)])
      where scan_id = $1`,
    ATTEMPT_MINUTES,
  )
  await of(
    'update routings r set created_at = r.created_at - $2::interval from events e where e.id = r.event_id and e.scan_id = $1',
  )
  await of('update events set created_at = created_at - $2::interval where scan_id = $1')
}

const LAST_ERRORS = `update integration_health h set last_error_at = (
  select max(a.started_at) from attempts a join deliveries d on d.id = a.delivery_id
  where d.integration_id = h.integration_id and a.reason is not null)
  where last_error_at is not null`

/** What is counted by the hour, anew from the attempts. */
export const recount = async (db: Db): Promise<void> => {
  await db.query(LAST_ERRORS)
  await db.query('delete from delivery_hours')
  await db.query(
    `insert into delivery_hours (integration_id, hour, delivered, failed, durations)
      select d.integration_id, date_trunc('hour', a.started_at),
        count(*) filter (where a.outcome in ('delivered', 'accepted')),
        count(*) filter (where a.outcome in ('retry', 'rejected')),
        (select array_agg((select count(*)::int from attempts o join deliveries p on p.id = o.delivery_id
            where p.integration_id = d.integration_id and ceil(2 * log(2, greatest(o.duration_ms, 1)))::int = bucket)
          order by bucket) from generate_series(0, $1::int - 1) bucket)
      from attempts a join deliveries d on d.id = a.delivery_id group by 1, 2
      on conflict (integration_id, hour) do update
        set delivered = excluded.delivered, failed = excluded.failed, durations = excluded.durations`,
    [DURATION_BUCKETS],
  )
}
