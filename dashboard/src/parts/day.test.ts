import { expect, test } from 'vitest'
import { filterSentence } from './filter-sentence.ts'
import { percent } from './percent.ts'
import { hoursOf, totalsOf } from './day.ts'

const NOW = Date.parse('2026-03-01T12:34:56Z')

test('a day is the last 24 hours of the clock; what is older or counted nowhere is left out', () => {
  const counts = { delivered: 3, failed: 1 }
  const hours = hoursOf(
    [
      { ...counts, hour: '2026-03-01T12:00:00.000Z' },
      { ...counts, hour: '2026-02-28T12:00:00.000Z' },
    ],
    NOW,
  )
  expect(hours).toHaveLength(24)
  expect(hours.at(-1)).toMatchObject({ delivered: 3, failed: 1 })
  expect(totalsOf(hours)).toEqual({ delivered: 3, failed: 1, successRate: 0.75 })
})

test('a rate is whole only where all went well, and unknown where nothing was sent', () => {
  expect(percent(1)).toBe('100 %')
  expect(percent(0.9999)).toBe('99.9 %')
  expect(percent(totalsOf([]).successRate)).toBe('–')
})

test('a filter reads as a sentence', () => {
  expect(
    filterSentence({ severity_filter: 'high', target_ids: ['a', 'b'], events: ['scan_failed', 'finding_new'] }),
  ).toBe('high and above · 2 targets · failed scans, new findings')
  expect(filterSentence({ severity_filter: 'critical', target_ids: null, events: null })).toBe(
    'critical only · all targets · all events',
  )
})
