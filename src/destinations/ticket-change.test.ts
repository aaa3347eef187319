import { describe, expect, it } from 'vitest'
import type { EventPayload } from '../core/event.ts'
import { sampleEvents } from '../core/sample.ts'
import { isRescan, sentencesOf } from './ticket-change.ts'

const changed = (change_summary: string): EventPayload => ({ ...sampleEvents.finding_changed, change_summary })

describe('a change of a finding, for a ticket', () => {
  it('says a sentence for each part of the change', () => {
    expect(sentencesOf(changed('state: open → fixed; recheck: never → fixed'))).toEqual([
      'This finding is fixed: the weakness is gone.',
      'A recheck no longer found the weakness.',
    ])
    expect(sentencesOf(changed('suppressed: no → out_of_scope'))).toEqual([
      'This finding was suppressed: it is out of scope.',
    ])
    expect(sentencesOf(changed('severity: high → critical'))).toEqual(['Its severity went from high to critical.'])
  })

  it('falls back to the words as they are, and never to nothing', () => {
    expect(sentencesOf(changed('owner_team: a → b'))).toEqual(['owner team: a → b.'])
    expect(sentencesOf(changed('free\nwords'))).toEqual(['free words'])
    expect(sentencesOf(changed(''))).toEqual(['This finding changed.'])
  })

  it.each([
    ['state: fixed → open', true],
    ['severity: high → critical', true],
    ['state: fixed → open; recheck: fixed → present', true],
    ['suppressed: wont_fix → no', false],
    ['verification_status: false_positive → true_positive', false],
  ])('%s comes from a scan: %s', (summary, expected) => {
    expect(isRescan(changed(summary))).toBe(expected)
  })
})
