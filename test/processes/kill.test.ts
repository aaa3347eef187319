import { afterAll, expect, it } from 'vitest'
import { runKills } from '../kill-run.ts'
import { createProcesses } from '../process.ts'

const processes = createProcesses()
afterAll(processes.close)

it('loses nothing over five kill -9 in the middle of 1,000 deliveries, and repeats at most 100 a kill', async () => {
  const run = await runKills(processes, 1000, 5)
  expect(run).toMatchObject({ lost: 0, problems: [], states: { delivered: 1000 } })
  expect(Object.keys(run.states)).toEqual(['delivered'])
  expect(run.kills).toHaveLength(5)
  for (const kill of run.kills) {
    expect(kill.arrived).toBeLessThan(1000)
    expect(kill.duplicates).toBeLessThanOrEqual(100)
    expect(kill.resumedMs).toBeLessThan(65_000)
  }
}, 300_000)
