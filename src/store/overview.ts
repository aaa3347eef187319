import type { Db } from './database.ts'
import type { IntegrationRow } from './integrations.ts'

export type OverviewRow = Pick<
  IntegrationRow,
  'id' | 'kind' | 'name' | 'enabled' | 'disabled_reason' | 'severity_filter' | 'target_ids' | 'events'
>

/** So many integrations at most, in order of name. */
export const listForOverview = async (db: Db, workspaceId: string, limit: number): Promise<OverviewRow[]> =>
  (
    await db.query<OverviewRow>(
      `select id, kind, name, enabled, disabled_reason, severity_filter, target_ids, events
       from integrations where workspace_id = $1 order by name limit $2`,
      [workspaceId, limit],
    )
  ).rows

/** Deliveries that were given up. */
export interface Dead {
  all: number
  /** Those that were made in the last hours. */
  day: number
}

/** `firstId`: no delivery of the last hours has a smaller id. */
export const countDead = async (db: Db, workspaceId: string, firstId: string): Promise<Dead> => {
  const { rows } = await db.query<Dead>(
    `select count(*) as "all", count(*) filter (where id >= $2) as day
     from deliveries where workspace_id = $1 and is_dead`,
    [workspaceId, firstId],
  )
  return rows[0] ?? { all: 0, day: 0 }
}
