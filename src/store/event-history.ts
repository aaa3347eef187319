import type { EventName, EventPayload } from '../core/event.ts'
import { firstIdAt } from '../core/id.ts'
import type { Severity } from '../core/severity.ts'
import type { Db } from './database.ts'

/** Events that no filter can tell apart: of one kind, target, severity, scan and instant. */
export interface EventGroup {
  event: EventName
  target_id: string
  severity: Severity | null
  scan_id: string | null
  at: Date
  /** How many events, and the `seq` of the latest. */
  events: number
  latest: number
  /** Of them those that the integration really delivered, and in how many messages. */
  sent: number
  sent_messages: number
}

/**
 * The events of a workspace since then, in groups, but no more than the latest `most`; beside each what `integrationId` made
 * of it, nothing where that is null.
 */
export const groupEvents = async (
  db: Db,
  workspaceId: string,
  { since, most, integrationId }: { since: Date; most: number; integrationId: string | null },
): Promise<EventGroup[]> =>
  (
    await db.query<EventGroup>(
      `with t as materialized (
         select id, seq, event, target_id, scan_id, created_at, severity
         from events where workspace_id = $1 and id >= $2 order by id desc limit $3),
       d as materialized (
         select event_id, digest_id is null or digest_id = id as is_message
         from deliveries where workspace_id = $1 and id >= $2 and integration_id = $4 and state = 'delivered')
       select t.event, t.target_id, t.severity, t.scan_id, t.created_at as at,
         count(*) as events, max(t.seq) as latest,
         count(d.event_id) as sent, count(*) filter (where d.is_message) as sent_messages
       from t left join d on d.event_id = t.id group by 1, 2, 3, 4, 5`,
      [workspaceId, firstIdAt(since), most, integrationId],
    )
  ).rows

/** An event as an example of many. */
export interface ExampleEvent {
  id: string
  seq: number
  data: EventPayload
  /** Of the delivery that took it to the integration; null where it did not get there. */
  delivery_id: string | null
}

export const findExamples = async (
  db: Db,
  workspaceId: string,
  seqs: readonly number[],
  integrationId: string | null,
): Promise<ExampleEvent[]> =>
  (
    await db.query<ExampleEvent>(
      `select t.id, t.seq, t.data, d.id as delivery_id
       from events t left join deliveries d on d.event_id = t.id and d.integration_id = $3 and d.state = 'delivered'
       where t.workspace_id = $1 and t.seq = any($2::bigint[]) order by t.seq desc`,
      [workspaceId, seqs, integrationId],
    )
  ).rows
