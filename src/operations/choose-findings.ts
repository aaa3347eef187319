import { invalid } from '../core/error.ts'
import { isAtLeast, SEVERITIES } from '../core/severity.ts'
import { type FindingRow, findFindings, findOpenOfScan } from '../store/findings.ts'
import { findScan } from '../store/scans.ts'
import { type ExportInput, MAX_EXPORT } from './export-input.ts'
import type { SettledPlace } from './export-place.ts'
import type { OperationContext } from './operation.ts'

/** The findings asked for: ids in the order of the answer, and those of them that there are. */
export interface Asked {
  ids: string[]
  rows: FindingRow[]
}

export interface Chosen {
  /** Those that go there. */
  wanted: FindingRow[]
  /** Why each of the others does not. */
  against: Map<string, string>
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

/** Throws `invalid` when it cannot be told which are meant. */
export const askedFindings = async (
  { scan_id, finding_ids, severity_filter = 'info' }: ExportInput,
  context: OperationContext,
): Promise<Asked> => {
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

/** Which of them go to the place, and why not the others. */
export const chooseFindings = ({ ids, rows }: Asked, input: ExportInput, place: SettledPlace): Chosen => {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const against = ids.flatMap((id): [string, string][] => {
    const reason = reasonAgainst(byId.get(id), input, place)
    return reason === undefined ? [] : [[id, reason]]
  })
  const refused = new Map(against)
  return { wanted: rows.filter(({ id }) => !refused.has(id)), against: refused }
}
