import type { EventPayload, FindingView, SeverityCounts } from '../core/event.ts'
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

const targetName = (event: EventPayload): string => cut(oneLine(event.target.name), 100) || 'Unnamed target'

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
        `Scan finished: ${targetName(event)}${event.scan?.grade ? `, grade ${oneLine(event.scan.grade)}` : ''}`,
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
