import type { Db } from './database.ts'

/** A turn lasts so long unless it is renewed. */
export const TURN_MS = 30_000

const END = `clock_timestamp() + interval '${String(TURN_MS)} milliseconds'`

/** Whose turn it is to export to an integration. */
export interface Turn {
  workspaceId: string
  integrationId: string
  /** An id of this export alone. */
  holder: string
}

/** True for one of all that export to the integration, in whatever process; the others get false. */
export const takeTurn = async (db: Db, { workspaceId, integrationId, holder }: Turn): Promise<boolean> => {
  const { rowCount } = await db.query(
    `insert into export_turns as t (integration_id, workspace_id, holder, ends_at) values ($1, $2, $3, ${END})
     on conflict (integration_id) do update set holder = excluded.holder, ends_at = excluded.ends_at
       where t.ends_at < clock_timestamp()`,
    [integrationId, workspaceId, holder],
  )
  return rowCount === 1
}

/** False when somebody else has taken it since it ended. */
export const renewTurn = async (db: Db, { integrationId, holder }: Turn): Promise<boolean> => {
  const { rowCount } = await db.query(
    `update export_turns set ends_at = ${END} where integration_id = $1 and holder = $2`,
    [integrationId, holder],
  )
  return rowCount === 1
}

export const giveTurnBack = async (db: Db, { integrationId, holder }: Turn): Promise<void> => {
  await db.query('delete from export_turns where integration_id = $1 and holder = $2', [integrationId, holder])
}
