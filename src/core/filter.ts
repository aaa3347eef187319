import { type EventName, isScanEvent } from './event.ts'
import { isAtLeast, type Severity } from './severity.ts'

/** What became of an event at one integration; all but `matched` name the first stage that it did not pass. */
export const VERDICTS = [
  'disabled',
  'target_out_of_scope',
  'event_not_subscribed',
  'below_severity',
  'matched',
] as const
export type Verdict = (typeof VERDICTS)[number]

/** The filter columns of an integration. Null and empty lists let everything through. */
export interface Filter {
  enabled: boolean
  targetIds: readonly string[] | null
  events: readonly EventName[] | null
  severityFilter: Severity
}

/** What of an event the filter looks at. A finding event without a severity does not exist. */
export interface FilterSubject {
  event: EventName
  targetId: string
  /** On finding events. */
  severity?: Severity
}

export const DEFAULT_SEVERITY_FILTER: Severity = 'high'

const admits = <T>(list: readonly T[] | null, item: T): boolean => !list || list.length === 0 || list.includes(item)

const isSevereEnough = ({ event, severity }: FilterSubject, floor: Severity): boolean =>
  isScanEvent(event) || (severity !== undefined && isAtLeast(severity, floor))

/** Judges one event against one integration, stage by stage in their fixed order. */
export const judge = (filter: Filter, subject: FilterSubject): Verdict => {
  if (!filter.enabled) return 'disabled'
  if (!admits(filter.targetIds, subject.targetId)) return 'target_out_of_scope'
  if (!admits(filter.events, subject.event)) return 'event_not_subscribed'
  if (!isSevereEnough(subject, filter.severityFilter)) return 'below_severity'
  return 'matched'
}
