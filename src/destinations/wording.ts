import { parseChanges } from '../core/change.ts'
import type { EventPayload, FindingView, ScanView, SeverityCounts } from '../core/event.ts'
import { SEVERITIES, type Severity } from '../core/severity.ts'
import type { RenderContext } from './destination.ts'
import { cut, oneLine } from './text.ts'

/** How each severity looks in chat. */
export const SEVERITY_LOOK: Record<Severity, { emoji: string; label: string }> = {
  critical: { emoji: '🔴', label: 'Critical' },
  high: { emoji: '🟠', label: 'High' },
  medium: { emoji: '🟡', label: 'Medium' },
  low: { emoji: '🔵', label: 'Low' },
  info: { emoji: '⚪', label: 'Info' },
}

export const titleOf = (finding: FindingView): string => oneLine(finding.title) || 'Untitled finding'

/** `GET /login (parameter q)` or `src/login.ts:42`; undefined when the scanner named no place. */
export const place = (finding: FindingView): string | undefined => {
  const endpoint = oneLine(finding.endpoint ?? '')
  const parameter = oneLine(finding.parameter ?? '')
  if (endpoint) return parameter ? `${endpoint} (parameter ${parameter})` : endpoint
  const path = oneLine(finding.location?.path ?? '')
  if (path) return finding.location?.start_line ? `${path}:${finding.location.start_line}` : path
  return parameter ? `parameter ${parameter}` : undefined
}

/** `3 critical · 2 high`: the worst first, and only what there is. */
export const countsLine = (summary: SeverityCounts): string =>
  SEVERITIES.toReversed()
    .filter((severity) => summary[severity] > 0)
    .map((severity) => `${summary[severity]} ${severity}`)
    .join(' · ') || 'no findings'

/** At most 100 UTF-16 units, never empty. Still to be escaped. */
export const targetName = (event: EventPayload): string => cut(oneLine(event.target.name), 100) || 'Unnamed target'

const findingLine = (event: EventPayload): string =>
  event.finding
    ? `${event.finding.severity.toUpperCase()}: ${cut(titleOf(event.finding), 200)} (${targetName(event)})`
    : `A finding of ${targetName(event)}`

const withNote = (line: string, note: string | undefined): string => {
  const said = cut(oneLine(note ?? ''), 200)
  return said ? `${line} – ${said}` : line
}

/** One plain line that says what happened, at most 600 UTF-16 units. Still to be escaped. */
export const headline = (event: EventPayload): string => {
  switch (event.event) {
    case 'scan_started':
      return `Scan started: ${targetName(event)}`
    case 'scan_done':
      return withNote(
        `Scan finished: ${targetName(event)}${event.scan?.grade ? `, grade ${cut(oneLine(event.scan.grade), 10)}` : ''}`,
        event.scan ? countsLine(event.scan.summary) : undefined,
      )
    case 'scan_failed':
      return withNote(`Scan failed: ${targetName(event)}`, event.error)
    case 'finding_new':
      return `New finding, ${findingLine(event)}`
    case 'finding_changed':
      return withNote(`Finding changed, ${findingLine(event)}`, event.change_summary)
  }
}

/** What the connection test says. */
export const testLine = (context: RenderContext): string => `${oneLine(context.productName)} integration test`

/** `2026-11-23 09:20 UTC` of an ISO 8601 instant in UTC. */
export const minute = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`

/** The parts that say something, on one line. */
export const joined = (parts: (string | null | undefined)[]): string =>
  parts
    .map((part) => oneLine(part ?? ''))
    .filter((part) => part !== '')
    .join(' · ')

/** `Critical · CVSS 9.8` */
export const severityLine = ({ severity, cvss_score }: FindingView): string =>
  joined([SEVERITY_LOOK[severity].label, cvss_score === null ? null : `CVSS ${cvss_score}`])

/** `CWE-89 · A03:2021 Injection`; empty when the scanner named no weakness. */
export const weaknessLine = (finding: FindingView): string =>
  joined([finding.cwe_id, finding.owasp_category ?? finding.category])

/** `open · true positive · accepted risk` */
export const statusLine = (finding: FindingView): string =>
  joined([finding.state, finding.verification_status, finding.suppressed]).replaceAll('_', ' ')

/** `D+ · 58 of 100`; empty when the scan was not graded. */
export const gradeLine = ({ grade, score }: ScanView): string =>
  joined([grade, score === null ? null : `${score} of 100`])

/** One change in words that fit a message. */
export interface ChangeWords {
  field: string
  before: string
  after: string
}

const valueWords = (value: string): string => cut(value.replaceAll('_', ' '), 150)

/** The first ten changes of a summary, each text of at most 150 UTF-16 units. Still to be escaped. */
export const changesOf = (summary: string | undefined): ChangeWords[] =>
  parseChanges(cut(oneLine(summary ?? ''), 5000))
    .slice(0, 10)
    .map(({ field, from, to }) => ({
      field: field.replaceAll('_', ' '),
      before: valueWords(from),
      after: valueWords(to),
    }))
