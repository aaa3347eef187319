import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editsBetween, nearestOf } from './nearest.ts'

test.each([
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
  ['URL', 'ULR', 2],
  ['same', 'same', 0],
])('%s and %s are %i edits apart', (a, b, edits) => {
  expect(editsBetween(a, b)).toBe(edits)
})

test('edits are the same both ways, at most the longer text, and one a letter put in anywhere', () => {
  const text = fc.string({ maxLength: 20 })
  fc.assert(
    fc.property(text, text, fc.nat(20), (a, b, at) => {
      expect(editsBetween(a, b)).toBe(editsBetween(b, a))
      expect(editsBetween(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
      expect(editsBetween(a, `${a.slice(0, at)}x${a.slice(at)}`)).toBe(1)
    }),
  )
})

test('the nearest is that of the fewest edits', () => {
  expect(nearestOf('ULR', ['PORT', 'URL', 'HOST'])).toEqual({ name: 'URL', edits: 2 })
  expect(nearestOf('ULR', [])).toBeUndefined()
})
