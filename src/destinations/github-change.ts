import { parseChanges, type Change } from '../core/change.ts'
import type { EventPayload, FindingView } from '../core/event.ts'
import { escape } from './github-markdown.ts'
import { oneLine } from './text.ts'
import { changesOf } from './wording.ts'

/** What becomes of the issue: closed with one of GitHub's reasons, or opened again. */
export type Move = 'completed' | 'not_planned' | 'reopened'

/** Nothing is left to do about it. */
export const isSettled = (finding: FindingView): boolean => settledAs(finding) !== undefined

const settledAs = (finding: FindingView): Exclude<Move, 'reopened'> | undefined => {
  if (finding.state === 'fixed') return 'completed'
  return finding.suppressed !== null || finding.verification_status === 'false_positive' ? 'not_planned' : undefined
}

const parsed = (event: EventPayload): Change<string>[] => parseChanges(oneLine(event.change_summary ?? ''))

const opensOrCloses = ({ field, from, to }: Change<string>): boolean =>
  field === 'state' ||
  field === 'suppressed' ||
  (field === 'verification_status' && [from, to].includes('false_positive'))

/** Where the issue belongs after the change; undefined when the change says nothing of it. */
export const moveOf = (event: EventPayload): Move | undefined => {
  if (!event.finding || !parsed(event).some(opensOrCloses)) return undefined
  return settledAs(event.finding) ?? 'reopened'
}

/** The scanner found it again or no longer; nobody decided anything. */
export const isRescan = (event: EventPayload): boolean =>
  parsed(event).every(({ field }) => field === 'state' || field === 'recheck' || field === 'severity')

export const changesSeverity = (event: EventPayload): boolean => parsed(event).some(({ field }) => field === 'severity')

/** `- **field:** ~~old~~ → **new**`, a line each. */
export const changeLines = (event: EventPayload): string =>
  changesOf(event.change_summary)
    .map(({ field, before, after }) => {
      const lead = field === '' ? '' : `${escape(field)}: `
      const old = before === '' ? '' : `~~${escape(before)}~~ → `
      return `- ${lead}${old}**${escape(after)}**`
    })
    .join('\n')

const ADVICE: Record<Move, string> = {
  completed: 'The weakness is gone, so this issue is closed.',
  not_planned: 'Somebody decided that nothing is to be done about it, so this issue is closed.',
  reopened: 'The weakness is there, so please look into it again.',
}

export const adviceOf = (finding: FindingView, move: Move | undefined): string => {
  if (move) return ADVICE[move]
  return isSettled(finding) ? 'Nothing needs to be done now.' : 'It is still open: please mend it as described above.'
}
