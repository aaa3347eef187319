import type { ReportFinding } from '../core/finding.ts'
import { fingerprintOf } from '../core/fingerprint.ts'
import { severityRank } from '../core/severity.ts'
import { inBatches, ReportError } from './report.ts'
import { cutText } from './tidy-finding.ts'

interface Merged {
  finding: ReportFinding
  /** Only once it repeats. */
  repeats?: { lines: Set<number>; pieces: Set<string>; chars: number }
}

const MAX_EVIDENCE = 100_000
/** Characters of distinct findings held at once, with 500 for each beside its texts: some 400,000 usual findings. */
const MAX_HELD = 512 * 1024 * 1024

/**
 * One finding a fingerprint, in the order of their first rows: the highest severity, the first line as its place, every
 * line in `evidence`, suppressed only when each of its rows is. Holds all distinct findings: a repeat may come last, and
 * nothing is stored of a report that turns out broken at its end. Throws `ReportError` when they become too many.
 */
export async function* mergeRepeats(
  batches: AsyncIterable<ReportFinding[]>,
  maxHeld = MAX_HELD,
): AsyncGenerator<ReportFinding[]> {
  const merged = new Map<string, Merged>()
  let held = 0
  for await (const batch of batches) {
    for (const row of batch) {
      const fingerprint = fingerprintOf(row)
      const known = merged.get(fingerprint)
      if (known) repeat(known, row)
      else merged.set(fingerprint, { finding: { ...row, fingerprint } })
      held += known ? 0 : weightOf(row)
      if (held > maxHeld) throw new ReportError(`more than ${merged.size} findings do not fit: split the report`)
    }
  }
  yield* inBatches(finished(merged))
}

const weightOf = (row: ReportFinding): number =>
  500 + row.title.length + (row.description?.length ?? 0) + (row.evidence?.length ?? 0) + (row.endpoint?.length ?? 0)

function* finished(merged: Map<string, Merged>): Generator<ReportFinding> {
  for (const one of merged.values()) yield one.repeats ? withEvidence(one.finding, one.repeats) : one.finding
}

const repeat = (known: Merged, row: ReportFinding): void => {
  const { finding } = known
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
