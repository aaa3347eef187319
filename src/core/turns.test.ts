import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createTurns } from './turns.ts'

const TOTAL = 8

it('gives places in the order of asking and never more than there are', async () => {
  const places = fc.array(fc.constantFrom(1, 1, 1, 3, TOTAL), { maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(places, async (wanted) => {
      const turns = createTurns(TOTAL)
      const begun: number[] = []
      let taken = 0
      const run = async (count: number, index: number): Promise<void> => {
        const leave = await turns.take(count)
        begun.push(index)
        taken += count
        expect(taken).toBeLessThanOrEqual(TOTAL)
        await new Promise(setImmediate)
        taken -= count
        leave()
      }
      await Promise.all(wanted.map(run))
      expect(begun).toEqual(wanted.map((_, index) => index))
    }),
    { numRuns: 50 },
  )
})

it('lets as many in at once as there is room for', async () => {
  const turns = createTurns(2)
  const first = await turns.take(1)
  await turns.take(1)
  let third = false
  const waits = turns.take(1).then(() => (third = true))
  await new Promise(setImmediate)
  expect(third).toBe(false)
  first()
  await waits
  expect(third).toBe(true)
})
