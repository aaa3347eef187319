import type { EventPayload, FindingView } from '../core/event.ts'
import { changesIn, isSettled, movesTicket } from './ticket-change.ts'

/** What becomes of the issue: closed with one of GitHub's reasons, or opened again. */
export type Move = 'completed' | 'not_planned' | 'reopened'

/** Where the issue belongs after the change; undefined when the change says nothing of it. */
export const moveOf = (event: EventPayload): Move | undefined => {
  const { finding } = event
  if (!finding || !movesTicket(event)) return undefined
  if (finding.state === 'fixed') return 'completed'
  return isSettled(finding) ? 'not_planned' : 'reopened'
}

export const changesSeverity = (event: EventPayload): boolean =>
  changesIn(event).some(({ field }) => field === 'severity')

const ADVICE: Record<Move, string> = {
  completed: 'Nothing is left to do, so this issue is closed.',
  not_planned: 'Somebody decided that nothing is to be done about it, so this issue is closed.',
  reopened: 'Please look into it again.',
}

export const adviceOf = (finding: FindingView, move: Move | undefined): string => {
  if (move) return ADVICE[move]
  return isSettled(finding) ? 'Nothing needs to be done now.' : 'It is still open: please mend it as described above.'
}
