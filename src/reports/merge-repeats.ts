import type { ReportFinding } from '../core/finding.ts'
import { fingerprintOf } from '../core/fingerprint.ts'
import { severityRank } from '../core/severity.ts'
import { inBatches, ReportError } from './report.ts'
import { rowCounts } from './row-counts.ts'
import type { RowCounts } from './row-counts.ts'
import { cutText } from './tidy-finding.ts'

interface Merged {
  finding: ReportFinding
  rows: number
  /** Only once it repeats. */
  repeats?: { lines: Set<number>; pieces: Set<string>; chars: number }
}

/** Distinct findings that are held, by fingerprint. */
interface Held {
  merged: Map<string, Merged>
  weight: number
}

export interface MergeLimits {
  /** Above this the report is read a second time, which takes longer and holds less. */
  onePass: number
  most: number
}

const MAX_EVIDENCE = 100_000
/** Characters, with 500 a finding beside its texts: some 13,000 usual findings, and 400,000. */
const LIMITS: MergeLimits = { onePass: 16 * 1024 * 1024, most: 512 * 1024 * 1024 }

/**
 * One finding a fingerprint: the highest severity, the first line as its place, every line in `evidence`, suppressed only
 * when each of its rows is. The first batch comes once `read` has come to its end, so nothing is stored of a report that
 * turns out broken there. Distinct findings are held as long as they are few; else the rows are counted, read again, and
 * only findings with rows to come are held. Throws `ReportError` when those become too many.
 */
export async function* mergeRepeats(
  read: () => AsyncIterable<ReportFinding[]>,
  limits = LIMITS,
): AsyncGenerator<ReportFinding[]> {
  const held: Held = { merged: new Map(), weight: 0 }
  let counts: RowCounts | undefined
  for await (const batch of read()) {
    for (const row of batch) {
      if (counts) counts.add(fingerprintOf(row))
      else hold(held, row)
    }
    if (!counts && held.weight > limits.onePass) counts = counted(held)
  }
  yield* inBatches(counts ? mergeCounted(read(), counts, limits.most) : finishedOf(held))
}

/** Lets go of the findings and keeps how many rows each had. */
const counted = ({ merged }: Held): RowCounts => {
  const counts = rowCounts()
  for (const [fingerprint, { rows }] of merged) counts.add(fingerprint, rows)
  merged.clear()
  return counts
}

/** A finding comes with its last row. */
async function* mergeCounted(
  batches: AsyncIterable<ReportFinding[]>,
  counts: RowCounts,
  most: number,
): AsyncGenerator<ReportFinding> {
  const held: Held = { merged: new Map(), weight: 0 }
  for await (const batch of batches) {
    for (const row of batch) {
      const fingerprint = fingerprintOf(row)
      const merged = hold(held, row)
      if (held.weight > most) throw new ReportError('too many of its findings repeat: split the report')
      if (merged.rows < counts.of(fingerprint)) continue
      held.merged.delete(fingerprint)
      held.weight -= weightOf(merged.finding)
      yield finished(merged)
    }
  }
  // Of two fingerprints that were counted as one, neither has all the rows.
  yield* finishedOf(held)
}

const hold = (held: Held, row: ReportFinding): Merged => {
  const fingerprint = fingerprintOf(row)
  const known = held.merged.get(fingerprint)
  if (known) {
    repeat(known, row)
    return known
  }
  const merged: Merged = { finding: { ...row, fingerprint }, rows: 1 }
  held.merged.set(fingerprint, merged)
  held.weight += weightOf(merged.finding)
  return merged
}

const weightOf = (row: ReportFinding): number =>
  500 + row.title.length + (row.description?.length ?? 0) + (row.evidence?.length ?? 0) + (row.endpoint?.length ?? 0)

function* finishedOf({ merged }: Held): Generator<ReportFinding> {
  for (const one of merged.values()) yield finished(one)
}

const finished = ({ finding, repeats }: Merged): ReportFinding => (repeats ? withEvidence(finding, repeats) : finding)

const repeat = (known: Merged, row: ReportFinding): void => {
  const { finding } = known
  known.rows++
  known.repeats ??= note({ lines: new Set(), pieces: new Set(), chars: 0 }, finding)
  note(known.repeats, row)
  if (severityRank(row.severity) > severityRank(finding.severity)) {
    finding.severity = row.severity
    if (row.cvss_score != null) finding.cvss_score = row.cvss_score
    if (row.cvss_vector != null) finding.cvss_vector = row.cvss_vector
  }
  if (row.suppressed === undefined) delete finding.suppressed
  if (row.references?.length)
    finding.references = [...new Set([...(finding.references ?? []), ...row.references])].slice(0, 100)
}

const note = (repeats: NonNullable<Merged['repeats']>, row: ReportFinding): NonNullable<Merged['repeats']> => {
  const line = row.location?.start_line
  if (line != null) repeats.lines.add(line)
  if (row.evidence != null && repeats.chars < MAX_EVIDENCE) {
    const piece = line == null ? row.evidence : `${line}: ${row.evidence}`
    if (!repeats.pieces.has(piece)) repeats.chars += piece.length
    repeats.pieces.add(piece)
  }
  return repeats
}

const withEvidence = (finding: ReportFinding, repeats: NonNullable<Merged['repeats']>): ReportFinding => {
  const lines = [...repeats.lines].sort((a, b) => a - b)
  const heading = lines.length > 1 ? [`Lines ${lines.join(', ')}`] : []
  const evidence = cutText([...heading, ...repeats.pieces].join('\n'), MAX_EVIDENCE)
  const [first] = lines
  return {
    ...finding,
    ...(evidence === '' ? {} : { evidence }),
    ...(finding.location && first !== undefined
      ? { location: { path: finding.location.path, start_line: first } }
      : {}),
  }
}
