import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowCounts } from './row-counts.ts'

test('rows are counted by fingerprint, however many there are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.integer({ min: 1, max: 9 })), { maxLength: 300 }),
      (rows) => {
        const counts = rowCounts(4)
        const expected = new Map<string, number>()
        for (const [fingerprint, count] of rows) {
          counts.add(fingerprint, count)
          expected.set(fingerprint, (expected.get(fingerprint) ?? 0) + count)
        }
        for (const [fingerprint, count] of expected) expect(counts.of(fingerprint)).toBe(count)
        expect(counts.of('never added')).toBe(0)
      },
    ),
  )
})
