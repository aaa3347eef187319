import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLane } from './lane.ts'

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

  it('keeps the pace: a burst, then one an interval', () => {
    const lane = createLane<number>('a', { perSecond: 2, burst: 3, concurrency: 100 })
    lane.push(numbers(8), 0)
    const sentAt: number[] = []
    for (let now = 0; now <= 3000; now += 50) while (lane.take(now).length > 0) sentAt.push(now)
    expect(sentAt).toEqual([0, 0, 0, 500, 1000, 1500, 2000, 2500])
  })

  it('never sends more in any second than burst and rate allow', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 10 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 }),
        (perSecond, burst, gaps) => {
          const lane = createLane<number>('a', { perSecond, burst, concurrency: 1000 })
          const sent: number[] = []
          let now = 0
          for (const gap of gaps) {
            now += gap
            lane.push([1, 2], now)
            while (lane.take(now).length > 0) sent.push(now)
          }
          for (const from of sent) {
            expect(sent.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(burst + perSecond)
          }
        },
      ),
    )
  })

  it('takes what fits and says when to offer the rest again', () => {
    const lane = createLane<number>('a', { perSecond: 1, burst: 1, concurrency: 1 })
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
