import type { Db } from './database.ts'
import { type DeliveryFilter, filtered } from './deliveries.ts'

const REPLAYABLE = `t.state in ('delivered', 'dead')
  and exists (select from integrations i where i.id = t.integration_id and i.enabled)`

/** How many messages replaying what the filter names would send: a digest is one. */
export const countReplayable = async (db: Db, workspaceId: string, filter: DeliveryFilter): Promise<number> => {
  const { where, values } = filtered(workspaceId, filter)
  const { rows } = await db.query<{ count: number }>(
    `select count(distinct coalesce(t.digest_id, t.id)) as count from deliveries t where ${[...where, REPLAYABLE].join(' and ')}`,
    values,
  )
  return rows[0]?.count ?? 0
}

const REOPENED = `state = 'pending', replayed_at = attempts, finished_at = null, next_attempt_at = null, detail = null`

interface Reopened {
  id: string
  integration_id: string
  kind: string
  digest_id: string | null
}

/** The message is sent again as a whole, so that all whose events a digest carries go with it. */
const reopenCarried = async (tx: Db, carriers: readonly string[]): Promise<Reopened[]> => {
  if (carriers.length === 0) return []
  const { rows } = await tx.query<Reopened>(
    `update deliveries set ${REOPENED} where digest_id = any($1) and state in ('delivered', 'dead')
     returning id, integration_id, kind, digest_id`,
    [carriers],
  )
  return rows
}

/**
 * Makes finished deliveries pending again, at most `limit`. Answers how many were found, and those that have a message to
 * send: a digest's carrier stands for all that it carries. Two callers never take the same one.
 */
export const reopenDeliveries = async (
  tx: Db,
  workspaceId: string,
  filter: DeliveryFilter & { id?: string; before?: Date },
  limit: number,
): Promise<{ found: number; messages: { id: string; integration_id: string; kind: string }[] }> => {
  const { where, values } = filtered(workspaceId, filter)
  if (filter.id !== undefined) where.push(`t.id = $${String(values.push(filter.id))}`)
  if (filter.before) where.push(`t.finished_at <= $${String(values.push(filter.before))}`)
  const { rows } = await tx.query<Reopened>(
    `update deliveries d set ${REOPENED}
     where d.id in (select t.id from deliveries t where ${[...where, REPLAYABLE].join(' and ')}
       order by t.event_seq limit $${String(values.push(limit))} for update skip locked)
     returning d.id, d.integration_id, d.kind, d.digest_id`,
    values,
  )
  const carriers = new Set(rows.flatMap(({ digest_id }) => digest_id ?? []))
  const carried = await reopenCarried(tx, [...carriers])
  const reopened = [...rows, ...carried]
  return {
    found: reopened.length,
    messages: reopened.filter(({ id, digest_id }) => digest_id === null || digest_id === id),
  }
}
