import type { EventPayload, Integration, Routing } from '../api/schemas.ts'
import { isScanEvent, severityRank, type Verdict } from '../api/vocabulary.ts'

/** The filter's stages in the order that they are checked, each with the verdict of who stops there. */
export const STAGES: readonly { title: string; stops: Verdict }[] = [
  { title: 'Enabled', stops: 'disabled' },
  { title: 'Target', stops: 'target_out_of_scope' },
  { title: 'Event', stops: 'event_not_subscribed' },
  { title: 'Severity', stops: 'below_severity' },
]

export type Cell = { state: 'passed'; note?: string } | { state: 'stopped'; note: string } | { state: 'unasked' }

const severityNote = (data: EventPayload, now: Integration | undefined): string => {
  const severity = data.finding?.severity
  const floor = now?.severity_filter
  if (severity === undefined || floor === undefined) return 'below severity'
  // The filter may have been changed since; then its floor of today explains nothing.
  return severityRank(severity) < severityRank(floor)
    ? `below severity: ${severity} < ${floor}`
    : `below severity: ${severity}`
}

const noteOf = (verdict: Verdict, data: EventPayload, now: Integration | undefined): string => {
  if (verdict === 'below_severity') return severityNote(data, now)
  const notes: Record<Exclude<Verdict, 'below_severity' | 'matched'>, string> = {
    disabled: 'disabled',
    target_out_of_scope: `${data.target.name} is out of scope`,
    event_not_subscribed: `not subscribed to ${data.event}`,
  }
  return verdict === 'matched' ? '' : notes[verdict]
}

/** One cell a stage: passed, or the reason it stopped there, or not asked any more. */
export const cellsOf = ({ verdict }: Routing, data: EventPayload, now: Integration | undefined): Cell[] => {
  const stop = STAGES.findIndex(({ stops }) => stops === verdict)
  return STAGES.map(({ stops }, index) => {
    if (index === stop) return { state: 'stopped', note: noteOf(verdict, data, now) }
    if (stop >= 0 && index > stop) return { state: 'unasked' }
    return stops === 'below_severity' && isScanEvent(data.event)
      ? { state: 'passed', note: 'scan events pass' }
      : { state: 'passed' }
  })
}
