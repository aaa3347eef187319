import { z } from 'zod'
import { AppError, invalid } from '../core/error.ts'
import { SCAN_STATUSES } from '../core/event.ts'
import { findingInput } from '../core/finding.ts'
import { completeScan, failScan, startScan } from '../findings/scan-lifecycle.ts'
import { findScan, listScans, type ScanRow, scanView as viewOfScan } from '../store/scans.ts'
import { scanView } from './event-schemas.ts'
import { ledgerOf } from './ledger.ts'
import { defineOperation, type Operation } from './operation.ts'
import { byId, instant, pageOf, pageQuery } from './page-query.ts'

export const COVERAGES = ['partial', 'full'] as const
const GRADES = ['A+', 'A', 'A-', 'B+', 'B', 'B-', 'C+', 'C', 'C-', 'D+', 'D', 'D-', 'E', 'F'] as const
const MIB = 1024 * 1024

const endedScan = scanView.extend({ target_id: z.uuid() }).meta({ id: 'EndedScan' })

const scan = endedScan
  .extend({ error: z.string().nullable(), started_at: instant, ended_at: instant.nullable() })
  .meta({ id: 'Scan' })

export const completion = z
  .object({
    scan: endedScan,
    new: z.int().describe('Not seen at this target before.'),
    seen_again: z.int(),
    reopened: z.int().describe('Seen again after they were fixed.'),
    fixed: z.int().describe('Missing from a scan of full coverage.'),
  })
  .meta({ id: 'Completion' })

const viewOf = (row: ScanRow, publicUrl: string): z.output<typeof scan> => ({
  ...viewOfScan(row, publicUrl),
  target_id: row.target_id,
  error: row.error,
  started_at: row.started_at.toISOString(),
  ended_at: row.ended_at?.toISOString() ?? null,
})

const start = defineOperation({
  name: 'startScan',
  method: 'POST',
  path: '/scans',
  scope: 'scans:write',
  tag: 'scans',
  summary: 'Starts a scan and fires scan_started',
  body: z.strictObject({ target_id: z.uuid(), profile: z.string().min(1).max(200).nullish() }),
  status: 201,
  output: scan,
  run: async ({ body }, { caller, services }) => {
    const scanToStart = { targetId: body.target_id, profile: body.profile ?? null }
    const row = await startScan(ledgerOf(services), caller.workspaceId, scanToStart)
    if (!row) throw invalid('/target_id', 'there is no such target: make one with POST /targets', 'unknown_target')
    return viewOf(row, services.sender.render.publicUrl)
  },
})

const complete = defineOperation({
  name: 'completeScan',
  method: 'POST',
  path: '/scans/:id/complete',
  scope: 'scans:write',
  tag: 'scans',
  summary: 'Ends a scan with what it found; fires scan_done and the finding events',
  params: byId,
  body: z.strictObject({
    grade: z.enum(GRADES).nullish(),
    score: z.number().min(0).max(100).nullish(),
    coverage: z.enum(COVERAGES).optional().describe('`full`: findings that are missing here are fixed.'),
    findings: z.array(findingInput).max(100_000),
  }),
  bodyLimit: 64 * MIB,
  status: 200,
  output: completion,
  errors: ['scan_already_ended'],
  run: ({ params, body }, { caller, services }) =>
    completeScan(ledgerOf(services), caller.workspaceId, params.id, {
      grade: body.grade ?? null,
      score: body.score ?? null,
      coverage: body.coverage ?? 'partial',
      findings: [body.findings],
      body: JSON.stringify(body),
    }),
})

const fail = defineOperation({
  name: 'failScan',
  method: 'POST',
  path: '/scans/:id/fail',
  scope: 'scans:write',
  tag: 'scans',
  summary: 'Ends a scan that went wrong and fires scan_failed',
  params: byId,
  body: z.strictObject({ error: z.string().min(1).max(10_000) }),
  status: 200,
  output: endedScan,
  errors: ['scan_already_ended'],
  run: ({ params, body }, { caller, services }) =>
    failScan(ledgerOf(services), caller.workspaceId, params.id, body.error),
})

const list = defineOperation({
  name: 'listScans',
  method: 'GET',
  path: '/scans',
  scope: 'scans:read',
  tag: 'scans',
  summary: 'Lists scans, newest first',
  query: z.object({ ...pageQuery, target_id: z.uuid().optional(), status: z.enum(SCAN_STATUSES).optional() }),
  status: 200,
  output: pageOf(scan),
  errors: ['bad_cursor'],
  run: async ({ query }, { caller, services }) => {
    const page = await listScans(services.db, caller.workspaceId, query, query)
    return { ...page, items: page.items.map((row) => viewOf(row, services.sender.render.publicUrl)) }
  },
})

const get = defineOperation({
  name: 'getScan',
  method: 'GET',
  path: '/scans/:id',
  scope: 'scans:read',
  tag: 'scans',
  summary: 'Gives a scan',
  params: byId,
  status: 200,
  output: scan,
  run: async ({ params }, { caller, services }) => {
    const row = await findScan(services.db, caller.workspaceId, params.id)
    if (!row) throw new AppError('not_found')
    return viewOf(row, services.sender.render.publicUrl)
  },
})

export const scanOperations: Operation[] = [start, complete, fail, list, get]
