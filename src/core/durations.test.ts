import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DURATION_BUCKETS, durationBucket, percentileMs } from './durations.ts'

const countsOf = (durations: readonly number[]): number[] => {
  const counts = Array<number>(DURATION_BUCKETS).fill(0)
  for (const ms of durations) {
    const bucket = durationBucket(ms)
    counts[bucket] = (counts[bucket] ?? 0) + 1
  }
  return counts
}

it('tells percentiles within the width of a bucket', () => {
  const durations = fc.array(fc.integer({ min: 1, max: 15_000 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.95, 1), (all, share) => {
      const exact = all.toSorted((one, other) => one - other)[Math.ceil(share * all.length) - 1] ?? 0
      const told = percentileMs(countsOf(all), share) ?? 0
      expect(told).toBeGreaterThanOrEqual(Math.floor(exact))
      expect(told).toBeLessThanOrEqual(exact * 1.4143 + 1)
    }),
  )
})

it('has nothing to tell of nothing', () => {
  expect(percentileMs(countsOf([]), 0.5)).toBeNull()
  expect(percentileMs(countsOf([0]), 0.5)).toBe(1)
})
