import type { EventName, EventPayload } from '../core/event.ts'
import { firstIdAt } from '../core/id.ts'
import type { Reason } from '../core/outcome.ts'
import type { Db } from './database.ts'
import { listPage, type Page, type PageRequest } from './page.ts'

export const DELIVERY_STATES = ['pending', 'retrying', 'delivered', 'dead', 'cancelled', 'held'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** States in which a delivery still waits for something. */
const UNFINISHED = `('pending', 'retrying', 'held')`

export interface DeliveryRow {
  id: string
  integration_id: string
  kind: string
  event_id: string
  event: EventName
  scan_id: string | null
  finding_id: string | null
  state: DeliveryState
  attempts: number
  next_attempt_at: Date | null
  detail: string | null
  external_url: string | null
  created_at: Date
  finished_at: Date | null
}

const COLUMNS = `t.id, t.integration_id, t.kind, t.event_id, t.event, t.scan_id, t.finding_id, t.state, t.attempts,
  t.next_attempt_at, t.detail, t.external_url, t.created_at, t.finished_at`

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
}

export const insertDeliveries = async (tx: Db, deliveries: readonly NewDelivery[]): Promise<void> => {
  if (deliveries.length === 0) return
  await tx.query(
    `insert into deliveries (id, workspace_id, integration_id, kind, event_id, event_seq, event, scan_id, finding_id,
       detail, state, finished_at)
     select u.*, case when u.detail is null then 'pending' else 'cancelled' end,
       case when u.detail is not null then now() end
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::bigint[], $7::text[], $8::uuid[],
       $9::uuid[], $10::text[])
       as u (id, workspace_id, integration_id, kind, event_id, event_seq, event, scan_id, finding_id, detail)`,
    [
      deliveries.map(({ id }) => id),
      deliveries.map(({ workspaceId }) => workspaceId),
      deliveries.map(({ integrationId }) => integrationId),
      deliveries.map(({ kind }) => kind),
      deliveries.map(({ eventId }) => eventId),
      deliveries.map(({ eventSeq }) => eventSeq),
      deliveries.map(({ event }) => event),
      deliveries.map(({ scanId }) => scanId),
      deliveries.map(({ findingId }) => findingId),
      deliveries.map(({ notSent }) => notSent ?? null),
    ],
  )
}

/** A delivery that a worker took up, with all that sending it needs but the integration. */
export interface DueDelivery {
  id: string
  workspace_id: string
  integration_id: string
  event_id: string
  finding_id: string | null
  attempts: number
  /** `attempts` as it was when it was last replayed. */
  replayed_at: number
  data: EventPayload
  external_ref: string | null
  external_url: string | null
  /** An earlier event of the same finding is not through at this integration: when to look again, or null if none is. */
  blocked: boolean
  blocked_until: Date | null
}

/** The unfinished ones among these deliveries. */
export const loadDue = async (db: Db, ids: readonly string[]): Promise<DueDelivery[]> => {
  const { rows } = await db.query<DueDelivery>(
    `select d.id, d.workspace_id, d.integration_id, d.event_id, d.finding_id, d.attempts, d.replayed_at, e.data,
       x.ref as external_ref, x.url as external_url, p.id is not null as blocked, p.next_attempt_at as blocked_until
     from deliveries d
       join events e on e.id = d.event_id
       left join external_refs x on x.integration_id = d.integration_id and x.finding_id = d.finding_id
       left join lateral (
         select id, next_attempt_at from deliveries
         where integration_id = d.integration_id and finding_id = d.finding_id and event_seq < d.event_seq
           and state in ${UNFINISHED} order by event_seq limit 1
       ) p on d.event = 'finding_changed'
     where d.id = any($1) and d.state in ${UNFINISHED}`,
    [ids],
  )
  return rows
}

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
  nextAttemptAt: Date | null
  externalUrl: string | null
}

export const insertAttempts = async (tx: Db, attempts: readonly RecordedAttempt[]): Promise<void> => {
  await tx.query(
    `insert into attempts (delivery_id, n, started_at, duration_ms, status, outcome, reason, detail)
     select * from unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::int[], $5::int[], $6::text[], $7::text[],
       $8::text[])`,
    [
      attempts.map(({ deliveryId }) => deliveryId),
      attempts.map(({ n }) => n),
      attempts.map(({ startedAt }) => startedAt),
      attempts.map(({ durationMs }) => durationMs),
      attempts.map(({ status }) => status),
      attempts.map(({ outcome }) => outcome),
      attempts.map(({ reason }) => reason),
      attempts.map(({ detail }) => detail),
    ],
  )
}

