import { DURATION_BUCKETS } from '../src/core/durations.ts'
import type { Db } from '../src/store/database.ts'

export interface History {
  workspaceId: string
  /** How many there are to be, of the last 24 hours. */
  deliveries: number
  /** Each event goes to so many integrations. */
  perEvent: number
}

/** Events a statement. */
const SLICE = 4000

/** A version 7 UUID of that time, as the service makes them. */
const idAt = (at: string): string =>
  `(lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3)
    || '8' || substr(md5(random()::text), 1, 15))::uuid`

/** Of a hundred deliveries two are dead and one waits. $2 to $3 of $4 events, each to $5 integrations. */
const WRITE_SLICE = `
  with steps as (
    select n, now() - interval '24 hours' * (1 - n::float8 / $4) as at from generate_series($2::int, $3::int) n
  ), place as (
    select id from targets where workspace_id = $1 order by id limit 1
  ), made_findings as (
    insert into findings (id, workspace_id, target_id, fingerprint, severity, title, detail, created_at, last_seen_at)
    select ${idAt('at')}, $1, place.id, 'history-' || n, (array['critical', 'high', 'medium', 'low', 'info'])[1 + n % 5],
      'Reflected cross-site scripting in parameter ' || n,
      jsonb_build_object('category', 'xss', 'cwe_id', 'CWE-79', 'endpoint', 'GET /page/' || n, 'parameter', 'q',
        'description', repeat('What was sent came back unescaped. ', 8)), at, at
    from steps, place
    returning *
  ), made_events as (
    insert into events (id, workspace_id, event, target_id, finding_id, data, created_at)
    select ${idAt('created_at')}, $1, 'finding_new', target_id, id, jsonb_build_object(
        'event', 'finding_new', 'occurred_at', created_at, 'scan', null,
        'target', jsonb_build_object('id', target_id, 'kind', 'url', 'name', 'shop', 'base_url', 'https://shop.example.com'),
        'finding', detail || jsonb_build_object('id', id, 'fingerprint', fingerprint, 'title', title, 'severity', severity,
          'verification_status', 'unverified', 'state', 'open', 'suppressed', null, 'url', '')),
      created_at
    from made_findings
    returning id, seq, finding_id, created_at
  ), takers as (
    select id, kind, row_number() over (order by id) - 1 as at, count(*) over () as total
    from integrations where workspace_id = $1
  ), made_routings as (
    insert into routings (event_id, verdicts, created_at) select id, '[]', created_at from made_events
  ), made_deliveries as (
    insert into deliveries (id, workspace_id, integration_id, kind, event_id, event_seq, event, finding_id, state, attempts,
      created_at, finished_at)
    select ${idAt('e.created_at')}, $1, t.id, t.kind, e.id, e.seq, 'finding_new', e.finding_id, s.state,
      (s.state <> 'pending')::int, e.created_at, case when s.state <> 'pending' then e.created_at + interval '1 second' end
    from made_events e
      join takers t on (t.at - e.seq % t.total + t.total) % t.total < $5
      join lateral (select case when (e.seq * 7 + t.at) % 100 < 2 then 'dead' when (e.seq * 7 + t.at) % 100 = 2
        then 'pending' else 'delivered' end as state) s on true
    returning id, state, created_at
  )
  insert into attempts (delivery_id, n, started_at, duration_ms, status, outcome, reason)
  select id, 1, created_at, 40 + (random() * 200)::int, case state when 'dead' then 400 else 200 end,
    case state when 'dead' then 'rejected' else 'delivered' end, case state when 'dead' then 'invalid_request' end
  from made_deliveries where state <> 'pending'`

/** What workers tell of what they send. */
const TELL = `
  with counted as (
    insert into delivery_hours (integration_id, hour, delivered, failed, durations)
    select integration_id, date_trunc('hour', created_at), count(*) filter (where state = 'delivered'),
      count(*) filter (where state = 'dead'), array_fill(count(*)::int, array[$2::int])
    from deliveries where workspace_id = $1 and attempts = 1 group by 1, 2
  )
  insert into integration_health (integration_id, last_success_at, last_error_at, last_error)
  select id, now(), now() - interval '1 minute', 'answered 400: invalid_payload' from integrations where workspace_id = $1`

/** Writes the rows that the service would have written of a day's deliveries to the integrations that are there. */
export const writeHistory = async (db: Db, { workspaceId, deliveries, perEvent }: History): Promise<void> => {
  const events = Math.ceil(deliveries / perEvent)
  for (let from = 1; from <= events; from += SLICE)
    await db.query(WRITE_SLICE, [workspaceId, from, Math.min(events, from + SLICE - 1), events, perEvent])
  await db.query(TELL, [workspaceId, DURATION_BUCKETS])
}
