import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { createApi, type DemoApi } from '../../demo/api.ts'
import { newApiKey } from '../../src/core/api-key.ts'
import { type Child, createProcesses, type Env, until } from '../process.ts'
import { type Delivery, only, type RoutedEvent } from '../scene.ts'
import { addWebhook, countStates, readMetric, startScan, startWebhookProcess } from '../webhook-load.ts'

const processes = createProcesses()
afterAll(processes.close)

const COUNT = 1000
const KILLERS = [11, 222, 777]
const MARK = 'the process dies of this'
const DIES_OF_MARK: Env = {
  NODE_OPTIONS: `--import=${fileURLToPath(new URL('dies-of.ts', import.meta.url))}`,
  DIES_OF: MARK,
}

/** A service that is started anew whenever it dies, as by an operator's supervisor. */
interface Supervised {
  crashes(): number
  /** Ends it by SIGTERM and starts nothing more. */
  dismiss(): Promise<void>
}

const supervise = (start: () => Child): Supervised => {
  let crashes = 0
  let dismissed = false
  let child = start()
  const watch = async (): Promise<void> => {
    await child.exit
    if (dismissed) return
    crashes += 1
    child = start()
    return watch()
  }
  const watching = watch()
  return {
    crashes: () => crashes,
    dismiss: async () => {
      dismissed = true
      child.kill('SIGTERM')
      await watching
    },
  }
}

const finding = (n: number): Record<string, unknown> => ({
  title: `Finding ${n}`,
  severity: 'high',
  fingerprint: `number ${n}`,
  description: KILLERS.includes(n) ? MARK : 'harmless',
})

const scan = async (api: DemoApi): Promise<void> => {
  const scanId = await startScan(api, 'shop')
  await api.post(`/scans/${scanId}/complete`, { findings: Array.from({ length: COUNT }, (_, n) => finding(n)) })
}

/** What it answers while the service is up, and undefined while it is not. */
const whileUp = <T>(ask: () => Promise<T>): Promise<T | undefined> => ask().catch(() => undefined)

const install = async () => {
  const receiver = await startWebhookProcess(processes)
  const key = newApiKey(randomBytes)
  const env = { DATA_DIR: await processes.folder(), API_KEY: key, EGRESS_ALLOW: new URL(receiver.url).host }
  const service = await processes.service('serve', env)
  const { id } = await addWebhook(createApi(service.url, key), receiver.config)
  const start = (extra: Env): Child =>
    processes.command(['serve'], { ...env, ...extra, PORT: new URL(service.url).port, LOG_LEVEL: 'fatal' })
  service.kill('SIGTERM')
  await service.exit
  return { api: createApi(service.url, key), url: service.url, integrationId: id, receiver, start }
}

const untilStates = (api: DemoApi, integrationId: string, wanted: Record<string, number>) =>
  until(
    `deliveries are ${JSON.stringify(wanted)}`,
    async () => {
      const states = await whileUp(() => countStates(api, integrationId))
      return states && Object.entries(wanted).every(([state, count]) => states[state] === count) ? states : undefined
    },
    300_000,
    100,
  )

/** The only event there is, once it is as wanted. */
const untilEvent = (api: DemoApi, isWanted: (event: RoutedEvent) => boolean): Promise<RoutedEvent> =>
  until(
    'the event is judged, or not',
    () =>
      whileUp(async () => {
        const [{ id } = { id: '' }] = await api.all<{ id: string }>('/events')
        const event = await api.get<RoutedEvent>(`/events/${id}`)
        return isWanted(event) ? event : undefined
      }),
    300_000,
    100,
  )

it('stops each of three deliveries that kill the process after three crashes, and delivers all the others', async () => {
  const { api, integrationId, receiver, start } = await install()
  const supervised = supervise(() => start(DIES_OF_MARK))
  await until('the service answers', () => whileUp(() => api.get('/targets')))
  // The process may die of the first one before it has answered.
  await whileUp(() => scan(api))
  const harmless = COUNT - KILLERS.length
  await untilStates(api, integrationId, { dead: KILLERS.length, delivered: harmless })
  expect(supervised.crashes()).toBeGreaterThanOrEqual(3)
  expect(supervised.crashes()).toBeLessThanOrEqual(3 * KILLERS.length)
  expect(await receiver.counters()).toMatchObject({ unique: harmless, problems: 0 })
  const dead = await api.all<Delivery>(`/deliveries?integration_id=${integrationId}&state=dead`)
  for (const { id } of dead) {
    const { detail, attempts } = await api.get<Delivery>(`/deliveries/${id}`)
    expect(detail).toContain('died three times')
    expect(only(attempts)).toMatchObject({ outcome: 'rejected', reason: 'internal', status: null })
  }
  await supervised.dismiss()

  const mended = supervise(() => start({}))
  await until('the service answers', () => whileUp(() => api.get('/targets')))
  await api.post('/deliveries/replay', { integration_id: integrationId, state: 'dead' })
  await untilStates(api, integrationId, { delivered: COUNT })
  expect(mended.crashes()).toBe(0)
  await mended.dismiss()
}, 600_000)

it('judges an event for nobody that kills the process each time it is judged, until somebody has it judged again', async () => {
  const { api, url, integrationId, start } = await install()
  const supervised = supervise(() => start(DIES_OF_MARK))
  await until('the service answers', () => whileUp(() => api.get('/targets')))
  await api.patch(`/integrations/${integrationId}`, { name: MARK })
  await whileUp(() => startScan(api, 'shop'))
  const failed = await untilEvent(api, ({ routing_failed }) => routing_failed)
  expect(failed).toMatchObject({ event: 'scan_started', routed: true, routing: [] })
  expect(supervised.crashes()).toBe(3)
  expect(await readMetric(url, 'pencheff_events_unrouted_total')).toBe(1)
  await supervised.dismiss()

  const mended = supervise(() => start({}))
  await until('the service answers', () => whileUp(() => api.get('/targets')))
  await api.post(`/events/${failed.id}/route`)
  const judged = await untilEvent(api, ({ routed }) => routed)
  expect(judged).toMatchObject({ routing_failed: false, routing: [{ name: MARK, verdict: 'event_not_subscribed' }] })
  expect(mended.crashes()).toBe(0)
  await mended.dismiss()
}, 600_000)
