import { randomInt } from 'node:crypto'
import { afterAll, expect, it } from 'vitest'
import { createProcesses } from '../process.ts'
import { mixEmbedded } from './mix.ts'
import { planBlows } from './plan.ts'

const processes = createProcesses()
afterAll(processes.close)

it('loses nothing and says nothing untrue while service and receivers are killed and frozen at random', async () => {
  const seed = String(randomInt(1_000_000_000))
  const { rows, violations } = await mixEmbedded.run({ processes, seed, scale: 0.08, onProgress: () => undefined })
  expect(violations, `npm run chaos -- mix-embedded --scale 0.08 --seed ${seed}`).toEqual([])
  expect(rows.filter(({ ok }) => !ok)).toEqual([])
}, 180_000)

it('plans the same for the same seed, and something else for another', () => {
  const options = { blows: 20, whom: ['api', 'worker', 'receiver', 'database'], maxFreezeMs: 5000 } as const
  const plan = planBlows({ ...options, seed: '1' })
  expect(planBlows({ ...options, seed: '1' })).toEqual(plan)
  expect(planBlows({ ...options, seed: '2' })).not.toEqual(plan)
  expect(plan.map(({ share }) => share)).toEqual(plan.map(({ share }) => share).toSorted((a, b) => a - b))
  for (const { ms } of plan) expect(ms).toBeLessThanOrEqual(5000)
})
