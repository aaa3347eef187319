import type { EventPayload, FindingView } from '../core/event.ts'
import { isSettled, movesTicket } from './ticket-change.ts'

export type Move = 'done' | 'open'

/**
 * Where the issue belongs after the change; undefined when the change says nothing of it. A finding that is shown again
 * while it is fixed stays done.
 */
export const moveOf = (event: EventPayload): Move | undefined => {
  if (!event.finding || !movesTicket(event)) return undefined
  return isSettled(event.finding) ? 'done' : 'open'
}

/** What a developer is to do now. */
export const adviceOf = (finding: FindingView, move: Move | undefined): string => {
  if (move === 'done') return 'Nothing is left to do here.'
  if (move === 'open') return 'Please look into it again.'
  return isSettled(finding) ? 'Nothing needs to be done now.' : 'It is still open: please mend it as described above.'
}
