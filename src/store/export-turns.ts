import type { Db } from './database.ts'

/** A turn lasts so long unless it is renewed. */
export const TURN_MS = 30_000

const END = `clock_timestamp() + interval '${String(TURN_MS)} milliseconds'`

/** Whose turn it is to export to a place. */
export interface Turn {
  workspaceId: string
  /** What exports to one place have in common. */
  place: string
  /** The turn ends with it; null where the place is not stored. */
  integrationId: string | null
  /** An id of this export alone. */
  holder: string
}

/** True for one of all that export to the place, in whatever process; the others get false. */
export const takeTurn = async (db: Db, { workspaceId, place, integrationId, holder }: Turn): Promise<boolean> => {
  const { rowCount } = await db.query(
    `insert into export_turns as t (workspace_id, place, integration_id, holder, ends_at) values ($1, $2, $3, $4, ${END})
     on conflict (workspace_id, place) do update
       set integration_id = excluded.integration_id, holder = excluded.holder, ends_at = excluded.ends_at
       where t.ends_at < clock_timestamp()`,
    [workspaceId, place, integrationId, holder],
  )
  return rowCount === 1
}

const OWN = 'workspace_id = $1 and place = $2 and holder = $3'

/** False when somebody else has taken it since it ended. */
export const renewTurn = async (db: Db, { workspaceId, place, holder }: Turn): Promise<boolean> => {
  const { rowCount } = await db.query(`update export_turns set ends_at = ${END} where ${OWN}`, [
    workspaceId,
    place,
    holder,
  ])
  return rowCount === 1
}

/** Also forgets turns whose holders died long ago. */
export const giveTurnBack = async (db: Db, { workspaceId, place, holder }: Turn): Promise<void> => {
  await db.query(
    `delete from export_turns where (${OWN}) or (workspace_id = $1 and ends_at < clock_timestamp() - interval '1 hour')`,
    [workspaceId, place, holder],
  )
}
