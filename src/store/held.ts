import type { Db } from './database.ts'
import { UNFINISHED } from './deliveries.ts'

/** Moves unfinished deliveries, and what they carry, on without an attempt: held, or waiting again. */
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
     where (id = any($1) or digest_id = any($1)) and state in ${UNFINISHED}`,
    [ids, state, detail],
  )
}

const holdBehindCircuits = async (tx: Db, ids: readonly string[]): Promise<Set<string>> => {
  if (ids.length === 0) return new Set()
  const { rows } = await tx.query<{ id: string; reason: string }>(
    `select d.id, c.reason from deliveries d join circuits c on c.integration_id = d.integration_id
     where d.id = any($1) for share of c`,
    [ids],
  )
  for (const [reason, own] of Map.groupBy(rows, (row) => row.reason)) {
    const detail = `waiting until the destination is well again: ${reason}`
    await parkDeliveries(
      tx,
      own.map(({ id }) => id),
      'held',
      detail,
    )
  }
  return new Set(rows.map(({ id }) => id))
}

/**
 * Holds unfinished deliveries whose integration is still switched off, or its circuit open; answers the ids of the others.
 * Whoever switches it on or closes it comes before this, and is seen, or waits, and finds them held.
 */
export const holdDeliveries = async (tx: Db, ids: readonly string[]): Promise<string[]> => {
  if (ids.length === 0) return []
  const { rows } = await tx.query<{ id: string }>(
    `select d.id from deliveries d join integrations i on i.id = d.integration_id and not i.enabled
     where d.id = any($1) for share of i`,
    [ids],
  )
  const off = new Set(rows.map(({ id }) => id))
  await parkDeliveries(tx, [...off], 'held', 'the integration is switched off')
  const others = ids.filter((id) => !off.has(id))
  const broken = await holdBehindCircuits(tx, others)
  return others.filter((id) => !broken.has(id))
}

export interface HeldDelivery {
  id: string
  kind: string
}

/** The held ones that have a message of their own. */
export const findHeld = async (tx: Db, integrationId: string, limit: number): Promise<HeldDelivery[]> => {
  const { rows } = await tx.query<HeldDelivery>(
    `select d.id, d.kind from waiting_deliveries w join deliveries d on d.id = w.delivery_id
     where w.integration_id = $1 and w.state = 'held' and d.state = 'held' and (d.digest_id is null or d.digest_id = d.id)
     order by w.event_seq limit $2 for update of d`,
    [integrationId, limit],
  )
  return rows
}
