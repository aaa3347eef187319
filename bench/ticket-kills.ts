import { randomBytes } from 'node:crypto'
import { createApi } from '../demo/api.ts'
import { newApiKey } from '../src/core/api-key.ts'
import { startPostgres } from '../test/postgres-server.ts'
import { newFernetKey, type Processes, type ServiceProcess } from '../test/process.ts'
import { type Crew, crewName, runTicketKills, type TicketRun } from '../test/ticket-run.ts'

/** One `api` and so many `worker` processes on one PostgreSQL. */
const startCrew = async (processes: Processes, databaseUrl: string, size: number, allow: string): Promise<Crew> => {
  const key = newApiKey(randomBytes)
  const env = { DATABASE_URL: databaseUrl, FERNET_KEYS: newFernetKey(), EGRESS_ALLOW: allow }
  const workers = new Map<string, ServiceProcess>()
  let n = 0
  const add = async (): Promise<void> => {
    const name = crewName((n += 1))
    workers.set(name, await processes.service('worker', { ...env, PRODUCT_NAME: name }))
  }
  const api = await processes.service('api', { ...env, API_KEY: key })
  await Promise.all(Array.from({ length: size }, add))
  return {
    replace: (name) => {
      const worker = workers.get(name)
      if (!worker) throw new Error(`there is no worker ${name}`)
      worker.kill('SIGKILL')
      return { dead: worker.exit, replaced: worker.exit.then(add) }
    },
    api: () => createApi(api.url, key),
  }
}

/** Four workers deliver to four vendors and die by kill -9 between sending and recording. */
export const measureTicketKills = async (processes: Processes, count: number, kills: number): Promise<TicketRun> => {
  const postgres = await startPostgres(processes)
  try {
    const databaseUrl = await postgres.createDatabase('tickets')
    return await runTicketKills({
      count,
      kills,
      jiraLagMs: 45_000,
      allInFlight: false,
      timeoutMs: 1_800_000,
      start: (allow) => startCrew(processes, databaseUrl, 4, allow),
    })
  } finally {
    await postgres.stop()
  }
}
