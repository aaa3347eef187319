import { expect, it } from 'vitest'
import { KINDS } from './destination.ts'
import { destinationOf, destinations } from './index.ts'

it('finds each destination by its kind', () => {
  expect(destinations.size).toBeGreaterThan(0)
  for (const [kind, destination] of destinations) {
    expect(KINDS).toContain(kind)
    expect(destination.kind).toBe(kind)
    expect(destinationOf(kind)).toBe(destination)
  }
})

it('knows no other kind', () => {
  for (const kind of ['', 'Slack', 'constructor', '__proto__']) expect(destinationOf(kind)).toBeUndefined()
})
