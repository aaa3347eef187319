import { expect, it } from 'vitest'
import { itemsOf } from '../../test/api.ts'
import { failingFrom } from '../../test/failing-database.ts'
import { useQueuedApi } from '../../test/queued-api.ts'
import { fanOutEvent, fanOutScan } from './fan-out.ts'

const used = useQueuedApi()
const { make, request } = used

it('queues a digest once, whole, when its scan is fanned out in several runs', async () => {
  const { db, queue } = used
  const target_id = await make('/targets', { kind: 'url', name: 'shop' })
  const config = { webhook_url: 'https://hooks.slack.com/services/T0/B0/x' }
  const delivery = { individually: 2 }
  await make('/integrations', { kind: 'slack', name: 'chat', config, delivery, events: ['finding_new'] })
  const scanId = await used.scan(target_id, 6)
  const events = itemsOf(await request('GET', '/events?event=finding_new'))

  await fanOutEvent(db, queue, String(events[0]?.id))
  await expect(fanOutScan(failingFrom(db, 1), queue, scanId)).rejects.toThrow('ended here')
  await expect(fanOutScan(failingFrom(db, 2), queue, scanId)).rejects.toThrow('ended here')
  await fanOutScan(db, queue, scanId)
  await fanOutScan(db, queue, scanId)

  const deliveries = itemsOf(await request('GET', '/deliveries'))
  expect(deliveries).toHaveLength(6)
  const carriers = deliveries.flatMap(({ carried_by: id }) => (id === null ? [] : [id]))
  expect(carriers).toHaveLength(4)
  expect(new Set(carriers).size).toBe(1)
  const jobs = await queue.fetchDeliveries(10, [])
  expect(jobs.flatMap(({ deliveryIds }) => deliveryIds).filter((id) => id === carriers[0])).toHaveLength(1)
  // Two one by one, and the digest after them.
  expect(jobs).toHaveLength(3)
})

it('keeps a finding to the digest of its scan when somebody changes it before the scan is routed', async () => {
  const { db, queue } = used
  const target_id = await make('/targets', { kind: 'url', name: 'changed at once' })
  const config = { webhook_url: 'https://hooks.slack.com/services/T0/B0/y' }
  const fields = { delivery: { individually: 2 }, events: ['finding_new', 'finding_changed'], target_ids: [target_id] }
  const integration_id = await make('/integrations', { kind: 'slack', name: 'second chat', config, ...fields })
  const scanId = await used.scan(target_id, 6)
  const found = itemsOf(await request('GET', `/scans/${scanId}/findings`))
  for (const { id } of found) {
    await request('POST', `/findings/${String(id)}/status`, { verification_status: 'true_positive' })
    const [changed] = itemsOf(await request('GET', `/events?event=finding_changed&finding_id=${String(id)}`))
    await fanOutEvent(db, queue, String(changed?.id))
  }
  await fanOutScan(db, queue, scanId)

  const deliveries = itemsOf(await request('GET', `/deliveries?integration_id=${integration_id}`))
  const fresh = deliveries.filter(({ event }) => event === 'finding_new')
  // The first, and its change: two of this scan one by one.
  expect(fresh.filter(({ carried_by: id }) => id === null)).toHaveLength(1)
  expect(new Set(fresh.flatMap(({ carried_by: id }) => id ?? [])).size).toBe(1)
  const changes = deliveries.filter(({ event }) => event === 'finding_changed')
  expect(changes.map(({ carried_by: id }) => id)).toEqual(Array(6).fill(null))
})

it('judges the events of a scan itself before those of its findings, and each once', async () => {
  const { db, queue } = used
  const target_id = await make('/targets', { kind: 'url', name: 'judged whole' })
  const config = { webhook_url: 'https://hooks.acme.example/whole' }
  const events = ['scan_started', 'scan_done', 'finding_new']
  const integration_id = await make('/integrations', {
    kind: 'webhook',
    name: 'whole',
    config,
    events,
    target_ids: [target_id],
  })
  const scanId = await used.scan(target_id, 2)
  await fanOutScan(db, queue, scanId)
  await fanOutScan(db, queue, scanId)
  const made = itemsOf(await request('GET', `/deliveries?integration_id=${integration_id}`))
  expect(made.map(({ event }) => event).toReversed()).toEqual([
    'scan_started',
    'scan_done',
    'finding_new',
    'finding_new',
  ])
})
