import { afterEach, expect, it, vi } from 'vitest'
import { dueEvent, freshEvent, sharedEvent } from './due-event.ts'
import { sampleEvents } from './sample.ts'

const { finding } = sampleEvents.finding_new
const leaky = { ...sampleEvents.finding_new, ...(finding && { finding: { ...finding, evidence: 'password=hunter2' } }) }

afterEach(() => vi.restoreAllMocks())

const reading = () => vi.spyOn(JSON, 'parse')

it.each([
  ['to one destination is parsed each time', dueEvent, 2],
  ['to several is parsed once for all', sharedEvent, 1],
])('an event that goes %s, and sent without credentials', (_what, make, times) => {
  const stored = JSON.stringify(leaky)
  const parse = reading()
  const event = make(stored)
  for (const sent of [event.redacted(), event.redacted()]) expect(sent.finding?.evidence).toBe('password=[redacted]')
  expect(parse).toHaveBeenCalledTimes(times)
  expect(event.payload().finding?.evidence).toBe('password=hunter2')
})

it('the text for several destinations is made once, from what was parsed for the others', () => {
  const stored = JSON.stringify(leaky)
  const parse = reading()
  const event = sharedEvent(stored)
  event.redacted()
  expect(event.text()).toBe(event.text())
  expect(event.text().json).toContain('password=[redacted]')
  expect(parse).toHaveBeenCalledTimes(1)
})

it('what was not stored yet is sent without credentials too', () => {
  const event = freshEvent(leaky)
  expect(event.payload()).toBe(leaky)
  expect(event.redacted().finding?.evidence).toBe('password=[redacted]')
  expect(event.text()).toMatchObject({ event: 'finding_new', json: JSON.stringify(event.redacted()) })
})
