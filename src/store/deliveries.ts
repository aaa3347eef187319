import { type DueEvent, dueEvent, sharedEvent } from '../core/due-event.ts'
import type { EventName } from '../core/event.ts'
import { firstIdAt } from '../core/id.ts'
import type { Db } from './database.ts'
import { listPage, type Page, type PageRequest } from './page.ts'
import { plainArray, sparse } from './plain-array.ts'

export const DELIVERY_STATES = ['pending', 'retrying', 'delivered', 'dead', 'cancelled', 'held'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** States in which a delivery still waits for something. */
export const UNFINISHED = `('pending', 'retrying', 'held')`

export interface DeliveryRow {
  id: string
  integration_id: string
  kind: string
  event_id: string
  event: EventName
  /** What the event is about: the finding's title, or the target's name. */
  subject: string
  scan_id: string | null
  finding_id: string | null
  state: DeliveryState
  attempts: number
  next_attempt_at: Date | null
  detail: string | null
  external_url: string | null
  /** The delivery whose message, a digest, carries this event. */
  digest_id: string | null
  created_at: Date
  finished_at: Date | null
}

const COLUMNS = `t.id, t.integration_id, t.kind, t.event_id, t.event, t.scan_id, t.finding_id, t.state, t.attempts,
  (select coalesce(e.data#>>'{finding,title}', e.data#>>'{target,name}') from events e where e.id = t.event_id) as subject,
  t.next_attempt_at, t.detail, t.external_url, t.digest_id, t.created_at, t.finished_at`

export interface NewDelivery {
  id: string
  workspaceId: string
  integrationId: string
  kind: string
  eventId: string
  eventSeq: number
  event: EventName
  scanId: string | null
  findingId: string | null
  /** Why this kind sends nothing for this event: the delivery is then cancelled from the start. */
  notSent?: string | undefined
  /** The delivery that carries it, where it is held in a digest. */
  digestId?: string
}

export const insertDeliveries = async (tx: Db, deliveries: readonly NewDelivery[]): Promise<void> => {
  if (deliveries.length === 0) return
  await tx.query(
    `insert into deliveries (id, workspace_id, integration_id, kind, event_id, event_seq, event, scan_id, finding_id,
       detail, digest_id, state, finished_at)
     select u.*, case when u.detail is null then 'pending' else 'cancelled' end,
       case when u.detail is not null then now() end
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::bigint[], $7::text[], $8::uuid[],
       $9::uuid[], $10::text[], $11::uuid[])
       as u (id, workspace_id, integration_id, kind, event_id, event_seq, event, scan_id, finding_id, detail, digest_id)`,
    [
      plainArray(deliveries.map(({ id }) => id)),
      plainArray(deliveries.map(({ workspaceId }) => workspaceId)),
      plainArray(deliveries.map(({ integrationId }) => integrationId)),
      plainArray(deliveries.map(({ kind }) => kind)),
      plainArray(deliveries.map(({ eventId }) => eventId)),
      plainArray(deliveries.map(({ eventSeq }) => eventSeq)),
      plainArray(deliveries.map(({ event }) => event)),
      plainArray(deliveries.map(({ scanId }) => scanId)),
      plainArray(deliveries.map(({ findingId }) => findingId)),
      sparse(deliveries.map(({ notSent }) => notSent ?? null)),
      plainArray(sparse(deliveries.map(({ digestId }) => digestId ?? null))),
    ],
    'insert-deliveries',
  )
}

/** A delivery that a worker took up, with all that sending it needs but the integration. */
export interface DueDelivery {
  id: string
  workspace_id: string
  integration_id: string
  event_id: string
  event: EventName
  finding_id: string | null
  attempts: number
  /** `attempts` as it was when it was last replayed. */
  replayed_at: number
  /** What is sent; one for all deliveries of the event that were loaded together. */
  due: DueEvent
  external_ref: string | null
  external_url: string | null
  /** The delivery of an earlier event of the same finding that is not through at this integration. */
  blocked_by: string | null
  /** Its message is a digest. */
  carries_digest: boolean
  /** The job that was made for it last; null for that which it came with. */
  job_id: string | null
}

/**
 * They are found by their ids before anything else is asked of them (`offset 0`): a plan that was kept since few were
 * unfinished looked through all of those, 4 ms with 130,000 of them.
 */
export const LOAD_DUE = `select d.id, d.workspace_id, d.integration_id, d.event_id, d.event, d.finding_id, d.attempts, d.replayed_at,
    d.job_id, x.ref as external_ref, x.url as external_url, p.id as blocked_by,
    d.digest_id is not distinct from d.id as carries_digest
  from (select * from deliveries where id = any($1) offset 0) d
    left join external_refs x on x.integration_id = d.integration_id and x.finding_id = d.finding_id
    left join lateral (
      select p.id from events e join deliveries p on p.event_id = e.id and p.integration_id = d.integration_id
      where e.finding_id = d.finding_id and e.seq < d.event_seq and p.state in ${UNFINISHED} and d.event = 'finding_changed'
      order by e.seq limit 1
    ) p on true
  where d.state in ${UNFINISHED}`

/** What is due, by event: each is read once, to however many integrations it goes. */
const loadEvents = async (db: Db, ids: ReadonlySet<string>, manyTimes: ReadonlySet<string>) => {
  const { rows } = await db.query<{ id: string; data: string }>(
    'select id, data::text as data from events where id = any($1)',
    [plainArray([...ids])],
    'load-events',
  )
  return new Map(rows.map(({ id, data }) => [id, manyTimes.has(id) ? sharedEvent(data) : dueEvent(data)]))
}

/** The unfinished ones among these deliveries. */
export const loadDue = async (db: Db, ids: readonly string[]): Promise<DueDelivery[]> => {
  const { rows } = await db.query<Omit<DueDelivery, 'due'>>(LOAD_DUE, [plainArray(ids)], 'load-due')
  const once = new Set<string>()
  const manyTimes = new Set<string>()
  for (const { event_id } of rows) (once.has(event_id) ? manyTimes : once).add(event_id)
  const events = await loadEvents(db, once, manyTimes)
  // The retention took the events of the others meanwhile.
  return rows.flatMap((row) => {
    const due = events.get(row.event_id)
    return due ? [{ ...row, due }] : []
  })
}

export interface DeliveryFilter {
  integration_id?: string | undefined
  event_id?: string | undefined
  finding_id?: string | undefined
  scan_id?: string | undefined
  state?: DeliveryState | undefined
  event?: EventName | undefined
  /** ISO 8601: made then or later, and before. */
  since?: string | undefined
  until?: string | undefined
}

const FILTER_COLUMNS = ['integration_id', 'event_id', 'state', 'event'] as const

/** A delivery is of its event's finding and scan, and found by the event. */
const EVENT_COLUMNS = ['finding_id', 'scan_id'] as const

const ofEvents = (column: (typeof EVENT_COLUMNS)[number], value: string): string =>
  `event_id = any(array(select id from events where ${column} = ${value}))`

/** The deliveries of a scan, which `scan` names. */
export const ofScan = (scan: string): string => ofEvents('scan_id', scan)

/** Conditions and values of `deliveries t`. */
export const filtered = (workspaceId: string, filter: DeliveryFilter): { where: string[]; values: unknown[] } => {
  const where = ['t.workspace_id = $1']
  const values: unknown[] = [workspaceId]
  for (const column of FILTER_COLUMNS) {
    if (filter[column] !== undefined) where.push(`t.${column} = $${String(values.push(filter[column]))}`)
  }
  // There is an index of those.
  if (filter.state === 'dead') where.push('t.is_dead')
  for (const column of EVENT_COLUMNS) {
    if (filter[column] !== undefined) where.push(`t.${ofEvents(column, `$${String(values.push(filter[column]))}`)}`)
  }
  // Ids sort by age, and there is an index on them.
  if (filter.since !== undefined) where.push(`t.id >= $${String(values.push(firstIdAt(new Date(filter.since))))}`)
  if (filter.until !== undefined) where.push(`t.id < $${String(values.push(firstIdAt(new Date(filter.until))))}`)
  return { where, values }
}

export const listDeliveries = (
  db: Db,
  workspaceId: string,
  filter: DeliveryFilter,
  page: PageRequest,
): Promise<Page<DeliveryRow>> => {
  const select = `select ${COLUMNS} from deliveries t`
  return listPage<DeliveryRow>(db, { list: 'deliveries', select, ...filtered(workspaceId, filter) }, page)
}

export const findDelivery = async (db: Db, workspaceId: string, id: string): Promise<DeliveryRow | undefined> =>
  (
    await db.query<DeliveryRow>(`select ${COLUMNS} from deliveries t where t.workspace_id = $1 and t.id = $2`, [
      workspaceId,
      id,
    ])
  ).rows[0]

export interface AttemptRow {
  n: number
  started_at: Date
  duration_ms: number
  status: number | null
  outcome: string
  reason: string | null
  detail: string | null
}

/** The attempts at its message, which is another delivery's where a digest carries it. */
export const listAttempts = async (
  db: Db,
  workspaceId: string,
  { id, digest_id }: Pick<DeliveryRow, 'id' | 'digest_id'>,
): Promise<AttemptRow[]> =>
  (
    await db.query<AttemptRow>(
      `select a.n, a.started_at, a.duration_ms, a.status, a.outcome, a.reason, a.detail
       from attempts a join deliveries d on d.id = a.delivery_id
       where d.workspace_id = $1 and d.id = $2 order by a.n`,
      [workspaceId, digest_id ?? id],
    )
  ).rows
