import { describe, expect, it } from 'vitest'
import { createLane } from './lane.ts'

const PACED = { rates: [{ perSecond: 2, burst: 3 }] }
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

describe('a lane', () => {
  it('sends in order and at most its concurrency at once', () => {
    const lane = createLane<number>('a', { concurrency: 2 })
    lane.push(numbers(4), 0)
    expect([lane.take(0), lane.take(0), lane.take(0)]).toEqual([[0], [1], []])
    lane.done(0, 5)
    expect(lane.take(5)).toEqual([2])
  })

  it('keeps to the share that it is granted', () => {
    const lane = createLane<number>('a', { concurrency: 5 })
    lane.push(numbers(4), 0)
    expect([lane.take(0, 1), lane.take(0, 1), lane.take(0, 2), lane.take(0, 2)]).toEqual([[0], [], [1], []])
  })

  it('sends few at once until answers come, and one more for each that comes while more wait, up to its concurrency', () => {
    const lane = createLane<number>('a', { concurrency: 8 })
    lane.push(numbers(100), 0)
    const takeAll = (now: number): number => {
      let count = 0
      while (lane.take(now).length > 0) count += 1
      return count
    }
    expect(takeAll(0)).toBe(5)
    lane.done(0, 10)
    expect(takeAll(10)).toBe(2)
    lane.done(0, 20)
    lane.done(0, 20)
    expect(takeAll(20)).toBe(3)
    for (let n = 0; n < 2; n += 1) lane.done(0, 30)
    expect(takeAll(30)).toBe(3)
    lane.done(30, 40)
    expect(takeAll(40)).toBe(1)
    lane.done(20, 5020)
    expect(takeAll(5020)).toBe(0)
  })

  it('is stuck when nothing came back for five seconds, and takes no more until something does', () => {
    const lane = createLane<number>('a', { concurrency: 5 })
    lane.push(numbers(10), 0)
    expect([0, 0, 0, 0, 100, 100].map((at) => lane.take(at))).toEqual([[0], [1], [2], [3], [4], []])
    expect(lane.wakesAt(100)).toBe(5000)
    expect([4999, 5000].map((at) => [lane.isStuck(at), lane.isFull(at)])).toEqual([
      [false, false],
      [true, true],
    ])
    lane.done(100, 6000)
    expect([lane.isStuck(6000), lane.isStuck(11_000), lane.isFull(6000)]).toEqual([false, true, false])
    for (let n = 0; n < 4; n += 1) lane.done(0, 12_000)
    expect(lane.isStuck(20_000)).toBe(false)
  })

  it('where its vendor names a rate takes a permit for each request, once that holds', () => {
    const lane = createLane<number>('a', { ...PACED, concurrency: 100 })
    lane.push(numbers(5), 0)
    expect(lane.take(0)).toEqual([])
    expect(lane.wakesAt(0)).toBeUndefined()
    lane.grant([0, 0, 500], 1000, 0)
    expect([lane.take(0), lane.take(0), lane.take(0)]).toEqual([[0], [1], []])
    lane.done(0, 0)
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
    lane.done(0, 1)
    expect(lane.ask(1)).toBe(1)
  })

  it('does not use a permit that lay unused for a second: with later ones it would make too many at once', () => {
    const lane = createLane<number>('a', { ...PACED, concurrency: 1 })
    lane.push(numbers(3), 0)
    lane.grant([0, 100], 600, 0)
    expect(lane.take(0)).toEqual([0])
    lane.done(0, 5)
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
    expect(lane.push(numbers(7), 0)).toEqual([])
    expect(lane.isFull(0)).toBe(false)
    expect(lane.push(numbers(200), 0)).toEqual([])
    expect(lane.isFull(0)).toBe(true)
  })

  it('rests as long as it is told to, and gives back what waited', () => {
    const lane = createLane<number>('a', { concurrency: 1 })
    lane.push([1, 2], 0)
    expect(lane.take(0)).toEqual([1])
    expect(lane.rest(5000)).toEqual([2])
    lane.done(0, 5)
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
