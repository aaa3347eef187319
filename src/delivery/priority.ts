import { type EventName, isScanEvent } from '../core/event.ts'
import { type Severity, severityRank } from '../core/severity.ts'

/** Scan events are few and say what the findings belong to; of findings the most severe go first. */
export const priorityOf = (event: EventName, severity: Severity | null | undefined): number =>
  isScanEvent(event) ? severityRank('critical') : severityRank(severity ?? 'info')

/** A digest says what else there is, so it follows what goes out one by one. */
export const AFTER_ALL = -1
