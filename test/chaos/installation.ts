import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { newApiKey } from '../../src/core/api-key.ts'
import { type End, type PostgresServer, startPostgres } from '../postgres-server.ts'
import { type Env, newFernetKey, type Processes, until } from '../process.ts'
import { type Client, createClient } from './load.ts'
import { type Member, type Started, supervise } from './member.ts'
import {
  type Exchange,
  type FindSender,
  type Manners,
  openConnectionLog,
  openReceiverLog,
  type ReceiverLog,
} from './receiver-log.ts'
import type { Fault } from './run.ts'

export interface Shape {
  /** One `serve` on its embedded database in place of an `api`, workers and a PostgreSQL. */
  embedded?: boolean
  workers: number
  receivers: number
  /** Integrations, spread over the receivers. */
  integrations: number
  manners?: Manners
  /** Seconds, of each integration. */
  retrySchedule?: readonly number[]
  seed: string
}

/** A PostgreSQL that can be harmed. */
export interface Database {
  restart(end: End): Promise<void>
  freeze(ms: number): Promise<void>
}

/** Everything in processes of its own, each started anew when it ends. */
export interface Installation {
  client: Client
  api: Member
  /** Whoever delivers; with an embedded database that is `api` too. */
  workers: [Member, ...Member[]]
  receivers: [Member, ...Member[]]
  database: Database | undefined
  integrationIds: readonly string[]
  /** What befell the processes, in order. */
  faults: Fault[]
  /** What the receivers wrote down so far. */
  exchanges(): Exchange[]
  /** Deliveries that arrived so far. */
  arrived(): number
  close(): Promise<void>
}

const TELL_CONNECTIONS = new URL('tell-connections.ts', import.meta.url).href
const RECEIVER = fileURLToPath(new URL('receiver.ts', import.meta.url))
/** Ten tries within some seconds, so that a run ends; twenty, so that chance does not use them up. */
const RETRY_SCHEDULE = Array.from({ length: 20 }, () => 1)

interface Site {
  member: Member
  log: ReceiverLog
  config: Record<string, unknown>
}

const startSite = async (
  processes: Processes,
  name: string,
  shape: Shape,
  faults: Fault[],
  findSender: FindSender,
): Promise<Site> => {
  const path = join(await processes.folder(), 'log')
  let port = '0'
  let config: Record<string, unknown> = {}
  const start = async (life: string): Promise<Started> => {
    const options = { port, log: path, seed: `${shape.seed} ${life}`, manners: JSON.stringify(shape.manners ?? {}) }
    const child = processes.run(
      RECEIVER,
      Object.entries(options).map(([key, value]) => `--${key}=${value}`),
    )
    const line = await until('the receiver listens', () => {
      if (child.hasEnded()) throw new Error(`a receiver did not start: ${child.stderr()}`)
      return /^(.+)\n/.exec(child.stdout())?.[1]
    })
    const told = JSON.parse(line) as { url: string; config: Record<string, unknown> }
    port = new URL(told.url).port
    config = told.config
    return { ...child, url: told.url }
  }
  const member = await supervise(name, start, faults)
  return { member, log: openReceiverLog(name, path, findSender), config }
}

/** A member of the service on one port for all its lives, which tells of its connections. */
const startService = (processes: Processes, command: string, name: string, env: Env, faults: Fault[]) => {
  let port = '0'
  return supervise(
    name,
    async (life) => {
      const started = await processes.service(command, { ...env, PORT: port, CHAOS_LIFE: life })
      port = new URL(started.url).port
      return started
    },
    faults,
  )
}

const integrate = (client: Client, { config }: Site, lane: number, shape: Shape): Promise<{ id: string }> =>
  client.post('/integrations', `integration-${lane}`, {
    kind: 'webhook',
    name: `chaos ${lane}`,
    config: { ...config, webhook_url: `${String(config.webhook_url)}?lane=${lane}` },
    severity_filter: 'info',
    delivery: { retry_schedule: shape.retrySchedule ?? RETRY_SCHEDULE },
  })

const harm = (postgres: PostgresServer, faults: Fault[]): Database => ({
  restart: async (end) => {
    const fault: Fault = { how: 'restart', who: `postgres, ${end}`, at: Date.now(), until: Infinity }
    faults.push(fault)
    await postgres.restart(end)
    fault.until = Date.now()
  },
  freeze: async (ms) => {
    const fault: Fault = { how: 'freeze', who: 'postgres', at: Date.now(), until: Infinity }
    faults.push(fault)
    const thaw = postgres.freeze()
    await pause(ms)
    thaw()
    fault.until = Date.now()
  },
})

/** `make(1)` to `make(count)`, at once. */
const several = async <T>(count: number, make: (n: number) => Promise<T>): Promise<[T, ...T[]]> => {
  const [first, ...others] = await Promise.all(Array.from({ length: count }, (_, n) => make(n + 1)))
  if (first === undefined) throw new Error('at least one of each is needed')
  return [first, ...others]
}

export const install = async (processes: Processes, shape: Shape): Promise<Installation> => {
  const faults: Fault[] = []
  const connections = join(await processes.folder(), 'connections')
  const findSender = openConnectionLog(connections)
  const sites = await several(shape.receivers, (n) => startSite(processes, `receiver${n}`, shape, faults, findSender))
  const urls = await Promise.all(sites.map(async ({ member }) => (await member.running()).url))
  const apiKey = newApiKey(randomBytes)
  const common = {
    API_KEY: apiKey,
    EGRESS_ALLOW: urls.map((url) => new URL(url).host).join(','),
    LOG_LEVEL: 'error',
    NODE_OPTIONS: `--import=${TELL_CONNECTIONS}`,
    CHAOS_CONNECTIONS: connections,
  }
  const postgres = shape.embedded ? undefined : await startPostgres(processes)
  const env: Env = postgres
    ? { ...common, DATABASE_URL: await postgres.createDatabase('chaos'), FERNET_KEYS: newFernetKey() }
    : { ...common, DATA_DIR: await processes.folder() }
  const api = await startService(processes, postgres ? 'api' : 'serve', postgres ? 'api' : 'serve', env, faults)
  const workers: Installation['workers'] = postgres
    ? await several(shape.workers, (n) => startService(processes, 'worker', `worker${n}`, env, faults))
    : [api]
  const client = createClient(async () => (await api.running()).url, apiKey)
  const integrationIds: string[] = []
  for (let lane = 0; lane < shape.integrations; lane += 1) {
    const { id } = await integrate(client, sites[lane % sites.length] ?? sites[0], lane, shape)
    integrationIds.push(id)
  }
  const read = (): ReceiverLog[] =>
    sites.map(({ log }) => {
      log.read()
      return log
    })
  return {
    client,
    api,
    workers,
    receivers: [sites[0].member, ...sites.slice(1).map(({ member }) => member)],
    database: postgres && harm(postgres, faults),
    integrationIds,
    faults,
    exchanges: () => read().flatMap(({ exchanges }) => exchanges),
    arrived: () => read().reduce((sum, { accepted }) => sum + accepted.size, 0),
    close: async () => {
      const members = new Set([api, ...workers])
      await Promise.all([...members].map((member) => member.dismiss()))
      await Promise.all(sites.map(({ member }) => member.dismiss()))
      await postgres?.stop()
    },
  }
}
