import { z } from 'zod'
import { type ChainedEntry, listAudit } from '../store/audit.ts'
import { defineOperation, type Operation } from './operation.ts'
import { instant, pageOf, pageQuery } from './page-query.ts'

const entry = z
  .object({
    id: z.uuid(),
    seq: z.int().describe('Counts from 1 in the workspace, without gaps.'),
    at: instant,
    actor: z.object({ type: z.enum(['key', 'user', 'service']), id: z.string().nullable(), name: z.string() }),
    operation: z.string().describe('The `operationId` of what was done.'),
    object: z.object({ type: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
    fields: z.array(z.string()).describe('Names of the fields that were given, never their values.'),
    address: z.string().nullable().describe('Of the client; null where the service acted by itself.'),
    request_id: z.string().nullable(),
    result: z.string().describe('`done`, or the code of the refusal.'),
    prev_hash: z.string(),
    hash: z.string().describe('SHA-256 over the entry before and this one, as hex.'),
  })
  .meta({ id: 'AuditEntry' })

const viewOf = ({
  requestId,
  prevHash,
  hash,
  at,
  workspaceId: _own,
  ...rest
}: ChainedEntry): z.output<typeof entry> => ({
  ...rest,
  fields: [...rest.fields],
  at: at.toISOString(),
  request_id: requestId,
  prev_hash: prevHash.toString('hex'),
  hash: hash.toString('hex'),
})

const list = defineOperation({
  name: 'listAudit',
  method: 'GET',
  path: '/audit',
  scope: 'audit:read',
  tag: 'audit',
  summary: 'Lists who changed what, newest first, hash-chained',
  query: z.object({
    ...pageQuery,
    operation: z.string().min(1).max(100).optional(),
    object_id: z.string().min(1).max(100).optional(),
    actor_id: z.uuid().optional(),
  }),
  status: 200,
  output: pageOf(entry),
  errors: ['bad_cursor'],
  run: async ({ query }, { caller, services }) => {
    const page = await listAudit(services.db, caller.workspaceId, query, query)
    return { ...page, items: page.items.map(viewOf) }
  },
})

export const auditOperations: Operation[] = [list]
