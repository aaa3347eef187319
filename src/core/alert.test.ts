import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alertActionOf, findingKey, scanFailureKey } from './alert.ts'
import type { FindingView } from './event.ts'
import { sampleEvents } from './sample.ts'

const TARGET = '6f0c1f8e-6f0b-4b1e-9a53-0d6f3d1c7a11'
const OTHER = '7f0c1f8e-6f0b-4b1e-9a53-0d6f3d1c7a11'

describe('the key of an alert', () => {
  it('shows the fingerprint where it can', () => {
    expect(findingKey(TARGET, '4f9a.c-07')).toBe(`${TARGET}:4f9a.c-07`)
  })

  const fingerprint = fc.oneof(fc.string({ minLength: 1, maxLength: 512 }), fc.stringMatching(/^[\w.~-]{1,250}$/))

  it('has at most 237 characters that stand in a path as they are', () => {
    fc.assert(
      fc.property(fingerprint, (text) => {
        expect(findingKey(TARGET, text)).toMatch(/^[\w.~:-]{38,237}$/)
      }),
    )
  })

  it('is another for another fingerprint, for another target and for a scan that failed', () => {
    fc.assert(
      fc.property(fingerprint, fingerprint, (one, other) => {
        expect(findingKey(TARGET, one) === findingKey(TARGET, other)).toBe(one === other)
        expect(findingKey(TARGET, one)).not.toBe(findingKey(OTHER, one))
        expect(findingKey(TARGET, one)).not.toBe(scanFailureKey(TARGET))
      }),
    )
    const hashed = findingKey(TARGET, 'a b').slice(TARGET.length + 1)
    expect(findingKey(TARGET, hashed)).not.toBe(findingKey(TARGET, 'a b'))
  })
})

describe('what an event asks of the alert', () => {
  const { finding } = sampleEvents.finding_new
  const of = (change_summary: string | undefined, fields: Partial<FindingView> = {}) => {
    if (!finding) throw new Error('the sample has a finding')
    const event = change_summary === undefined ? sampleEvents.finding_new : sampleEvents.finding_changed
    return alertActionOf(
      { ...finding, ...fields },
      { ...event, ...(change_summary !== undefined && { change_summary }) },
    )
  }

  it.each([
    [undefined, {}, 'open'],
    ['state: open → fixed', { state: 'fixed' }, 'close'],
    ['state: open → fixed; recheck: never → fixed', { state: 'fixed' }, 'close'],
    ['state: fixed → open; recheck: fixed → present', {}, 'open'],
    ['verification_status: unverified → false_positive', { verification_status: 'false_positive' }, 'close'],
    ['verification_status: unverified → true_negative', { verification_status: 'true_negative' }, 'close'],
    ['verification_status: false_positive → true_positive', { verification_status: 'true_positive' }, 'open'],
    ['verification_status: unverified → true_positive', { verification_status: 'true_positive' }, 'acknowledge'],
    ['verification_status: true_positive → unverified', {}, 'note'],
    ['suppressed: no → accepted_risk', { suppressed: 'accepted_risk' }, 'close'],
    ['suppressed: accepted_risk → no', {}, 'open'],
    ['suppressed: accepted_risk → no', { state: 'fixed' }, 'close'],
    ['severity: high → critical', {}, 'open'],
    ['severity: critical → high', {}, 'note'],
    ['severity: high → critical', { suppressed: 'duplicate' }, 'close'],
    ['recheck: never → present', {}, 'note'],
    ['nonsense', {}, 'note'],
  ] satisfies [string | undefined, Partial<FindingView>, string][])('%s with %j is %s', (summary, fields, action) => {
    expect(of(summary, fields)).toBe(action)
  })
})
