import { createHash } from 'node:crypto'
import { parseChanges, type Change } from './change.ts'
import type { EventPayload, FindingView } from './event.ts'
import { SEVERITIES } from './severity.ts'

/** What stands in a URL's path and in any tool's field as it is; the prefix is what the hashed form starts with. */
const READABLE = /^(?!sha256-)[\w.~-]{1,200}$/

/**
 * The key by which paging tools know a finding's alert: `TARGET_ID:FINGERPRINT`, or `TARGET_ID:sha256-…` with the hash of
 * a fingerprint that is longer than 200 characters or holds any but letters, digits and `_.~-`. At most 237 characters.
 */
export const findingKey = (targetId: string, fingerprint: string): string =>
  READABLE.test(fingerprint)
    ? `${targetId}:${fingerprint}`
    : `${targetId}:sha256-${createHash('sha256').update(fingerprint).digest('hex')}`

/** The key of the alert that a target's scan failed; no fingerprint can lead to it. */
export const scanFailureKey = (targetId: string): string => `${targetId}.scan-failure`

/** Nothing is left to do about it. */
const isClosed = ({ state, suppressed, verification_status }: FindingView): boolean =>
  state === 'fixed' || suppressed !== null || ['false_positive', 'true_negative'].includes(verification_status)

const rank = (severity: string): number => SEVERITIES.findIndex((known) => known === severity)

const isRaised = ({ field, from, to }: Change<string>): boolean => field === 'severity' && rank(to) > rank(from)

const isBack = ({ field, from, to }: Change<string>): boolean =>
  (field === 'state' && to === 'open') ||
  (field === 'suppressed' && to === 'no') ||
  (field === 'verification_status' && ['false_positive', 'true_negative'].includes(from))

const isConfirmed = ({ field, to }: Change<string>): boolean =>
  field === 'verification_status' && to === 'true_positive'

export type AlertAction = 'open' | 'close' | 'acknowledge' | 'note'

/**
 * What an event asks of its finding's alert. A finding with nothing left to do is closed whatever changed, so that no
 * late remark opens its alert again.
 */
export const alertActionOf = (finding: FindingView, { event, change_summary = '' }: EventPayload): AlertAction => {
  if (isClosed(finding)) return 'close'
  if (event === 'finding_new') return 'open'
  const changes = parseChanges(change_summary)
  if (changes.some((change) => isBack(change) || isRaised(change))) return 'open'
  return changes.some(isConfirmed) ? 'acknowledge' : 'note'
}

/** The key of the alert for what a scan found beyond what pages one by one; no fingerprint can lead to it. */
export const digestKey = (targetId: string, scanId: string): string => `${targetId}.scan-digest.${scanId}`
