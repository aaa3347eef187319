import type { Actor } from '../core/actor.ts'
import { type AuditEntry, chainHash, FIRST_HASH, type NewAuditEntry } from '../core/audit-chain.ts'
import { newId } from '../core/id.ts'
import type { Db } from './database.ts'
import { listPage, type Page, type PageRequest } from './page.ts'

export interface ChainedEntry extends AuditEntry {
  prevHash: Buffer
  hash: Buffer
}

interface Head {
  seq: number
  hash: Buffer
}

/** Writers of one workspace take turns from here to their commit. */
const lockHead = async (tx: Db, workspaceId: string): Promise<Head> => {
  const { rows } = await tx.query<Head>(
    `insert into audit_heads (workspace_id, seq, hash) values ($1, 0, $2)
     on conflict (workspace_id) do update set seq = audit_heads.seq returning seq, hash`,
    [workspaceId, FIRST_HASH],
    'lock-audit-head',
  )
  return rows[0] ?? { seq: 0, hash: FIRST_HASH }
}

/**
 * Adds an entry to its workspace's chain, in the transaction of the change itself: the two are kept or lost together. It
 * goes last, as others wait for the chain until the commit.
 */
export const appendAudit = async (tx: Db, entry: NewAuditEntry): Promise<ChainedEntry> => {
  const head = await lockHead(tx, entry.workspaceId)
  const whole = { ...entry, id: newId(), seq: head.seq + 1, at: new Date() }
  const hash = chainHash(whole, head.hash)
  const { actor, object } = whole
  await tx.query(
    `with moved as (update audit_heads set seq = $3, hash = $16 where workspace_id = $2)
     insert into audit_log (id, workspace_id, seq, at, actor_type, actor_id, actor_name, operation, object_type, object_id,
       object_name, fields, address, request_id, result, hash, prev_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      ...[whole.id, whole.workspaceId, whole.seq, whole.at, actor.type, actor.id, actor.name],
      ...[whole.operation, object.type, object.id, object.name, whole.fields],
      ...[whole.address, whole.requestId, whole.result, hash, head.hash],
    ],
    'append-audit',
  )
  return { ...whole, prevHash: head.hash, hash }
}

interface AuditRow {
  id: string
  workspace_id: string
  seq: number
  at: Date
  actor_type: Actor['type']
  actor_id: string | null
  actor_name: string
  operation: string
  object_type: string
  object_id: string | null
  object_name: string | null
  fields: string[]
  address: string | null
  request_id: string | null
  result: string
  prev_hash: Buffer
  hash: Buffer
}

const entryOf = (row: AuditRow): ChainedEntry => ({
  id: row.id,
  workspaceId: row.workspace_id,
  seq: row.seq,
  at: row.at,
  actor: { type: row.actor_type, id: row.actor_id, name: row.actor_name },
  operation: row.operation,
  object: { type: row.object_type, id: row.object_id, name: row.object_name },
  fields: row.fields,
  address: row.address,
  requestId: row.request_id,
  result: row.result,
  prevHash: row.prev_hash,
  hash: row.hash,
})

export interface AuditFilter {
  operation?: string | undefined
  object_id?: string | undefined
  actor_id?: string | undefined
}

export const listAudit = async (
  db: Db,
  workspaceId: string,
  filter: AuditFilter,
  page: PageRequest,
): Promise<Page<ChainedEntry>> => {
  const where = ['t.workspace_id = $1']
  const values: unknown[] = [workspaceId]
  for (const column of ['operation', 'object_id', 'actor_id'] as const) {
    if (filter[column] !== undefined) where.push(`t.${column} = $${String(values.push(filter[column]))}`)
  }
  const select = 'select t.* from audit_log t'
  const { items, next_cursor } = await listPage<AuditRow>(db, { list: 'audit', select, where, values }, page)
  return { items: items.map(entryOf), next_cursor }
}

/** Where a workspace's chain should end, and how many entries there are. */
export interface ChainEnd {
  workspaceId: string
  seq: number
  hash: Buffer
  entries: number
}

/** Of every workspace that has entries or a head. */
export const listChains = async (db: Db): Promise<ChainEnd[]> => {
  const { rows } = await db.query<Head & { workspace_id: string; entries: number }>(
    `select workspace_id, coalesce(h.seq, 0) as seq, coalesce(h.hash, ''::bytea) as hash, coalesce(l.entries, 0) as entries
     from audit_heads h full join
       (select workspace_id, count(*) as entries from audit_log group by workspace_id) l using (workspace_id)
     order by workspace_id`,
  )
  return rows.map(({ workspace_id, ...end }) => ({ workspaceId: workspace_id, ...end }))
}

/** Up to `limit` entries behind `after`, in their order. */
export const readChain = async (db: Db, workspaceId: string, after: number, limit: number): Promise<ChainedEntry[]> => {
  const { rows } = await db.query<AuditRow>(
    'select * from audit_log where workspace_id = $1 and seq > $2 order by seq limit $3',
    [workspaceId, after, limit],
  )
  return rows.map(entryOf)
}
