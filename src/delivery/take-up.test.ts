import { expect, it } from 'vitest'
import { itemsOf } from '../../test/api.ts'
import { useQueuedApi } from '../../test/queued-api.ts'
import { fanOutEvent } from './fan-out.ts'
import { createOpener, setAside, takeUp } from './take-up.ts'

const used = useQueuedApi()
const { make, request } = used

/** The delivery of one event, claimed after its integration was switched off. */
const claimOfSwitchedOff = async (name: string) => {
  const target_id = await make('/targets', { kind: 'url', name })
  const config = { webhook_url: 'https://hooks.acme.example/a' }
  const integrationId = await make('/integrations', { kind: 'webhook', name, config, target_ids: [target_id] })
  await make('/scans', { target_id })
  const [event] = itemsOf(await request('GET', `/events?target_id=${target_id}`))
  await fanOutEvent(used.db, used.queue, String(event?.id))
  await request('PATCH', `/integrations/${integrationId}`, { enabled: false })
  const jobs = await used.queue.fetchDeliveries(10, [])
  expect(jobs).toHaveLength(1)
  return { integrationId, taken: await takeUp(used.db, jobs, createOpener(used.api.services.ring)) }
}

const stateOf = async (integrationId: string): Promise<unknown> =>
  itemsOf(await request('GET', `/deliveries?integration_id=${integrationId}`))[0]?.state

it('holds what it claimed of a switched-off integration', async () => {
  const { integrationId, taken } = await claimOfSwitchedOff('off')
  await setAside(used.db, used.queue, taken.held, taken.stale)
  expect(await stateOf(integrationId)).toBe('held')
  expect(await used.queue.fetchDeliveries(10, [])).toEqual([])
  await request('PATCH', `/integrations/${integrationId}`, { enabled: true })
  expect(await stateOf(integrationId)).toBe('pending')
  expect(await used.queue.fetchDeliveries(10, [])).toHaveLength(1)
})

it('does not hold what is switched on again between claiming and setting aside: nobody would send it', async () => {
  const { integrationId, taken } = await claimOfSwitchedOff('on again')
  await request('PATCH', `/integrations/${integrationId}`, { enabled: true })
  await setAside(used.db, used.queue, taken.held, taken.stale)
  expect(await stateOf(integrationId)).toBe('pending')
  expect(await used.queue.fetchDeliveries(10, [])).toHaveLength(1)
})
