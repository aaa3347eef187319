import { randomBytes } from 'node:crypto'
import { afterAll, expect, it } from 'vitest'
import { createApi } from '../../demo/api.ts'
import { newApiKey } from '../../src/core/api-key.ts'
import { createProcesses, type ServiceProcess } from '../process.ts'
import { crewName, runTicketKills, type Crew } from '../ticket-run.ts'

const processes = createProcesses()
afterAll(processes.close)

const COUNT = 12

/** An embedded `serve`, started anew on the same data folder after each kill. */
const startServe = async (allow: string): Promise<Crew> => {
  const key = newApiKey(randomBytes)
  const env = { DATA_DIR: await processes.folder(), API_KEY: key, EGRESS_ALLOW: allow }
  let n = 0
  const start = (): Promise<ServiceProcess> => processes.service('serve', { ...env, PRODUCT_NAME: crewName((n += 1)) })
  let service = await start()
  let ready = Promise.resolve(service)
  return {
    replace: () => {
      // It may have sent before it answered that it is ready.
      const dead = ready.then((running) => {
        running.kill('SIGKILL')
        return running.exit
      })
      ready = dead.then(start).then((next) => (service = next))
      return { dead, replaced: ready }
    },
    api: () => createApi(service.url, key),
  }
}

it('makes one ticket, incident or alert a finding, killed by -9 after the vendor made one and before it is recorded', async () => {
  const run = await runTicketKills({
    count: COUNT,
    kills: 3,
    jiraLagMs: 4000,
    allInFlight: true,
    timeoutMs: 170_000,
    retrySchedule: [2, 2, 2, 2, 2, 2, 2, 2, 30, 30, 30, 30, 30],
    start: startServe,
  })
  const once = { made: COUNT, duplicates: 0, lost: 0, states: { delivered: COUNT } }
  expect(run).toMatchObject({
    problems: [],
    counts: { jira: once, github: once, pagerduty: once, opsgenie: once },
  })
  // A kind whose creates all came while the process died for another's has no death of its own.
  expect(run.kills).toBeGreaterThanOrEqual(2)
  for (const kind of ['jira', 'github', 'pagerduty'] as const) expect(run.counts[kind].stranded).toBeGreaterThan(0)
  // What had been sent was sent again where the vendor merges it.
  expect(run.counts.pagerduty.merged).toBeGreaterThan(0)
}, 200_000)
