import { expect, test } from 'vitest'
import type { EventPayload, Integration, Routing } from '../api/schemas.ts'
import type { Severity, Verdict } from '../api/vocabulary.ts'
import { cellsOf } from './stages.ts'

const routing = (verdict: Verdict): Routing => ({ integration_id: 'i', name: 'SIEM', kind: 'splunk', verdict })
const event = (name: EventPayload['event'], severity?: Severity): EventPayload =>
  ({ event: name, target: { name: 'shop' }, ...(severity && { finding: { severity } }) }) as EventPayload
const floor = (severity_filter: Severity): Integration => ({ severity_filter }) as Integration

const states = (verdict: Verdict) =>
  cellsOf(routing(verdict), event('finding_new', 'low'), undefined).map(({ state }) => state)

test('an event passes the stages in order until one stops it, and later ones are not asked', () => {
  expect(states('disabled')).toEqual(['stopped', 'unasked', 'unasked', 'unasked'])
  expect(states('event_not_subscribed')).toEqual(['passed', 'passed', 'stopped', 'unasked'])
  expect(states('matched')).toEqual(['passed', 'passed', 'passed', 'passed'])
})

test('a severity that was too low is compared with the floor, unless the floor was lowered since', () => {
  const note = (now: Integration) => cellsOf(routing('below_severity'), event('finding_new', 'medium'), now)[3]
  expect(note(floor('high'))).toEqual({ state: 'stopped', note: 'below severity: medium < high' })
  expect(note(floor('low'))).toEqual({ state: 'stopped', note: 'below severity: medium' })
})

test('a scan event passes the severity, which it has none of', () => {
  expect(cellsOf(routing('matched'), event('scan_done'), undefined)[3]).toEqual({
    state: 'passed',
    note: 'scan events pass',
  })
})