/** Brings deliveries to the state that their last attempt left them in. */
export const advanceDeliveries = async (tx: Db, attempts: readonly RecordedAttempt[]): Promise<void> => {
  await tx.query(
    `update deliveries d set attempts = u.n, state = u.state, next_attempt_at = u.next_at, detail = u.detail,
       external_url = coalesce(u.url, d.external_url),
       finished_at = case when u.state in ${UNFINISHED} then null else now() end
     from unnest($1::uuid[], $2::int[], $3::text[], $4::timestamptz[], $5::text[], $6::text[])
       as u (id, n, state, next_at, detail, url)
     where d.id = u.id`,
    [
      attempts.map(({ deliveryId }) => deliveryId),
      attempts.map(({ n }) => n),
      attempts.map(({ state }) => state),
      attempts.map(({ nextAttemptAt }) => nextAttemptAt),
      attempts.map(({ detail }) => detail),
      attempts.map(({ externalUrl }) => externalUrl),
    ],
  )
}

/** Moves unfinished deliveries on without an attempt: held, or waiting again. */
export const parkDeliveries = async (
  tx: Db,
  ids: readonly string[],
  state: 'held' | 'pending',
  detail: string | null,
): Promise<void> => {
  if (ids.length === 0) return
  await tx.query(
    `update deliveries set detail = $3, next_attempt_at = null,
       state = case when $2 = 'pending' and attempts > 0 then 'retrying' else $2 end
     where id = any($1) and state in ${UNFINISHED}`,
    [ids, state, detail],
  )
}

/**
 * Holds unfinished deliveries whose integration is still switched off; answers the ids of the others. Whoever switches it on
 * comes before this, and is seen, or waits, and finds them held.
 */
export const holdDeliveries = async (tx: Db, ids: readonly string[]): Promise<string[]> => {
  if (ids.length === 0) return []
  const { rows } = await tx.query<{ id: string }>(
    `select d.id from deliveries d join integrations i on i.id = d.integration_id and not i.enabled
     where d.id = any($1) for share of i`,
    [ids],
  )
  const held = new Set(rows.map(({ id }) => id))
  await parkDeliveries(tx, [...held], 'held', 'the integration is switched off')
  return ids.filter((id) => !held.has(id))
}

export const findHeld = async (tx: Db, integrationId: string, limit: number): Promise<string[]> => {
  const { rows } = await tx.query<{ id: string }>(
    `select id from deliveries where integration_id = $1 and state = 'held' order by event_seq limit $2 for update`,
    [integrationId, limit],
  )
  return rows.map(({ id }) => id)
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

const FILTER_COLUMNS = ['integration_id', 'event_id', 'finding_id', 'scan_id', 'state', 'event'] as const

const filtered = (workspaceId: string, filter: DeliveryFilter): { where: string[]; values: unknown[] } => {
  const where = ['t.workspace_id = $1']
  const values: unknown[] = [workspaceId]
  for (const column of FILTER_COLUMNS) {
    if (filter[column] !== undefined) where.push(`t.${column} = $${String(values.push(filter[column]))}`)
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

export const listAttempts = async (db: Db, deliveryId: string): Promise<AttemptRow[]> =>
  (
    await db.query<AttemptRow>(
      `select n, started_at, duration_ms, status, outcome, reason, detail from attempts where delivery_id = $1
       order by n`,
      [deliveryId],
    )
  ).rows

const REPLAYABLE = `t.state in ('delivered', 'dead')
  and exists (select from integrations i where i.id = t.integration_id and i.enabled)`

export const countReplayable = async (db: Db, workspaceId: string, filter: DeliveryFilter): Promise<number> => {
  const { where, values } = filtered(workspaceId, filter)
  const { rows } = await db.query<{ count: number }>(
    `select count(*) as count from deliveries t where ${[...where, REPLAYABLE].join(' and ')}`,
    values,
  )
  return rows[0]?.count ?? 0
}

/** Makes finished deliveries pending again, at most `limit`; answers them. Two callers never take the same one. */
export const reopenDeliveries = async (
  tx: Db,
  workspaceId: string,
  filter: DeliveryFilter & { id?: string; before?: Date },
  limit: number,
): Promise<{ id: string; integration_id: string }[]> => {
  const { where, values } = filtered(workspaceId, filter)
  if (filter.id !== undefined) where.push(`t.id = $${String(values.push(filter.id))}`)
  if (filter.before) where.push(`t.finished_at <= $${String(values.push(filter.before))}`)
  const { rows } = await tx.query<{ id: string; integration_id: string }>(
    `update deliveries d set state = 'pending', replayed_at = attempts, finished_at = null, next_attempt_at = null, detail = null
     where d.id in (select t.id from deliveries t where ${[...where, REPLAYABLE].join(' and ')}
       order by t.event_seq limit $${String(values.push(limit))} for update skip locked)
     returning d.id, d.integration_id`,
    values,
  )
  return rows
}
