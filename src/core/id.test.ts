import { expect, test } from 'vitest'
import { firstIdAt, newId } from './id.ts'

test('an id made now is not below the first id of this instant and below that of the next millisecond', () => {
  const before = new Date()
  const id = newId()
  expect(id >= firstIdAt(before)).toBe(true)
  expect(id < firstIdAt(new Date(Date.now() + 1))).toBe(true)
})

test('the first id of an instant is a UUID of version 7, also of the epoch', () => {
  expect(firstIdAt(new Date(0))).toBe('00000000-0000-7000-8000-000000000000')
  expect(firstIdAt(new Date('2026-01-01T00:00:00Z'))).toMatch(/^019b76da-a800-7000-8000-0{12}$/)
})

test('ids rise and differ, many within one millisecond', () => {
  const ids = Array.from({ length: 5000 }, newId)
  expect(ids).toEqual([...new Set(ids)].sort())
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})
