import { expect, test } from 'vitest'
import { EVENT_NAMES } from './event.ts'
import { findingInput } from './finding.ts'
import { sampleEvents } from './sample.ts'

test('there is a sample of every event, under its own name', () => {
  expect(Object.keys(sampleEvents)).toEqual([...EVENT_NAMES])
  for (const name of EVENT_NAMES) expect(sampleEvents[name].event).toBe(name)
})

test('finding events carry a finding, and only they do', () => {
  for (const [name, sample] of Object.entries(sampleEvents))
    expect(sample.finding !== undefined).toBe(name.startsWith('finding_'))
})

test('the finding is one that a scanner could have sent', () => {
  const finding = sampleEvents.finding_new.finding
  const { id, url, verification_status, state, suppressed, ...sent } = { ...finding }
  expect(findingInput.parse(sent)).toMatchObject({ cwe_id: 'CWE-89' })
  expect([id, url, verification_status, state, suppressed]).not.toContain(undefined)
})
