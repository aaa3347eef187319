import type { EventName } from '../core/event.ts'
import type { Filter } from '../core/filter.ts'
import type { Severity } from '../core/severity.ts'
import type { Db } from './database.ts'
import type { DeliveryOptions, IntegrationRow } from './integrations.ts'

/** What routing needs of an integration. */
export interface IntegrationFilter extends Filter {
  id: string
  name: string
  kind: string
  delivery: DeliveryOptions
}

interface Row {
  id: string
  name: string
  kind: string
  enabled: boolean
  target_ids: string[] | null
  events: EventName[] | null
  severity_filter: Severity
  delivery: DeliveryOptions
}

/** The filters of a workspace's integrations, oldest first. */
export const listFilters = async (db: Db, workspaceId: string): Promise<IntegrationFilter[]> => {
  const { rows } = await db.query<Row>(
    `select id, name, kind, enabled, target_ids, events, severity_filter, delivery from integrations
     where workspace_id = $1 order by id`,
    [workspaceId],
  )
  return rows.map(({ target_ids: targetIds, severity_filter: severityFilter, ...row }) => ({
    ...row,
    targetIds,
    severityFilter,
  }))
}

/** Switches an integration off because its destination answered that it is gone or its credential is dead. */
export const disableIntegration = async (
  tx: Db,
  id: string,
  reason: string,
): Promise<{ workspace_id: string; name: string } | undefined> => {
  const { rows } = await tx.query<{ workspace_id: string; name: string }>(
    `update integrations set enabled = false, disabled_reason = $2, updated_at = now() where id = $1 and enabled
     returning workspace_id, name`,
    [id, reason],
  )
  return rows[0]
}

/** An integration with what stands in the way of its deliveries. */
export interface LiveIntegration extends IntegrationRow {
  /** Its remote asked for nothing for so long from now, by the database's clock; null when it did not, or that is over. */
  rests_ms: number | null
  circuit_open: boolean
  /** The delivery that tries the open circuit. */
  probe_id: string | null
}

/** Integrations by id, whatever their workspace: for workers, which act for all. */
export const findIntegrationsById = async (db: Db, ids: readonly string[]): Promise<Map<string, LiveIntegration>> => {
  const { rows } = await db.query<LiveIntegration>(
    `select i.*, (extract(epoch from b.rests_until - now()) * 1000)::float8 as rests_ms, c.integration_id is not null as circuit_open, c.probe_id
     from integrations i
       left join budgets b on b.remote = i.remote and b.rests_until > now()
       left join circuits c on c.integration_id = i.id
     where i.id = any($1)`,
    [ids],
    'find-integrations',
  )
  return new Map(rows.map((row) => [row.id, row]))
}
