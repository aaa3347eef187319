import { expect, it } from 'vitest'
import { spentBudgetMs } from './spent-budget.ts'

const AT = Date.parse('2026-11-23T09:00:00Z')

const spent = (headers: Record<string, string>): number => spentBudgetMs({ status: 201, headers, body: '', at: AT })

it.each([
  ['GitHub', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(AT / 1000 + 90) }, 90_000],
  ['Jira Cloud', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2026-11-23T09:01Z' }, 60_000],
  [
    'Discord',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1763888400', 'x-ratelimit-reset-after': '1.25' },
    1250,
  ],
  ['the draft of the IETF', { 'ratelimit-remaining': '0', 'ratelimit-reset': '30' }, 30_000],
])('reads until when %s takes no more', (_vendor, headers, expected) => {
  expect(spent(headers)).toBe(expected)
})

it.each([
  ['nothing', {}],
  ['what is left', { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset-after': '30' }],
  ['no end', { 'x-ratelimit-remaining': '0' }],
  ['an end that has passed', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(AT / 1000 - 5) }],
  ['no number', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' }],
  ['no date', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2026-99-99T00:00:00Z' }],
  ['a negative number', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '-5' }],
])('does not wait for %s', (_what, headers) => {
  expect(spent(headers)).toBe(0)
})
