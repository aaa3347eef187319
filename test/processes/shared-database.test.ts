import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApi, type DemoApi } from '../../demo/api.ts'
import { newApiKey } from '../../src/core/api-key.ts'
import { type PostgresServer, startPostgres } from '../postgres-server.ts'
import { createProcesses, type Env, newFernetKey, type ServiceProcess, until } from '../process.ts'
import {
  addWebhook,
  completeScanWith,
  countStates,
  readMetric,
  startWebhookProcess,
  type WebhookProcess,
} from '../webhook-load.ts'

const COUNT = 1000
const ATTEMPTS = 'pencheff_delivery_attempts_total'

const processes = createProcesses()
let postgres: PostgresServer
beforeAll(async () => {
  postgres = await startPostgres(processes)
})
afterAll(async () => {
  await postgres.stop()
  await processes.close()
})

interface Installation {
  api: DemoApi
  workers: [ServiceProcess, ServiceProcess]
  receiver: WebhookProcess
  integrationId: string
}

/** One `api` and two `worker` processes on one database. */
const install = async (name: string): Promise<Installation> => {
  const receiver = await startWebhookProcess(processes)
  const key = newApiKey(randomBytes)
  const env: Env = {
    DATABASE_URL: await postgres.createDatabase(name),
    FERNET_KEYS: newFernetKey(),
    EGRESS_ALLOW: new URL(receiver.url).host,
  }
  // All at once: they take turns at the schema.
  const [api, ...workers] = await Promise.all([
    processes.service('api', { ...env, API_KEY: key }),
    processes.service('worker', env),
    processes.service('worker', env),
  ])
  const client = createApi(api.url, key)
  const { id } = await addWebhook(client, receiver.config)
  return { api: client, workers, receiver, integrationId: id }
}

const untilAllRecorded = ({ api, integrationId }: Installation) =>
  until('all is recorded as delivered', async () => {
    const states = await countStates(api, integrationId)
    return states.delivered === COUNT ? states : undefined
  })

it('sends everything exactly once from two workers that share the work', async () => {
  const installation = await install('shared')
  const { api, workers, receiver } = installation
  await completeScanWith(api, COUNT)
  await receiver.untilUnique(COUNT)
  expect(await untilAllRecorded(installation)).toEqual({ delivered: COUNT })
  const sent = await Promise.all(workers.map(({ url }) => readMetric(url, ATTEMPTS)))
  expect(Math.min(...sent)).toBeGreaterThan(0)
  expect(sent[0]! + sent[1]!).toBe(COUNT)
  for (const worker of workers) {
    for (const path of ['/healthz', '/readyz', '/metrics']) expect((await fetch(worker.url + path)).status).toBe(200)
    for (const path of ['/api/targets', '/api/openapi.json', '/']) {
      expect((await fetch(worker.url + path)).status, path).toBe(404)
    }
    worker.kill('SIGTERM')
    expect(await worker.exit).toMatchObject({ code: 0 })
  }
  expect(await receiver.counters()).toMatchObject({ requests: COUNT, unique: COUNT, duplicates: 0, problems: 0 })
}, 240_000)

it('loses nothing when a worker dies by kill -9: the other takes its work over within 65 s', async () => {
  const installation = await install('killed')
  const { api, workers, receiver } = installation
  await completeScanWith(api, COUNT)
  await receiver.untilUnique(COUNT / 4)
  const victim = await until('a worker with work in its hand', async () => {
    for (const worker of workers) if ((await readMetric(worker.url, 'pencheff_deliveries_in_hand')) > 0) return worker
    return undefined
  })
  victim.kill('SIGKILL')
  await victim.exit
  const killedAt = Date.now()
  const { lastAt } = await receiver.untilUnique(COUNT, 65_000)
  const tookOverSeconds = ((lastAt ?? 0) - killedAt) / 1000
  expect(tookOverSeconds).toBeLessThan(65)
  expect(await untilAllRecorded(installation)).toEqual({ delivered: COUNT })
  const { unique, duplicates, problemTexts } = await receiver.counters()
  expect({ unique, problemTexts }).toEqual({ unique: COUNT, problemTexts: [] })
  expect(duplicates).toBeLessThanOrEqual(100)
}, 300_000)

it('brings an empty database up to date by migrate alone, as often as one likes', async () => {
  const DATABASE_URL = await postgres.createDatabase('migrated')
  for (let n = 0; n < 2; n += 1) {
    const ended = await processes.command(['migrate'], { DATABASE_URL, FERNET_KEYS: newFernetKey(), LOG_LEVEL: 'warn' })
      .exit
    expect(ended).toEqual({ code: 0, signal: null, stdout: 'the schema is up to date\n', stderr: '' })
  }
  const client = new pg.Client(DATABASE_URL)
  await client.connect()
  const { rows } = await client.query("select to_regclass('deliveries') is not null as there")
  await client.end()
  expect(rows).toEqual([{ there: true }])
})
