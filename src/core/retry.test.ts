import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_RETRY_SCHEDULE, MAX_HINT_MS, retryDelayMs } from './retry.ts'

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const failed = fc.integer({ min: 1, max: DEFAULT_RETRY_SCHEDULE.length })

describe('the retry schedule', () => {
  it('makes ten attempts over about two days', () => {
    expect(DEFAULT_RETRY_SCHEDULE.length + 1).toBe(10)
    expect(DEFAULT_RETRY_SCHEDULE).toEqual([5, 30, 120, 600, 1800, 7200, 21600, 43200, 86400])
    expect(retryDelayMs(DEFAULT_RETRY_SCHEDULE, 10, undefined, 0.5)).toBeUndefined()
  })

  it('keeps each wait within 20 % of the plan', () => {
    fc.assert(
      fc.property(failed, random, (count, roll) => {
        const planned = (DEFAULT_RETRY_SCHEDULE[count - 1] ?? 0) * 1000
        const delay = retryDelayMs(DEFAULT_RETRY_SCHEDULE, count, undefined, roll) ?? 0
        expect(Math.abs(delay - planned)).toBeLessThanOrEqual(planned * 0.2 + 1)
      }),
    )
  })

  it('waits at least as long as the vendor asks, up to an hour', () => {
    fc.assert(
      fc.property(failed, random, fc.integer({ min: 0, max: 10 * MAX_HINT_MS }), (count, roll, hint) => {
        const plan = retryDelayMs(DEFAULT_RETRY_SCHEDULE, count, undefined, roll) ?? 0
        const delay = retryDelayMs(DEFAULT_RETRY_SCHEDULE, count, hint, roll) ?? 0
        expect(delay).toBe(Math.max(plan, Math.min(hint, MAX_HINT_MS)))
      }),
    )
  })

  it('sends no herd: of 10,000 failures of one second at most 5 % are due again in any one second', () => {
    const seed = fc.integer({ min: 0, max: 0xffff_ffff })
    fc.assert(
      fc.property(seed, fc.integer({ min: 3, max: DEFAULT_RETRY_SCHEDULE.length }), (start, count) => {
        let state = start
        // Numerical Recipes' generator: as good as any for a histogram.
        const roll = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 0x1_0000_0000
        const due = Array.from(
          { length: 10_000 },
          (_, n) => n / 10 + (retryDelayMs(DEFAULT_RETRY_SCHEDULE, count, undefined, roll()) ?? 0),
        )
        const buckets = Map.groupBy(due, (at) => Math.floor(at / 1000))
        expect(Math.max(...[...buckets.values()].map(({ length }) => length))).toBeLessThanOrEqual(500)
      }),
      { numRuns: 20 },
    )
  })

  it('spreads a thousand failures of one second around the mean', () => {
    const delays = Array.from({ length: 1000 }, (_, index) => retryDelayMs([120], 1, undefined, index / 1000) ?? 0)
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length
    expect(Math.abs(mean - 120_000)).toBeLessThan(2400)
    expect(new Set(delays).size).toBe(1000)
  })
})
