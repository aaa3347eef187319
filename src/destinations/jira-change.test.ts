import { describe, expect, it } from 'vitest'
import type { EventPayload, FindingView } from '../core/event.ts'
import { sampleEvents } from '../core/sample.ts'
import { adviceOf, moveOf } from './jira-change.ts'

const changed = (change_summary: string, finding: Partial<FindingView> = {}): EventPayload => {
  const sample = sampleEvents.finding_changed
  if (!sample.finding) throw new Error('the sample has a finding')
  return { ...sample, change_summary, finding: { ...sample.finding, ...finding } }
}

describe('a change of a finding, for an issue', () => {
  it.each([
    ['state: open → fixed', { state: 'fixed' }, 'done'],
    ['state: open → fixed; recheck: never → fixed', { state: 'fixed' }, 'done'],
    ['state: fixed → open; recheck: fixed → present', { state: 'open' }, 'open'],
    ['verification_status: unverified → false_positive', { verification_status: 'false_positive' }, 'done'],
    ['verification_status: false_positive → true_positive', { verification_status: 'true_positive' }, 'open'],
    ['verification_status: unverified → true_positive', { verification_status: 'true_positive' }, undefined],
    ['suppressed: no → accepted_risk', { suppressed: 'accepted_risk' }, 'done'],
    ['suppressed: accepted_risk → no', { suppressed: null }, 'open'],
    ['suppressed: accepted_risk → no', { suppressed: null, state: 'fixed' }, 'done'],
    ['severity: high → critical', { severity: 'critical' }, undefined],
    ['recheck: never → present', {}, undefined],
    ['nonsense', {}, undefined],
  ] satisfies [string, Partial<FindingView>, string | undefined][])('%s leads to %j %s', (summary, finding, move) => {
    expect(moveOf(changed(summary, finding))).toBe(move)
  })

  it('says what is to be done now', () => {
    const { finding } = changed('', { state: 'open' })
    if (!finding) throw new Error('the sample has a finding')
    expect(adviceOf(finding, 'open')).toContain('look into it again')
    expect(adviceOf(finding, undefined)).toContain('still open')
    expect(adviceOf({ ...finding, state: 'fixed' }, undefined)).toContain('Nothing needs')
  })
})
