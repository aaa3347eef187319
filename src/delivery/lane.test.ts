import { describe, expect, it } from 'vitest'
import { createLane } from './lane.ts'

const PACED = { rates: [{ perSecond: 2, burst: 3 }] }
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

describe('a lane', () => {
  it('sends in order and at most its concurrency at once', () => {
    const lane = createLane<number>('a', { concurrency: 2 })
    lane.push(numbers(4), 0)
    expect([lane.take(0), lane.take(0), lane.take(0)]).toEqual([[0], [1], []])
    lane.done()
    expect(lane.take(0)).toEqual([2])
  })

  it('keeps to the share that it is granted', () => {
    const lane = createLane<number>('a', { concurrency: 5 })
    lane.push(numbers(4), 0)
    expect([lane.take(0, 2), lane.take(0, 2), lane.take(0, 2), lane.take(0, 3)]).toEqual([[0], [1], [], [2]])
  })

  it('where its vendor names a rate takes a permit for each request, once that holds', () => {
    const lane = createLane<number>('a', { ...PACED, concurrency: 100 })
    lane.push(numbers(5), 0)
    expect(lane.take(0)).toEqual([])
    expect(lane.wakesAt(0)).toBeUndefined()
    lane.grant([0, 0, 500], 1000, 0)
    expect([lane.take(0), lane.take(0), lane.take(0)]).toEqual([[0], [1], []])
    expect(lane.wakesAt(0)).toBe(500)
    expect([lane.take(500), lane.take(500)]).toEqual([[2], []])
  })

  it('asks for as many permits as it may start requests, and not again before the answer', () => {
    const lane = createLane<number>('a', { ...PACED, concurrency: 3 })
    expect(lane.ask(0)).toBe(0)
    lane.push(numbers(2), 0)
    expect([lane.ask(0), lane.ask(0)]).toEqual([2, 0])
    lane.grant([0], 500, 0)
    expect(lane.ask(0)).toBe(1)
    lane.refuse()
    lane.push(numbers(6), 0)
    expect(lane.ask(0)).toBe(2)
    lane.grant([0, 0], 500, 0)
    expect([lane.take(0), lane.take(0), lane.take(0)].flat()).toHaveLength(3)
    expect(lane.ask(0)).toBe(0)
    lane.done()
    expect(lane.ask(0)).toBe(1)
  })

  it('does not use a permit that lay unused for a second: with later ones it would make too many at once', () => {
    const lane = createLane<number>('a', { ...PACED, concurrency: 1 })
    lane.push(numbers(3), 0)
    lane.grant([0, 100], 600, 0)
    expect(lane.take(0)).toEqual([0])
    lane.done()
    expect(lane.take(1101)).toEqual([])
    expect(lane.ask(1101)).toBe(1)
  })

  it('gives back what it has no permit for in the next seconds, and rests until there is one', () => {
    const lane = createLane<number>('a', { ...PACED, concurrency: 1 })
    lane.push([1, 2], 0)
    expect(lane.grant([], 9000, 0)).toEqual([
      { work: 1, afterMs: 9000 },
      { work: 2, afterMs: 9500 },
    ])
    expect(lane.isFull(8999)).toBe(true)
    expect(lane.wakesAt(0)).toBe(9000)
  })

  it('takes what fits and says when to offer the rest again', () => {
    const lane = createLane<number>('a', { rates: [{ perSecond: 1, burst: 1 }], concurrency: 1 })
    const rest = lane.push(numbers(10), 0)
    expect(rest.map(({ work }) => work)).toEqual([6, 7, 8, 9])
    expect(rest.map(({ afterMs }) => afterMs)).toEqual([6000, 7000, 8000, 9000])
    expect(lane.isFull(0)).toBe(true)
  })

  it('without a pace takes all that it is given, and asks for no more once enough waits', () => {
    const lane = createLane<number>('a', { concurrency: 1 })
    expect(lane.push(numbers(127), 0)).toEqual([])
    expect(lane.isFull(0)).toBe(false)
    expect(lane.push(numbers(200), 0)).toEqual([])
    expect(lane.isFull(0)).toBe(true)
  })

  it('rests as long as it is told to, and gives back what waited', () => {
    const lane = createLane<number>('a', { concurrency: 1 })
    lane.push([1, 2], 0)
    expect(lane.take(0)).toEqual([1])
    expect(lane.rest(5000)).toEqual([2])
    lane.done()
    expect(lane.push([3], 1000)).toEqual([{ work: 3, afterMs: 4000 }])
    expect(lane.isFull(4999)).toBe(true)
    expect(lane.wakesAt(1000)).toBe(5000)
    lane.push([4], 5000)
    expect(lane.take(5000)).toEqual([4])
  })

  it('gives batches where the destination takes them', () => {
    const lane = createLane<number>('a', { batch: { events: 3, bytes: 1000 }, concurrency: 1 })
    lane.push(numbers(4), 0)
    expect(lane.take(0)).toEqual([0, 1, 2])
  })
})
