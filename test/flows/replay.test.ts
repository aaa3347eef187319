import { expect, it } from 'vitest'
import { until } from '../process.ts'
import { createScene, finding, only } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()

it('sends a delivered one once more under its id', async () => {
  const webhook = await used.receive('webhook')
  const scene = await createScene(used.service)
  await scene.integrate(webhook, { events: ['scan_started'] })
  await scene.startScan()
  await scene.settled()
  const { id } = only(await scene.deliveries())
  expect(await scene.api.post(`/deliveries/${id}/replay`)).toMatchObject({ id, attempt_count: 1 })
  await scene.settled()
  expect(await scene.api.get(`/deliveries/${id}`)).toMatchObject({
    state: 'delivered',
    attempt_count: 2,
    attempts: [{ n: 1 }, { n: 2, outcome: 'delivered' }],
  })
  expect(webhook.receipts.map(({ headers, body }) => [headers['webhook-id'], body])).toEqual(
    Array(2).fill([id, webhook.receipts[0]?.body]),
  )
  expect(webhook.problems()).toEqual([])
})

it('sends dead ones once more when their receiver is mended: counted first, then sent, then none are left', async () => {
  let isBroken = true
  const slack = await used.receive('slack', {
    fault: () => (isBroken ? { status: 400, body: 'invalid_blocks' } : undefined),
  })
  const scene = await createScene(used.service)
  const id = await scene.integrate(slack, { events: ['finding_new'] })
  await scene.scan([finding('A'), finding('B')])
  await scene.settled()
  const states = async () => (await scene.deliveries()).map(({ state }) => state)
  expect(await states()).toEqual(['dead', 'dead'])
  const filter = { integration_id: id, state: 'dead', event: 'finding_new' }
  expect(await scene.api.post('/deliveries/replay', { ...filter, dry_run: true })).toEqual({ count: 2 })
  expect(await scene.api.post('/deliveries/replay', { ...filter, event: 'scan_done' })).toEqual({ count: 0 })
  expect(await states()).toEqual(['dead', 'dead'])
  isBroken = false
  expect(await scene.api.post('/deliveries/replay', filter)).toEqual({ count: 2 })
  await scene.settled()
  expect(await states()).toEqual(['delivered', 'delivered'])
  expect(await scene.api.post('/deliveries/replay', { ...filter, dry_run: true })).toEqual({ count: 0 })
  expect(slack.receipts).toHaveLength(4)
  expect(slack.problems()).toEqual([])
})

it('refuses to send an unfinished, a cancelled or a switched-off one', async () => {
  const webhook = await used.receive('webhook', { fault: () => ({ status: 503 }) })
  const jira = await used.receive('jira')
  const splunk = await used.receive('splunk')
  const scene = await createScene(used.service)
  await scene.integrate(webhook, { delivery: { retry_schedule: [600] } })
  await scene.integrate(jira)
  const off = await scene.integrate(splunk)
  await scene.startScan()
  const deliveries = await until('all were tried', async () => {
    const all = await scene.deliveries()
    return all.length === 3 && all.every(({ state }) => state !== 'pending') ? all : undefined
  })
  await scene.request('PATCH', `/integrations/${off}`, { enabled: false })
  expect(deliveries.map(({ state }) => state).toSorted()).toEqual(['cancelled', 'delivered', 'retrying'])
  for (const { id } of deliveries) {
    const answer = await scene.request('POST', `/deliveries/${id}/replay`)
    expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } })
  }
  expect(await scene.api.post('/deliveries/replay', {})).toEqual({ count: 0 })
  expect(webhook.receipts).toHaveLength(1)
})

it('never takes those of another workspace', async () => {
  const webhook = await used.receive('webhook')
  const scene = await createScene(used.service)
  const other = await createScene(used.service)
  const id = await scene.integrate(webhook, { events: ['scan_started'] })
  await scene.startScan()
  await scene.settled()
  expect(await other.api.post('/deliveries/replay', { integration_id: id })).toEqual({ count: 0 })
  const { id: delivery } = only(await scene.deliveries())
  expect(await other.request('POST', `/deliveries/${delivery}/replay`)).toMatchObject({ status: 404 })
  expect(webhook.receipts).toHaveLength(1)
})

it('gives a dead one its whole schedule again', async () => {
  const webhook = await used.receive('webhook', { fault: (n) => (n <= 3 ? { status: 502 } : undefined) })
  const scene = await createScene(used.service)
  await scene.integrate(webhook, { events: ['scan_started'], delivery: { retry_schedule: [1] } })
  await scene.startScan()
  await scene.settled()
  const dead = only(await scene.deliveries())
  expect(dead).toMatchObject({ state: 'dead', attempt_count: 2 })
  expect((await scene.request('POST', `/deliveries/${dead.id}/replay`)).status).toBe(200)
  await scene.settled()
  expect(only(await scene.deliveries())).toMatchObject({ state: 'delivered', attempt_count: 4 })
})
