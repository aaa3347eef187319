import { randomBytes } from 'node:crypto'
import { afterAll, expect, it } from 'vitest'
import { createApi } from '../../demo/api.ts'
import { newApiKey } from '../../src/core/api-key.ts'
import { createProcesses, type ServiceProcess } from '../process.ts'
import { crewName, runTicketKills, type Crew } from '../ticket-run.ts'

const processes = createProcesses()
afterAll(processes.close)

const COUNT = 12
const KILLS = 4

/** An embedded `serve`, started anew on the same data folder after each kill. */
const startServe = async (allow: string): Promise<Crew> => {
  const key = newApiKey(randomBytes)
  const env = { DATA_DIR: await processes.folder(), API_KEY: key, EGRESS_ALLOW: allow }
  let n = 0
  const start = (): Promise<ServiceProcess> => processes.service('serve', { ...env, PRODUCT_NAME: crewName((n += 1)) })
  let service = await start()
  return {
    replace: () => {
      service.kill('SIGKILL')
      const dead = service.exit
      const replaced = dead.then(start).then((next) => (service = next))
      return { dead, replaced }
    },
    api: () => createApi(service.url, key),
  }
}

it('makes one ticket, incident or alert a finding, killed by -9 after the vendor made one and before it is recorded', async () => {
  const run = await runTicketKills({
    count: COUNT,
    kills: KILLS,
    jiraLagMs: 4000,
    allInFlight: true,
    timeoutMs: 170_000,
    retrySchedule: [2, 2, 2, 2, 2, 2, 2, 2, 30, 30, 30, 30, 30],
    start: startServe,
  })
  const once = { made: COUNT, duplicates: 0, lost: 0, states: { delivered: COUNT } }
  expect(run).toMatchObject({
    kills: KILLS,
    problems: [],
    counts: { jira: once, github: once, pagerduty: once, opsgenie: once },
  })
  // What had been sent was sent again where the vendor merges it.
  expect(run.counts.pagerduty.merged).toBeGreaterThan(0)
  expect(run.counts.opsgenie.merged).toBeGreaterThan(0)
}, 200_000)
