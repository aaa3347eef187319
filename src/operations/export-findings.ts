import { Readable } from 'node:stream'
import { requireScope } from '../core/caller.ts'
import { AppError, invalid } from '../core/error.ts'
import type { EventPayload } from '../core/event.ts'
import { isDone } from '../core/outcome.ts'
import { isAtLeast, SEVERITIES } from '../core/severity.ts'
import { type Exported, exportEvents, type ExportWatch } from '../delivery/export.ts'
import { eventsOfFindings } from '../findings/change.ts'
import { type FindingRow, findFindings, findOpenOfScan } from '../store/findings.ts'
import { findScan } from '../store/scans.ts'
import { type ExportInput, type ExportResult, MAX_EXPORT } from './export-input.ts'
import type { Auditor, Origin } from './audited.ts'
import { settlePlace, type SettledPlace } from './export-place.ts'
import type { OperationContext } from './operation.ts'
import type { Services } from './services.ts'

export interface ExportAnswer {
  integration: { id: string; name: string; saved: boolean } | null
  results: ExportResult[]
}

/** The findings asked for: ids in the order of the answer, and those of them that there are. */
interface Chosen {
  ids: string[]
  rows: FindingRow[]
}

const ofScan = async (scanId: string, floor: (typeof SEVERITIES)[number], context: OperationContext) => {
  const { db } = context.services
  const { workspaceId } = context.caller
  if (!(await findScan(db, workspaceId, scanId))) throw invalid('/scan_id', 'there is no such scan', 'unknown_scan')
  const wanted = SEVERITIES.filter((severity) => isAtLeast(severity, floor))
  const rows = await findOpenOfScan(db, workspaceId, scanId, wanted, MAX_EXPORT + 1)
  if (rows.length > MAX_EXPORT)
    throw invalid('/scan_id', `has more than ${MAX_EXPORT} such findings: raise severity_filter or give finding_ids`)
  return { ids: rows.map(({ id }) => id), rows }
}

const choose = async (
  { scan_id, finding_ids, severity_filter = 'info' }: ExportInput,
  context: OperationContext,
): Promise<Chosen> => {
  if ((scan_id === undefined) === (finding_ids === undefined))
    throw invalid('/scan_id', 'give either scan_id or finding_ids')
  if (scan_id !== undefined) return ofScan(scan_id, severity_filter, context)
  const ids = [...new Set((finding_ids ?? []).map((id) => id.toLowerCase()))]
  return { ids, rows: await findFindings(context.services.db, context.caller.workspaceId, ids) }
}

/** Why a finding does not go there; undefined when it does. */
const reasonAgainst = (
  row: FindingRow | undefined,
  { severity_filter = 'info' }: ExportInput,
  { place, targetIds }: SettledPlace,
): string | undefined => {
  if (!row) return 'there is no such finding'
  if (targetIds !== null && !targetIds.includes(row.target_id)) return 'target_out_of_scope'
  if (!isAtLeast(row.severity, severity_filter)) return 'below_severity'
  return place.destination.notSent?.finding_new
}

const skipped = (findingId: string, detail: string): ExportResult => ({
  finding_id: findingId,
  outcome: 'skipped',
  status: null,
  detail,
})

const resultOf = ({ findingId, deliveryId, attempt, notSent }: Exported): ExportResult => {
  if (!attempt) return { ...skipped(findingId, notSent ?? 'not sent'), delivery_id: deliveryId }
  const { status, result } = attempt
  const url = isDone(result) ? result.external?.url : undefined
  return {
    finding_id: findingId,
    outcome: result.status,
    status,
    detail: result.detail ?? null,
    delivery_id: deliveryId,
    ...(url !== undefined && { external_url: url }),
  }
}

/** One export a place at a time: two at once would make every ticket twice. In the memory of this process. */
const exporting = new WeakMap<Services['sender'], Set<string>>()

const alone = async <T>({ sender }: Services, integrationId: string, run: () => Promise<T>): Promise<T> => {
  const running = exporting.get(sender) ?? new Set()
  exporting.set(sender, running)
  if (running.has(integrationId)) throw new AppError('conflict', 'An export to this integration is running already.')
  running.add(integrationId)
  try {
    return await run()
  } finally {
    running.delete(integrationId)
  }
}

const send = async (
  settled: SettledPlace,
  rows: readonly FindingRow[],
  { caller, services }: OperationContext,
  watch: ExportWatch,
): Promise<Exported[]> => {
  const { db, sender } = services
  const { publicUrl } = sender.render
  const events: EventPayload[] = await eventsOfFindings(db, caller.workspaceId, 'finding_new', rows, publicUrl)
  if (events.length === 0) return []
  return alone(services, settled.place.integrationId, () => exportEvents(db, sender, settled.place, events, watch))
}

/**
 * Sends findings to one destination at once, past filters and queue; each makes a delivery on record. Throws `invalid`,
 * `insufficient_scope`, `conflict` and `credential_unusable` before anything is sent.
 */
const exportFindings = async (
  input: ExportInput,
  context: OperationContext,
  watch: ExportWatch,
): Promise<ExportAnswer> => {
  requireScope(context.caller, input.config === undefined ? 'deliveries:write' : 'integrations:write')
  const { ids, rows } = await choose(input, context)
  const settled = await settlePlace(input, context)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const against = new Map(ids.map((id) => [id, reasonAgainst(byId.get(id), input, settled)]))
  const wanted = rows.filter(({ id }) => against.get(id) === undefined)
  const exported = await send(settled, wanted, context, watch)
  const results = new Map(exported.map((one) => [one.findingId, resultOf(one)]))
  const { integrationId: id, name } = settled.place
  return {
    integration: input.integration === undefined && !settled.saved ? null : { id, name, saved: settled.saved },
    results: ids.map((findingId) => results.get(findingId) ?? skipped(findingId, against.get(findingId) ?? 'not sent')),
  }
}

/** The same, on record: it changes something, though it has no path of the API. */
export const exportOnRecord = async (
  input: ExportInput,
  context: OperationContext & { auditor: Auditor; origin: Origin },
  watch: ExportWatch,
): Promise<ExportAnswer> => {
  const { auditor, origin } = context
  const operation = {
    name: 'exportFindings',
    method: 'POST',
    tag: 'integrations',
    scope: 'any',
    run: (_input: unknown, audited: OperationContext) => exportFindings(input, audited, watch),
  } as const
  const given = { params: undefined, query: undefined, body: input, stream: Readable.from([]) }
  return (await auditor.run(operation, given, context, origin)) as ExportAnswer
}
