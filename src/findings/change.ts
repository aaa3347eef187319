import { type Change, summarize } from '../core/change.ts'
import { AppError } from '../core/error.ts'
import type {
  EventPayload,
  RecheckOutcome,
  ScanView,
  SuppressionReason,
  TargetView,
  VerificationStatus,
} from '../core/event.ts'
import { newId } from '../core/id.ts'
import type { Db } from '../store/database.ts'
import { insertEvents } from '../store/events.ts'
import { type FindingRow, findFindings, findingView, updateFinding } from '../store/findings.ts'
import { findScan, scanView } from '../store/scans.ts'
import { findTarget } from '../store/targets.ts'
import type { Ledger } from './scan-lifecycle.ts'

/** What a person does to a finding. */
export type FindingAct =
  | { act: 'status'; verificationStatus: VerificationStatus }
  | { act: 'suppress'; reason: SuppressionReason; note: string | null }
  | { act: 'unsuppress' }
  | { act: 'recheck'; outcome: RecheckOutcome; note: string | null }

interface Step {
  row: FindingRow
  changes: Change[]
}

const recheck = (row: FindingRow, outcome: RecheckOutcome, note: string | null): Step => {
  const rechecked: Change = { field: 'recheck', from: row.recheck ?? 'never', to: outcome }
  const state = outcome === 'inconclusive' ? row.state : outcome === 'fixed' ? 'fixed' : 'open'
  const moved: Change[] = state === row.state ? [] : [{ field: 'state', from: row.state, to: state }]
  return { row: { ...row, state, recheck: outcome, recheck_note: note }, changes: [...moved, rechecked] }
}

const suppression = (row: FindingRow, suppressed: SuppressionReason | null, note: string | null): Step => {
  const changes: Change[] =
    row.suppressed === suppressed ? [] : [{ field: 'suppressed', from: row.suppressed ?? 'no', to: suppressed ?? 'no' }]
  const by = suppressed === null ? null : 'person'
  return { row: { ...row, suppressed, suppressed_note: note, suppressed_by: by }, changes }
}

/** Pure: the finding after the act, and what changed. No change fires nothing; a recheck always is one. */
export const applyAct = (row: FindingRow, act: FindingAct): Step => {
  switch (act.act) {
    case 'status': {
      const to = act.verificationStatus
      const from = row.verification_status
      return {
        row: { ...row, verification_status: to },
        changes: from === to ? [] : [{ field: 'verification_status', from, to }],
      }
    }
    case 'suppress':
      return suppression(row, act.reason, act.note)
    case 'unsuppress':
      return suppression(row, null, null)
    case 'recheck':
      return recheck(row, act.outcome, act.note)
  }
}

const targetOf = async (tx: Db, workspaceId: string, id: string): Promise<TargetView> => {
  const target = await findTarget(tx, workspaceId, id)
  if (!target) throw new Error('a finding without its target')
  return { id: target.id, kind: target.kind, name: target.name, base_url: target.base_url }
}

const scanOf = async (tx: Db, workspaceId: string, id: string | null, publicUrl: string): Promise<ScanView | null> => {
  const scan = id === null ? undefined : await findScan(tx, workspaceId, id)
  return scan ? scanView(scan, publicUrl) : null
}

/** The payload of a finding event as the finding stands now, with the scan that saw it last. */
export const eventOfFinding = async (
  tx: Db,
  workspaceId: string,
  event: 'finding_new' | 'finding_changed',
  row: FindingRow,
  publicUrl: string,
  changes: readonly Change[],
): Promise<EventPayload> => ({
  event_id: newId(),
  event,
  occurred_at: new Date().toISOString(),
  target: await targetOf(tx, workspaceId, row.target_id),
  scan: await scanOf(tx, workspaceId, row.last_scan_id, publicUrl),
  finding: findingView(row, publicUrl),
  ...(changes.length > 0 && { change_summary: summarize(changes) }),
})

/** As `eventOfFinding`, for many findings without a change, in order; each target and scan is read once. */
export const eventsOfFindings = async (
  db: Db,
  workspaceId: string,
  event: 'finding_new',
  rows: readonly FindingRow[],
  publicUrl: string,
): Promise<EventPayload[]> => {
  const targets = new Map<string, TargetView>()
  const scans = new Map<string, ScanView | null>()
  for (const { target_id, last_scan_id } of rows) {
    if (!targets.has(target_id)) targets.set(target_id, await targetOf(db, workspaceId, target_id))
    const scanId = last_scan_id ?? ''
    if (!scans.has(scanId)) scans.set(scanId, await scanOf(db, workspaceId, last_scan_id, publicUrl))
  }
  const occurredAt = new Date().toISOString()
  return rows.flatMap((row) => {
    const target = targets.get(row.target_id)
    const scan = scans.get(row.last_scan_id ?? '') ?? null
    const finding = findingView(row, publicUrl)
    return target ? [{ event_id: newId(), event, occurred_at: occurredAt, target, scan, finding }] : []
  })
}

/** Does it and fires `finding_changed`, in one transaction. Throws `not_found`. */
export const changeFinding = (
  ledger: Ledger,
  workspaceId: string,
  findingId: string,
  act: FindingAct,
): Promise<FindingRow> =>
  ledger.db.transaction(async (tx) => {
    const [before] = await findFindings(tx, workspaceId, [findingId], true)
    if (!before) throw new AppError('not_found')
    const { row, changes } = applyAct(before, act)
    await updateFinding(tx, workspaceId, findingId, row)
    if (changes.length > 0) {
      const payload = await eventOfFinding(tx, workspaceId, 'finding_changed', row, ledger.publicUrl, changes)
      await insertEvents(tx, workspaceId, [payload])
      await ledger.queue.notifyEvent(tx, payload.event_id)
    }
    return row
  })
