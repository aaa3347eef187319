import { describe, expect, it } from 'vitest'
import type { Outcome } from '../core/outcome.ts'
import { createCircuitWatch } from './circuit-watch.ts'

const good: Outcome = { status: 'delivered' }
const bad: Outcome = { status: 'retry', reason: 'server', detail: 'answered 503' }
const refused: Outcome = { status: 'rejected', reason: 'invalid_request', detail: 'no' }
const throttled: Outcome = { status: 'retry', reason: 'rate_limited', detail: 'slower' }

/** The place of the outcome that opens the circuit, each `everyMs` after the one before. */
const opensAt = (outcomes: Outcome[], everyMs = 0): number => {
  const watch = createCircuitWatch()
  return outcomes.findIndex((outcome, at) => watch.saw('a', outcome, at * everyMs) !== undefined)
}
const repeat = (count: number, ...outcomes: Outcome[]): Outcome[] =>
  Array.from({ length: count }, () => outcomes).flat()

describe('a circuit opens', () => {
  it('at the tenth failure in a row, however slowly they come', () => {
    expect(opensAt(repeat(20, bad))).toBe(9)
    expect(opensAt(repeat(20, bad), 120_000)).toBe(9)
  })

  it('when of at least twenty in a minute half failed', () => {
    expect(opensAt(repeat(30, bad, good))).toBe(19)
    expect(opensAt(repeat(30, good, bad))).toBe(19)
    expect(opensAt([good, ...repeat(30, good, bad)])).toBe(-1)
    expect(opensAt([...repeat(9, good), ...repeat(9, bad), good, ...repeat(9, bad)])).toBe(19)
  })

  it('not when fewer than half of them fail, or fewer than twenty come in a minute', () => {
    expect(opensAt(repeat(200, good, good, bad))).toBe(-1)
    expect(opensAt(repeat(200, bad, good), 4000)).toBe(-1)
  })

  it('not for refusals and throttling, which are answers', () => {
    expect(opensAt(repeat(50, refused, throttled))).toBe(-1)
    expect(opensAt([...repeat(9, bad), refused, ...repeat(9, bad)])).toBe(-1)
  })

  it('with what the destination said last, and for each integration by itself', () => {
    const watch = createCircuitWatch()
    for (let n = 0; n < 9; n++) watch.saw('a', bad, 0)
    expect(watch.saw('b', bad, 0)).toBeUndefined()
    expect(watch.saw('a', bad, 0)).toBe('answered 503')
    expect(watch.saw('a', bad, 0)).toBeUndefined()
  })
})
