import { expect, it, vi } from 'vitest'
import { dueEvent, sharedEvent } from './due-event.ts'
import { sampleEvents } from './sample.ts'

const { finding } = sampleEvents.finding_new
const leaky = { ...sampleEvents.finding_new, ...(finding && { finding: { ...finding, evidence: 'password=hunter2' } }) }

it.each([
  ['to one destination is parsed each time', dueEvent, 2],
  ['to several is parsed once for all', sharedEvent, 1],
])('an event that goes %s, and sent without credentials', (_what, make, times) => {
  const parse = vi.fn(() => leaky)
  const event = make(parse)
  for (const sent of [event.redacted(), event.redacted()]) expect(sent.finding?.evidence).toBe('password=[redacted]')
  expect(parse).toHaveBeenCalledTimes(times)
  expect(event.payload().finding?.evidence).toBe('password=hunter2')
})
