import type { EventPayload } from '../api/schemas.ts'
import { WORST_FIRST } from '../api/vocabulary.ts'

/** What an event is about, in one line. */
export const subjectOf = ({ finding, target }: EventPayload): string => finding?.title ?? `Scan of ${target.name}`

const countWords = (summary: NonNullable<EventPayload['scan']>['summary']): string =>
  WORST_FIRST.filter((severity) => summary[severity] > 0)
    .map((severity) => `${summary[severity].toLocaleString()} ${severity}`)
    .join(', ') || 'no findings'

const scanWords = ({ event, scan, error }: EventPayload): (string | null | undefined)[] => {
  if (event !== 'scan_done') return [scan?.profile, error]
  return [scan?.profile, scan && countWords(scan.summary), scan?.grade && `grade ${scan.grade}`]
}

/** What there is to say of it beside: what changed, or how the scan went. */
export const detailOf = (data: EventPayload): string => {
  const { finding, change_summary, target } = data
  const parts = finding ? [change_summary ?? target.name] : scanWords(data)
  return parts.filter(Boolean).join(' · ')
}
