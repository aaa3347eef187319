import type { EventName, EventPayload } from '../core/event.ts'
import type { Verdict } from '../core/filter.ts'
import { SEVERITIES, type Severity } from '../core/severity.ts'
import type { Db } from './database.ts'
import { listPage, type Page, type PageRequest } from './page.ts'
import { plainArray } from './plain-array.ts'
import { type Member, verdictOf } from './rosters.ts'

/** An event on record; `seq` is the order in which things happened. */
export interface EventRow {
  id: string
  seq: number
  event: EventName
  data: EventPayload
  created_at: Date
}

/** The verdict of one integration on an event, as it was when the event was routed. */
export interface Routing {
  integration_id: string
  name: string
  kind: string
  verdict: Verdict
  delivery_id?: string
}

/** Stores events in the order given. */
export const insertEvents = async (tx: Db, workspaceId: string, payloads: readonly EventPayload[]): Promise<void> => {
  await tx.query(
    `insert into events (id, workspace_id, event, target_id, scan_id, finding_id, data, created_at)
     select u.id, $1, u.event, u.target_id, u.scan_id, u.finding_id, u.data, u.at
     from unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::uuid[], $7::json[], $8::timestamptz[])
       with ordinality as u (id, event, target_id, scan_id, finding_id, data, at, n)
     order by u.n`,
    [
      workspaceId,
      payloads.map(({ event_id }) => event_id),
      payloads.map(({ event }) => event),
      payloads.map(({ target }) => target.id),
      payloads.map(({ scan }) => scan?.id ?? null),
      payloads.map(({ finding }) => finding?.id ?? null),
      payloads.map((payload) => JSON.stringify(payload)),
      payloads.map(({ occurred_at }) => occurred_at),
    ],
    'insert-events',
  )
}

/** The places of events in the order of things, by id. */
export const eventSeqs = async (tx: Db, ids: readonly string[]): Promise<Map<string, number>> => {
  const { rows } = await tx.query<{ id: string; seq: number }>('select id, seq from events where id = any($1)', [ids])
  return new Map(rows.map(({ id, seq }) => [id, seq]))
}

/** What routing needs of an event. */
export interface UnroutedEvent {
  id: string
  seq: number
  workspace_id: string
  event: EventName
  target_id: string
  scan_id: string | null
  finding_id: string | null
  severity: Severity | null
}

const UNROUTED = `select e.id, e.seq, e.workspace_id, e.event, e.target_id, e.scan_id, e.finding_id, e.severity
  from events e where not exists (select from routings r where r.event_id = e.id)`

/** The event if it is not routed yet, after the earlier ones of its finding: deliveries of one finding are made in order. */
export const findUnrouted = async (tx: Db, eventId: string): Promise<UnroutedEvent[]> =>
  (
    await tx.query<UnroutedEvent>(
      `${UNROUTED} and e.id in (
         select $1::uuid union all
         select p.id from events p join events this on this.id = $1
         where p.finding_id = this.finding_id and p.seq < this.seq)
       order by e.seq`,
      [eventId],
      'find-unrouted-event',
    )
  ).rows

/** The places of all events of a scan: its own first, then those of its findings, the most severe first and then the oldest. */
export const eventSeqsOfScan = async (db: Db, scanId: string): Promise<number[]> => {
  const { rows } = await db.query<{ seqs: number[] | null }>(
    `select json_agg(seq order by finding_id is not null, array_position($2, severity) desc, seq) as seqs
     from events where scan_id = $1`,
    [scanId, SEVERITIES],
    'find-scan-events',
  )
  return rows[0]?.seqs ?? []
}

/** Those of the events at these places that are not routed yet, in the order of the places. */
export const findUnroutedAt = async (db: Db, seqs: readonly number[]): Promise<UnroutedEvent[]> => {
  const { rows } = await db.query<UnroutedEvent>(`${UNROUTED} and e.seq = any($1)`, [plainArray(seqs)], 'find-unrouted')
  const events = new Map(rows.map((row) => [row.seq, row]))
  return seqs.flatMap((seq) => events.get(seq) ?? [])
}

/** Keeps what became of events at a roster; answers the ids of those that no other worker had routed meanwhile. */
export const insertJudgements = async (
  tx: Db,
  roster: Buffer,
  judgements: readonly { eventId: string; codes: string }[],
): Promise<Set<string>> => {
  const { rows } = await tx.query<{ event_id: string }>(
    `insert into routings (event_id, roster, codes) select u.id, $1, u.codes from unnest($2::uuid[], $3::text[]) as u (id, codes)
     on conflict do nothing returning event_id`,
    [roster, plainArray(judgements.map(({ eventId }) => eventId)), plainArray(judgements.map(({ codes }) => codes))],
    'insert-judgements',
  )
  return new Set(rows.map(({ event_id }) => event_id))
}

/** Keeps verdicts of events that were judged by nobody. */
export const insertRoutings = async (
  tx: Db,
  routings: readonly { eventId: string; verdicts: readonly Routing[] }[],
): Promise<void> => {
  await tx.query(
    `insert into routings (event_id, verdicts) select * from unnest($1::uuid[], $2::jsonb[]) on conflict do nothing`,
    [routings.map(({ eventId }) => eventId), routings.map(({ verdicts }) => JSON.stringify(verdicts))],
  )
}

export interface RoutedEvent extends EventRow {
  /** Null until it is routed, a moment after it was accepted. */
  verdicts: Routing[] | null
  /** It could be routed for nobody. */
  failed: boolean
}

interface Judged extends RoutedEvent {
  codes: string | null
  members: Member[] | null
  /** By integration. */
  deliveries: Record<string, string> | null
}

const routingsOf = (members: readonly Member[], codes: string, deliveries: Record<string, string>): Routing[] =>
  members.map((member, index) => {
    const delivery_id = deliveries[member.integration_id]
    return { ...member, verdict: verdictOf(codes.charAt(index)), ...(delivery_id !== undefined && { delivery_id }) }
  })

export const findEvent = async (db: Db, workspaceId: string, id: string): Promise<RoutedEvent | undefined> => {
  const { rows } = await db.query<Judged>(
    `select t.id, t.seq, t.event, t.data, t.created_at, r.verdicts, coalesce(r.failed, false) as failed, r.codes, o.members,
       (select jsonb_object_agg(d.integration_id, d.id) from deliveries d where d.event_id = t.id) as deliveries
     from events t
       left join routings r on r.event_id = t.id
       left join rosters o on o.workspace_id = t.workspace_id and o.hash = r.roster
     where t.workspace_id = $1 and t.id = $2`,
    [workspaceId, id],
  )
  return rows.map(({ codes, members, deliveries, ...row }) => ({
    ...row,
    verdicts: codes !== null && members ? routingsOf(members, codes, deliveries ?? {}) : row.verdicts,
  }))[0]
}

export interface EventFilter {
  event?: EventName | undefined
  target_id?: string | undefined
  scan_id?: string | undefined
  finding_id?: string | undefined
}

export const listEvents = (
  db: Db,
  workspaceId: string,
  filter: EventFilter,
  page: PageRequest,
): Promise<Page<EventRow>> => {
  const where = ['t.workspace_id = $1']
  const values: unknown[] = [workspaceId]
  for (const column of ['event', 'target_id', 'scan_id', 'finding_id'] as const) {
    if (filter[column] !== undefined) where.push(`t.${column} = $${String(values.push(filter[column]))}`)
  }
  const select = 'select t.id, t.seq, t.event, t.data, t.created_at from events t'
  return listPage<EventRow>(db, { list: 'events', select, where, values }, page)
}
