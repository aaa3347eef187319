import { randomBytes } from 'node:crypto'
import { createApi, type DemoApi } from '../demo/api.ts'
import { newApiKey } from '../src/core/api-key.ts'
import { createLog } from '../src/log.ts'
import { type DatabasePool, openDatabase } from '../src/store/database.ts'
import { startEmbedded } from '../src/store/embedded.ts'
import { createKeyRing, type KeyRing } from '../src/vault/key-ring.ts'
import { databaseUrl, embeddedPid, type Env, newFernetKey, type ServiceProcess, until } from '../test/process.ts'
import { cpuSecondsOf } from './cpu.ts'
import { type LoadReceiver, startLoadReceiver } from './receiver/index.ts'
import type { Bench, Figure } from './row.ts'

export type Command = 'serve' | 'api' | 'worker'

/** CPU seconds since some time. */
export interface Cpu {
  service: number
  postgres: number
}

/** A fresh service on a fresh PostgreSQL, the one that comes with the package, and a receiver. */
export interface Installation extends AsyncDisposable {
  url: string
  receiver: LoadReceiver
  /** Of the bench itself, past the API. */
  db: DatabasePool
  /** The first workspace. */
  api: DemoApi
  /** Another workspace. */
  workspace(name: string): Promise<DemoApi>
  /** Starts another process of the service, which ends with the installation. */
  start(command: Command): Promise<ServiceProcess>
  /** Ends a process as an operator does. */
  stop(service: ServiceProcess): Promise<void>
  /** What the service seals credentials with. */
  ring: KeyRing
  /** Speaks to one of its processes as the first workspace's owner. */
  client(service: ServiceProcess): DemoApi
  cpu(): Cpu
  /** Waits until every event is judged and nothing is left to send or to record. */
  settled(timeoutMs?: number): Promise<void>
}

const LEFT = `select (select count(*) from events e where not exists (select from routings r where r.event_id = e.id))
  + (select count(*) from deliveries where state in ('pending', 'retrying')) as left`

/** The processes of the service. */
const createCrew = (run: (command: Command) => Promise<ServiceProcess>) => {
  const running = new Set<ServiceProcess>()
  return {
    start: async (command: Command): Promise<ServiceProcess> => {
      const service = await run(command)
      running.add(service)
      return service
    },
    stop: async (service: ServiceProcess): Promise<void> => {
      running.delete(service)
      service.kill('SIGTERM')
      await service.exit
    },
    cpuSeconds: () => [...running].reduce((sum, { pid }) => sum + cpuSecondsOf(pid), 0),
    /** At once: a drain would wait for destinations that hang. */
    end: async (): Promise<void> => {
      for (const service of running) service.kill('SIGKILL')
      await Promise.all([...running].map(({ exit }) => exit))
    },
  }
}

export const install = async (
  { processes }: Bench,
  commands: readonly Command[] = ['serve'],
): Promise<Installation> => {
  const receiver = await startLoadReceiver(processes)
  const folder = await processes.folder()
  const log = createLog('error')
  const embedded = await startEmbedded(folder, log)
  const postgres = (await embeddedPid(folder)) ?? 0
  const db = openDatabase(embedded.connection, log, { max: 1 })
  const key = newApiKey(randomBytes)
  const fernetKey = newFernetKey()
  const env: Env = {
    DATABASE_URL: databaseUrl(embedded.connection),
    FERNET_KEYS: fernetKey,
    EGRESS_ALLOW: receiver.host,
  }
  const crew = createCrew((command) =>
    processes.service(command, command === 'worker' ? env : { ...env, API_KEY: key }),
  )
  // One after the other: the first one makes the schema.
  const services: ServiceProcess[] = []
  for (const command of commands) services.push(await crew.start(command))
  const url = services[0]?.url ?? ''
  const api = createApi(url, key)
  return {
    url,
    receiver,
    db,
    api,
    workspace: async (name) => createApi(url, (await api.post<{ key: string }>('/workspaces', { name })).key),
    start: crew.start,
    stop: crew.stop,
    ring: createKeyRing([fernetKey]),
    client: (service) => createApi(service.url, key),
    cpu: () => ({
      service: crew.cpuSeconds(),
      postgres: cpuSecondsOf(postgres),
    }),
    settled: async (timeoutMs = 60_000) => {
      const look = async (): Promise<true | undefined> =>
        (await db.query<{ left: number }>(LEFT)).rows[0]?.left === 0 ? true : undefined
      await until('nothing is left to send', look, timeoutMs, 50)
    },
    [Symbol.asyncDispose]: async () => {
      await crew.end()
      await receiver.end()
      await db.close()
      await embedded.stop()
    },
  }
}

/** What each of `count` cost in CPU since `before`. */
export const cpuFigures = (what: string, count: number, before: Cpu, after: Cpu): Figure[] => [
  { what: `${what}: CPU of the service`, unit: 'µs each', value: ((after.service - before.service) * 1e6) / count },
  { what: `${what}: CPU of PostgreSQL`, unit: 'µs each', value: ((after.postgres - before.postgres) * 1e6) / count },
]
