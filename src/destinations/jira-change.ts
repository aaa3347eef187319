import { parseChanges, type Change } from '../core/change.ts'
import type { EventPayload, FindingView } from '../core/event.ts'
import { cut, oneLine } from './text.ts'

const changesOf = (summary: string): Change<string>[] => parseChanges(oneLine(summary))

const VERIFIED: Record<string, string> = {
  unverified: 'This finding is to be verified again.',
  true_positive: 'Somebody checked this finding and confirmed it: the weakness is real.',
  false_positive: 'Somebody checked this finding and marked it as a false positive: there is no weakness here.',
  true_negative: 'Somebody checked this finding and confirmed that there is no weakness here.',
  false_negative: 'Somebody checked this finding: the weakness is real although the scanner had missed it.',
}

const SUPPRESSED: Record<string, string> = {
  accepted_risk: 'its risk is accepted',
  wont_fix: 'it will not be fixed',
  false_positive: 'it is a false positive',
  duplicate: 'it is a duplicate of another finding',
  out_of_scope: 'it is out of scope',
}

const RECHECKED: Record<string, string> = {
  present: 'A recheck found the weakness still there.',
  fixed: 'A recheck no longer found the weakness.',
  inconclusive: 'A recheck could not tell whether the weakness is still there.',
}

const plain = ({ field, from, to }: Change<string>): string => `${field.replaceAll('_', ' ')}: ${from} → ${to}.`

const sentenceOf = (change: Change<string>): string => {
  const { field, from, to } = change
  switch (field) {
    case 'state':
      if (to === 'fixed') return 'This finding is fixed: the weakness is gone.'
      return to === 'open'
        ? 'This finding is back: the weakness was found again after it had been fixed.'
        : plain(change)
    case 'verification_status':
      return VERIFIED[to] ?? plain(change)
    case 'suppressed':
      if (to === 'no') return 'This finding is no longer suppressed and counts again.'
      return SUPPRESSED[to] ? `This finding was suppressed: ${SUPPRESSED[to]}.` : plain(change)
    case 'recheck':
      return RECHECKED[to] ?? plain(change)
    case 'severity':
      return `Its severity went from ${from} to ${to}.`
    default:
      return plain(change)
  }
}

/** What changed, a sentence each. */
export const sentencesOf = (summary: string): string[] => {
  const sentences = changesOf(summary).map((change) => cut(sentenceOf(change), 300))
  return sentences.length > 0 ? sentences.slice(0, 10) : [cut(oneLine(summary), 300) || 'This finding changed.']
}

/** Nothing is left to do about it. */
const isClosed = (finding: FindingView): boolean =>
  finding.state === 'fixed' || finding.suppressed !== null || finding.verification_status === 'false_positive'

const opensOrCloses = ({ field, from, to }: Change<string>): boolean =>
  field === 'state' ||
  field === 'suppressed' ||
  (field === 'verification_status' && [from, to].includes('false_positive'))

export type Move = 'done' | 'open'

/**
 * Where the issue belongs after the change; undefined when the change says nothing of it. A finding that is shown again
 * while it is fixed stays done.
 */
export const moveOf = ({ finding, change_summary = '' }: EventPayload): Move | undefined => {
  if (!finding || !changesOf(change_summary).some(opensOrCloses)) return undefined
  return isClosed(finding) ? 'done' : 'open'
}

/** What a developer is to do now. */
export const adviceOf = (finding: FindingView, move: Move | undefined): string => {
  if (move === 'done') return 'Nothing is left to do here.'
  if (move === 'open') return 'Please look into it again.'
  return isClosed(finding) ? 'Nothing needs to be done now.' : 'It is still open: please mend it as described above.'
}
