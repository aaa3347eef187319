import type { Db } from './database.ts'
import { UNFINISHED } from './deliveries.ts'

/**
 * Has a delivery wait for the one that is in its way; false when the way is free meanwhile. Whoever ends that one comes
 * before this, and is seen, or waits, and finds what waits for it.
 */
export const blockDelivery = async (tx: Db, id: string, blockedBy: string): Promise<boolean> => {
  const unfinished = await tx.query(`select from deliveries where id = $1 and state in ${UNFINISHED} for share`, [
    blockedBy,
  ])
  if (unfinished.rowCount === 0) return false
  await tx.query('update deliveries set blocked_by = $2 where id = $1', [id, blockedBy])
  return true
}

/** Those that waited for these deliveries, or for what these carry; their way is free now. */
export const unblockDeliveries = async (
  tx: Db,
  ended: readonly string[],
): Promise<{ id: string; integration_id: string }[]> => {
  if (ended.length === 0) return []
  const { rows } = await tx.query<{ id: string; integration_id: string }>(
    `update deliveries set blocked_by = null
     where blocked_by = any($1) or blocked_by in (select id from deliveries where digest_id = any($1))
     returning id, integration_id`,
    [ended],
  )
  return rows
}
