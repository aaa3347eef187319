import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, itemsOf, startApi } from '../../test/api.ts'
import { testLog, useDatabase } from '../../test/database.ts'
import { createQueue, type Queue } from '../store/queue.ts'
import { fanOutEvent } from './fan-out.ts'
import { createOpener, setAside, takeUp } from './take-up.ts'

const database = useDatabase()
let queue: Queue
let api: Api

beforeAll(async () => {
  queue = createQueue(database.db.connection, { supervise: false, log: testLog })
  await queue.start()
  api = await startApi({ db: database.db, services: { queue } })
})

afterAll(async () => {
  await api.close()
  await queue.stop()
})

const make = async (path: string, body: Record<string, unknown>): Promise<string> =>
  String((await api.request('POST', path, body)).body.id)

/** The delivery of one event, claimed after its integration was switched off. */
const claimOfSwitchedOff = async (name: string) => {
  const target_id = await make('/targets', { kind: 'url', name })
  const config = { webhook_url: 'https://hooks.acme.example/a' }
  const integrationId = await make('/integrations', { kind: 'webhook', name, config, target_ids: [target_id] })
  await make('/scans', { target_id })
  const [event] = itemsOf(await api.request('GET', `/events?target_id=${target_id}`))
  await fanOutEvent(database.db, queue, String(event?.id))
  await api.request('PATCH', `/integrations/${integrationId}`, { enabled: false })
  const jobs = await queue.fetchDeliveries(10, [])
  expect(jobs).toHaveLength(1)
  return { integrationId, taken: await takeUp(database.db, jobs, createOpener(api.services.ring)) }
}

const stateOf = async (integrationId: string): Promise<unknown> =>
  itemsOf(await api.request('GET', `/deliveries?integration_id=${integrationId}`))[0]?.state

it('holds what it claimed of a switched-off integration', async () => {
  const { integrationId, taken } = await claimOfSwitchedOff('off')
  await setAside(database.db, queue, taken.held, taken.stale)
  expect(await stateOf(integrationId)).toBe('held')
  expect(await queue.fetchDeliveries(10, [])).toEqual([])
  await api.request('PATCH', `/integrations/${integrationId}`, { enabled: true })
  expect(await stateOf(integrationId)).toBe('pending')
  expect(await queue.fetchDeliveries(10, [])).toHaveLength(1)
})

it('does not hold what is switched on again between claiming and setting aside: nobody would send it', async () => {
  const { integrationId, taken } = await claimOfSwitchedOff('on again')
  await api.request('PATCH', `/integrations/${integrationId}`, { enabled: true })
  await setAside(database.db, queue, taken.held, taken.stale)
  expect(await stateOf(integrationId)).toBe('pending')
  expect(await queue.fetchDeliveries(10, [])).toHaveLength(1)
})
