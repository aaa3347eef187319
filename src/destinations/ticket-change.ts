import { parseChanges, type Change } from '../core/change.ts'
import type { EventPayload, FindingView } from '../core/event.ts'
import { cut, oneLine } from './text.ts'

export const changesIn = (event: EventPayload): Change<string>[] => parseChanges(oneLine(event.change_summary ?? ''))

/** Nothing is left to do about it. */
export const isSettled = (finding: FindingView): boolean =>
  finding.state === 'fixed' || finding.suppressed !== null || finding.verification_status === 'false_positive'

/** The change says where the ticket belongs. */
export const movesTicket = (event: EventPayload): boolean =>
  changesIn(event).some(
    ({ field, from, to }) =>
      field === 'state' ||
      field === 'suppressed' ||
      (field === 'verification_status' && [from, to].includes('false_positive')),
  )

/** The scanner found it again or no longer; nobody decided anything. */
export const isRescan = (event: EventPayload): boolean =>
  changesIn(event).every(({ field }) => field === 'state' || field === 'recheck' || field === 'severity')

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

/** What changed, a sentence each of at most 300 UTF-16 units, ten at most and never none. Still to be escaped. */
export const sentencesOf = (event: EventPayload): string[] => {
  const sentences = changesIn(event).map((change) => cut(sentenceOf(change), 300))
  const whole = cut(oneLine(event.change_summary ?? ''), 300) || 'This finding changed.'
  return sentences.length > 0 ? sentences.slice(0, 10) : [whole]
}
