import { createHash } from 'node:crypto'
import { type Actor, SERVICE } from './actor.ts'

/** One thing that was done, or that somebody was refused. */
export interface AuditEntry {
  id: string
  workspaceId: string
  /** Counts from 1 in each workspace. */
  seq: number
  at: Date
  actor: Actor
  operation: string
  object: { type: string; id: string | null; name: string | null }
  /** Names of the fields that were given, never their values. */
  fields: readonly string[]
  /** Of the client; null where the service acts by itself. */
  address: string | null
  requestId: string | null
  /** `done`, or the code of the refusal. */
  result: string
}

export type NewAuditEntry = Omit<AuditEntry, 'id' | 'seq' | 'at'>

/** What the service did by itself. */
export const serviceEntry = (workspaceId: string, operation: string, object: AuditEntry['object']): NewAuditEntry => ({
  workspaceId,
  actor: SERVICE,
  operation,
  object,
  fields: [],
  address: null,
  requestId: null,
  result: 'done',
})

/** Before the first entry. */
export const FIRST_HASH: Buffer = Buffer.alloc(32)

/** SHA-256 over the entry before and all of this one. */
export const chainHash = (entry: AuditEntry, previous: Buffer): Buffer => {
  const { id, workspaceId, seq, at, actor, operation, object, fields, address, requestId, result } = entry
  const text = JSON.stringify([
    1,
    previous.toString('hex'),
    [id, workspaceId, seq, at.toISOString()],
    [actor.type, actor.id, actor.name],
    operation,
    [object.type, object.id, object.name],
    fields,
    address,
    requestId,
    result,
  ])
  return createHash('sha256').update(text).digest()
}
