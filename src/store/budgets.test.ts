import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { newId } from '../core/id.ts'
import { restRemotes, takePermits } from './budgets.ts'

const database = useDatabase()
const rounded = (ms: readonly number[]): number[] => ms.map(Math.round)

describe('permits to send to a remote', () => {
  it('come in a burst and then at the rate', async () => {
    const rates = [{ perSecond: 2, burst: 3 }]
    const { inMs, nextInMs } = await takePermits(database.db, newId(), 6, rates, Infinity)
    expect(rounded([...inMs, nextInMs])).toEqual([0, 0, 0, 500, 1000, 1500, 2000])
  })

  it('keep to the slowest of several rates', async () => {
    const rates = [
      { perSecond: 1, burst: 2 },
      { perSecond: 0.1, burst: 4 },
    ]
    const { inMs } = await takePermits(database.db, newId(), 6, rates, Infinity)
    expect(rounded(inMs)).toEqual([0, 0, 1000, 2000, 10_000, 20_000])
  })

  it('are given only as far ahead as asked, and the rest is left for others', async () => {
    const remote = newId()
    const rates = [{ perSecond: 1, burst: 1 }]
    const first = await takePermits(database.db, remote, 10, rates, 2000)
    expect(rounded(first.inMs)).toEqual([0, 1000, 2000])
    expect(Math.round(first.nextInMs)).toBe(3000)
    const none = await takePermits(database.db, remote, 10, rates, 2000)
    expect(none.inMs.length).toBeLessThanOrEqual(1)
  })

  it('are shared by all that ask at once: together they keep the rate', async () => {
    const remote = newId()
    const rates = [{ perSecond: 1, burst: 5 }]
    const start = performance.now()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => takePermits(database.db, remote, 5, rates, Infinity)),
    )
    const elapsed = performance.now() - start
    const all = answers.flatMap(({ inMs }) => inMs).toSorted((one, other) => one - other)
    expect(all).toHaveLength(100)
    // Each answer counts from its own moment, which was at most `elapsed` after the first.
    all.forEach((ms, n) => expect(ms).toBeGreaterThanOrEqual((n - 4) * 1000 - elapsed - 1))
  })

  it('hold no earlier than the remote asked for, whoever heard it', async () => {
    const remote = newId()
    await restRemotes(database.db, [
      { remote: newId(), ms: 1 },
      { remote, ms: 60_000 },
    ])
    await restRemotes(database.db, [{ remote, ms: 1000 }])
    const { inMs, nextInMs } = await takePermits(database.db, remote, 1, [{ perSecond: 1, burst: 1 }], 2000)
    expect(inMs).toEqual([])
    expect(nextInMs).toBeGreaterThan(55_000)
  })
})
