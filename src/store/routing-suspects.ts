import type { Database, Db } from './database.ts'

/** In how many crashes each of these events was being routed; those without any are left out. */
export const findRoutingCrashes = async (db: Db, eventIds: readonly string[]): Promise<Map<string, number>> => {
  const { rows } = await db.query<{ event_id: string; crashes: number }>(
    'select event_id, crashes from routing_suspects where event_id = any($1)',
    [eventIds],
  )
  return new Map(rows.map(({ event_id, crashes }) => [event_id, crashes]))
}

/** Counts a crash ahead for each: it stays counted unless `clearRoutingCrashes` follows. */
export const countRoutingCrash = async (db: Db, eventIds: readonly string[]): Promise<void> => {
  await db.query(
    `insert into routing_suspects (event_id, crashes) select id, 1 from events where id = any($1)
     on conflict (event_id) do update set crashes = routing_suspects.crashes + 1`,
    [eventIds],
  )
}

export const clearRoutingCrashes = async (db: Db, eventIds: readonly string[]): Promise<void> => {
  await db.query('delete from routing_suspects where event_id = any($1)', [eventIds])
}

/** Keeps that the event could be routed for nobody; false when it is routed. */
export const failRouting = (db: Database, eventId: string): Promise<boolean> =>
  db.transaction(async (tx) => {
    await clearRoutingCrashes(tx, [eventId])
    const { rowCount } = await tx.query(
      `insert into routings (event_id, verdicts, failed) values ($1, '[]', true) on conflict do nothing`,
      [eventId],
    )
    return rowCount === 1
  })

/** Makes the event unrouted again; false when its routing did not fail. */
export const reopenRouting = async (tx: Db, workspaceId: string, eventId: string): Promise<boolean> => {
  const { rowCount } = await tx.query(
    `delete from routings r using events e where e.id = r.event_id and r.failed and e.workspace_id = $1 and e.id = $2`,
    [workspaceId, eventId],
  )
  return rowCount === 1
}
