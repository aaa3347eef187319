import { z } from 'zod'
import { AppError } from '../core/error.ts'
import { RECHECK_OUTCOMES, SUPPRESSION_REASONS, VERIFICATION_STATUSES } from '../core/event.ts'
import { SEVERITIES } from '../core/severity.ts'
import { changeFinding, type FindingAct } from '../findings/change.ts'
import { findExternalRefs } from '../store/external-refs.ts'
import { type FindingRow, findFindings, findingView as viewOfFinding, listFindings } from '../store/findings.ts'
import { findScan } from '../store/scans.ts'
import { findingView } from './event-schemas.ts'
import { ledgerOf } from './ledger.ts'
import { defineOperation, type Operation, type OperationContext } from './operation.ts'
import { byId, instant, pageOf, pageQuery } from './page-query.ts'

const note = z.string().max(2000).nullish()

export const finding = findingView
  .extend({
    target_id: z.uuid(),
    suppressed_note: z.string().nullable(),
    recheck: z.enum(RECHECK_OUTCOMES).nullable(),
    recheck_note: z.string().nullable(),
    first_scan_id: z.uuid().nullable(),
    last_scan_id: z.uuid().nullable(),
    created_at: instant,
    last_seen_at: instant,
  })
  .meta({ id: 'Finding' })

const externalRef = z
  .object({
    integration_id: z.uuid(),
    integration_name: z.string(),
    kind: z.string(),
    ref: z.string(),
    url: z.string().nullable(),
  })
  .meta({ id: 'ExternalRef' })

export const findingWithRefs = finding
  .extend({ external_refs: z.array(externalRef).describe('The tickets, pages and threads made from it.') })
  .meta({ id: 'FindingWithRefs' })

const viewOf = (row: FindingRow, publicUrl: string): z.output<typeof finding> => ({
  ...viewOfFinding(row, publicUrl),
  target_id: row.target_id,
  suppressed_note: row.suppressed_note,
  recheck: row.recheck,
  recheck_note: row.recheck_note,
  first_scan_id: row.first_scan_id,
  last_scan_id: row.last_scan_id,
  created_at: row.created_at.toISOString(),
  last_seen_at: row.last_seen_at.toISOString(),
})

const withRefs = async (row: FindingRow, { caller, services }: OperationContext) => {
  const refs = await findExternalRefs(services.db, caller.workspaceId, row.id)
  return {
    ...viewOf(row, services.sender.render.publicUrl),
    external_refs: refs.map(({ finding_id: _finding, ...ref }) => ref),
  }
}

const filterQuery = {
  severity: z.enum(SEVERITIES).optional(),
  state: z.enum(['open', 'fixed']).optional(),
  verification_status: z.enum(VERIFICATION_STATUSES).optional(),
  suppressed: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  q: z.string().min(1).max(200).optional().describe('Part of the title, rule, endpoint or path, in any case.'),
}

const list = defineOperation({
  name: 'listFindings',
  method: 'GET',
  path: '/findings',
  scope: 'findings:read',
  tag: 'findings',
  summary: 'Lists findings, newest first',
  query: z.object({
    ...pageQuery,
    ...filterQuery,
    target_id: z.uuid().optional(),
    scan_id: z.uuid().optional(),
  }),
  status: 200,
  output: pageOf(finding),
  errors: ['bad_cursor'],
  run: async ({ query }, { caller, services }) => {
    const page = await listFindings(services.db, caller.workspaceId, query, query)
    return { ...page, items: page.items.map((row) => viewOf(row, services.sender.render.publicUrl)) }
  },
})

const listOfScan = defineOperation({
  name: 'listScanFindings',
  method: 'GET',
  path: '/scans/:id/findings',
  scope: 'scans:read',
  tag: 'scans',
  summary: 'Lists all findings that a scan saw, newest first',
  params: byId,
  query: z.object({ ...pageQuery, ...filterQuery }),
  status: 200,
  output: pageOf(finding),
  errors: ['bad_cursor'],
  run: async ({ params, query }, { caller, services }) => {
    const { db, sender } = services
    if (!(await findScan(db, caller.workspaceId, params.id))) throw new AppError('not_found')
    const page = await listFindings(db, caller.workspaceId, { ...query, scan_id: params.id }, query)
    return { ...page, items: page.items.map((row) => viewOf(row, sender.render.publicUrl)) }
  },
})

const get = defineOperation({
  name: 'getFinding',
  method: 'GET',
  path: '/findings/:id',
  scope: 'findings:read',
  tag: 'findings',
  summary: 'Gives a finding with the tickets, pages and threads made from it',
  params: byId,
  status: 200,
  output: findingWithRefs,
  run: async ({ params }, context) => {
    const [row] = await findFindings(context.services.db, context.caller.workspaceId, [params.id])
    if (!row) throw new AppError('not_found')
    return withRefs(row, context)
  },
})

const act = async (id: string, what: FindingAct, context: OperationContext) =>
  withRefs(await changeFinding(ledgerOf(context.services), context.caller.workspaceId, id, what), context)

const common = {
  method: 'POST',
  scope: 'findings:write',
  tag: 'findings',
  params: byId,
  status: 200,
  output: findingWithRefs,
} as const

const setStatus = defineOperation({
  ...common,
  name: 'setFindingStatus',
  path: '/findings/:id/status',
  summary: 'Sets the verification status and fires finding_changed',
  body: z.strictObject({ verification_status: z.enum(VERIFICATION_STATUSES) }),
  run: ({ params, body }, context) =>
    act(params.id, { act: 'status', verificationStatus: body.verification_status }, context),
})

const suppress = defineOperation({
  ...common,
  name: 'suppressFinding',
  path: '/findings/:id/suppress',
  summary: 'Suppresses a finding and fires finding_changed',
  body: z.strictObject({ reason: z.enum(SUPPRESSION_REASONS), note }),
  run: ({ params, body }, context) =>
    act(params.id, { act: 'suppress', reason: body.reason, note: body.note ?? null }, context),
})

const unsuppress = defineOperation({
  ...common,
  name: 'unsuppressFinding',
  path: '/findings/:id/unsuppress',
  summary: 'Takes a suppression back and fires finding_changed',
  run: ({ params }, context) => act(params.id, { act: 'unsuppress' }, context),
})

const recheck = defineOperation({
  ...common,
  name: 'recheckFinding',
  path: '/findings/:id/recheck',
  summary: 'Records what a second look found and fires finding_changed',
  body: z.strictObject({ outcome: z.enum(RECHECK_OUTCOMES), note }),
  run: ({ params, body }, context) =>
    act(params.id, { act: 'recheck', outcome: body.outcome, note: body.note ?? null }, context),
})

export const findingOperations: Operation[] = [list, listOfScan, get, setStatus, suppress, unsuppress, recheck]
