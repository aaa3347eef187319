import { type Change, summarize } from '../core/change.ts'
import type { EventName, SeverityCounts } from '../core/event.ts'
import type { ReportFinding } from '../core/finding.ts'
import { fingerprintOf } from '../core/fingerprint.ts'
import { newId } from '../core/id.ts'
import type { Db } from '../store/database.ts'
import { insertFindingEvents } from '../store/finding-events.ts'
import {
  findKnown,
  fixMissing,
  insertFindings,
  type KnownFinding,
  linkScanFindings,
  type RecordPlace,
  refreshFindings,
  type SeenFinding,
} from '../store/findings.ts'
import type { ScanRow } from '../store/scans.ts'
import { partsOfScan } from './scan-events.ts'

/** How many findings were of which sort; a reopened one is not counted as seen again. */
export interface RecordCounts {
  new: number
  seen_again: number
  reopened: number
  fixed: number
}

/** An event to come, once the whole scan is known. */
interface EventSeed {
  findingId: string
  event: EventName
  changes: Change[]
}

export interface Recording {
  counts: RecordCounts
  /** Of all that the scan saw and nobody suppressed. */
  summary: SeverityCounts
  seeds: EventSeed[]
}

// One statement carries this many findings or events: 1,000 rows insert about as fast a row as 10,000 and hold a tenth.
const PAGE = 1000

const seenFinding = (
  { title, severity, fingerprint, suppressed, ...detail }: ReportFinding,
  own: string,
): SeenFinding => ({
  fingerprint: own,
  title,
  severity,
  detail: Object.fromEntries(Object.entries(detail).filter(([, value]) => value !== null && value !== undefined)),
  suppressedNote: suppressed ?? null,
})

const changesOf = (known: KnownFinding, finding: SeenFinding): Change[] => {
  const changes: Change[] = []
  if (known.state === 'fixed') changes.push({ field: 'state', from: 'fixed', to: 'open' })
  if (known.severity !== finding.severity) {
    changes.push({ field: 'severity', from: known.severity, to: finding.severity })
  }
  // A suppression that the scanner took back; one that it newly makes fires nothing.
  if (known.suppressed_by === 'scanner' && finding.suppressedNote === null) {
    changes.push({ field: 'suppressed', from: known.suppressed ?? 'accepted_risk', to: 'no' })
  }
  return changes
}

const recordNew = async (
  tx: Db,
  place: RecordPlace,
  findings: readonly SeenFinding[],
  recording: Recording,
): Promise<void> => {
  if (findings.length === 0) return
  const ids = findings.map(() => newId())
  await Promise.all([insertFindings(tx, place, findings, ids), linkScanFindings(tx, place.scanId, ids)])
  recording.counts.new += ids.length
  findings.forEach(({ severity, suppressedNote }, index) => {
    const findingId = ids[index]
    if (suppressedNote !== null || findingId === undefined) return
    recording.summary[severity] += 1
    recording.seeds.push({ findingId, event: 'finding_new', changes: [] })
  })
}

const recordKnown = async (
  tx: Db,
  place: RecordPlace,
  findings: readonly { known: KnownFinding; finding: SeenFinding }[],
  recording: Recording,
): Promise<void> => {
  if (findings.length === 0) return
  const seen = findings.map(({ known, finding }) => ({ id: known.id, finding }))
  const ids = seen.map(({ id }) => id)
  await Promise.all([refreshFindings(tx, place.scanId, seen), linkScanFindings(tx, place.scanId, ids)])
  for (const { known, finding } of findings) {
    recording.counts[known.state === 'fixed' ? 'reopened' : 'seen_again'] += 1
    const suppressed = known.suppressed_by === 'person' || finding.suppressedNote !== null
    if (!suppressed) recording.summary[finding.severity] += 1
    const changes = changesOf(known, finding)
    // What the scanner itself marks as not to be heeded fires nothing.
    if (changes.length > 0 && finding.suppressedNote === null) {
      recording.seeds.push({ findingId: known.id, event: 'finding_changed', changes })
    }
  }
}

const recordBatch = async (
  tx: Db,
  place: RecordPlace,
  findings: readonly SeenFinding[],
  recording: Recording,
): Promise<void> => {
  const known = await findKnown(
    tx,
    place.targetId,
    findings.map(({ fingerprint }) => fingerprint),
  )
  const fresh = findings.filter(({ fingerprint }) => !known.has(fingerprint))
  const again = findings.flatMap((finding) => {
    const row = known.get(finding.fingerprint)
    return row ? [{ known: row, finding }] : []
  })
  await Promise.all([recordNew(tx, place, fresh, recording), recordKnown(tx, place, again, recording)])
}

/** Drops what repeats within one report, and settles fingerprints. */
const distinct = (findings: readonly ReportFinding[], taken: Set<string>): SeenFinding[] =>
  findings.flatMap((finding) => {
    const fingerprint = fingerprintOf(finding)
    if (taken.has(fingerprint)) return []
    taken.add(fingerprint)
    return [seenFinding(finding, fingerprint)]
  })

/**
 * Stores what a scan saw, in the caller's transaction, which holds the scan's target. With `full` coverage what it did not
 * see is fixed.
 */
export const recordFindings = async (
  tx: Db,
  place: RecordPlace,
  batches: AsyncIterable<readonly ReportFinding[]> | Iterable<readonly ReportFinding[]>,
  full: boolean,
): Promise<Recording> => {
  const recording: Recording = {
    counts: { new: 0, seen_again: 0, reopened: 0, fixed: 0 },
    summary: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
    seeds: [],
  }
  const taken = new Set<string>()
  for await (const batch of batches) {
    for (let start = 0; start < batch.length; start += PAGE) {
      await recordBatch(tx, place, distinct(batch.slice(start, start + PAGE), taken), recording)
    }
  }
  if (full) {
    const fixed = await fixMissing(tx, place.targetId, place.scanId)
    recording.counts.fixed = fixed.length
    const changes: Change[] = [{ field: 'state', from: 'open', to: 'fixed' }]
    recording.seeds.push(...fixed.map((findingId) => ({ findingId, event: 'finding_changed' as const, changes })))
  }
  return recording
}

/** Stores the finding events of an ended scan, which `scan` shows as it now stands. */
export const storeFindingEvents = async (
  tx: Db,
  workspaceId: string,
  scan: ScanRow,
  seeds: readonly EventSeed[],
  publicUrl: string,
  now: Date,
): Promise<void> => {
  for (let start = 0; start < seeds.length; start += PAGE) {
    const page = seeds.slice(start, start + PAGE)
    const events = page.map(({ findingId, event, changes }) => ({
      id: newId(),
      findingId,
      event,
      changeSummary: changes.length > 0 ? summarize(changes) : null,
    }))
    await insertFindingEvents(tx, workspaceId, partsOfScan(scan, publicUrl, now), publicUrl, events)
  }
}
