import { expect, it } from 'vitest'
import type { Receiver } from '../../demo/receivers/receiver.ts'
import { until } from '../process.ts'
import { createScene, finding, only } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()

/** Of the given severities, each named after its own. */
const findings = (...severities: string[]): unknown[] =>
  severities.map((severity, at) => finding(`Finding ${String(at)} (${severity})`, { severity }))

const textsOf = ({ receipts }: Receiver): string[] =>
  receipts.map(({ body }) => (JSON.parse(body) as { text: string }).text)

const NEW_ONLY = { events: ['finding_new'] }

it('sends the most severe findings of a scan one by one and the rest in one digest, which each of their deliveries shows', async () => {
  const slack = await used.receive('slack')
  const scene = await createScene(used.service)
  await scene.integrate(slack, { ...NEW_ONLY, delivery: { individually: 2 } })
  await scene.scan(findings('low', 'medium', 'high', 'critical', 'low', 'info'))
  await scene.settled()

  expect(textsOf(slack)).toEqual([
    expect.stringContaining('CRITICAL: Finding 3'),
    expect.stringContaining('HIGH: Finding 2'),
    '4 more findings: shop',
  ])
  expect(slack.receipts.at(-1)?.body).toContain('1 medium · 2 low · 1 info')
  expect(slack.problems()).toEqual([])

  const deliveries = await scene.deliveries()
  expect(deliveries).toHaveLength(6)
  const [carrier = ''] = deliveries.flatMap(({ carried_by: id }) => id ?? [])
  const carried = deliveries.filter(({ carried_by: id }) => id !== null)
  expect(carried).toHaveLength(4)
  for (const delivery of carried)
    expect(delivery).toMatchObject({
      carried_by: carrier,
      state: 'delivered',
      detail: 'in a digest of 4 findings',
      attempt_count: 1,
      attempts: [{ n: 1, status: 200, outcome: 'delivered' }],
    })
  const events = await scene.events()
  const ids = new Set(deliveries.map(({ id }) => id))
  for (const { event, routing } of events) if (event === 'finding_new') expect(ids).toContain(only(routing).delivery_id)
})

it('pages twenty findings of a scan unless told otherwise and opens one incident for the rest', async () => {
  const pagerduty = await used.receive('pagerduty')
  const opsgenie = await used.receive('opsgenie')
  const scene = await createScene(used.service)
  for (const receiver of [pagerduty, opsgenie]) await scene.integrate(receiver, NEW_ONLY)
  await scene.scan(findings(...Array<string>(25).fill('high')))
  await scene.settled()
  const keys = pagerduty.receipts.map(({ body }) => (JSON.parse(body) as { dedup_key: string }).dedup_key)
  expect(keys).toHaveLength(21)
  expect(keys.filter((key) => key.includes('.scan-digest.'))).toEqual([keys.at(-1)])
  expect(pagerduty.receipts.at(-1)?.body).toContain('5 more findings: shop')
  expect(opsgenie.receipts.filter(({ body }) => body.includes('5 more findings'))).toHaveLength(1)
  expect([...pagerduty.problems(), ...opsgenie.problems()]).toEqual([])
  const title = 'Finding 24 (high)'
  expect((await scene.finding(title)).external_refs).toEqual([])
  expect((await scene.finding('Finding 0 (high)')).external_refs).toHaveLength(2)
})

it('holds everything in a digest for 0 and nothing for null', async () => {
  const [none, all] = [await used.receive('slack'), await used.receive('pagerduty')]
  const scene = await createScene(used.service)
  await scene.integrate(none, { ...NEW_ONLY, delivery: { individually: 0 } })
  await scene.integrate(all, { ...NEW_ONLY, delivery: { individually: null } })
  await scene.scan(findings(...Array<string>(22).fill('high')))
  await scene.settled()
  expect(textsOf(none)).toEqual(['22 findings: shop'])
  expect(all.receipts).toHaveLength(22)
})

it('puts what a later scan changed into its digest too, but closes pages one by one', async () => {
  const [slack, pagerduty] = [await used.receive('slack'), await used.receive('pagerduty')]
  const scene = await createScene(used.service)
  const delivery = { individually: 1 }
  await scene.integrate(slack, { events: ['finding_changed'], delivery })
  await scene.integrate(pagerduty, { events: ['finding_changed'], delivery })
  await scene.scan(findings('high', 'high', 'high', 'low'))
  await scene.scan([], { coverage: 'full' })
  await scene.settled()
  expect(textsOf(slack)).toEqual([expect.stringContaining('Finding changed, HIGH'), '3 more findings: shop'])
  expect(slack.receipts.at(-1)?.body).toContain('3 changed')
  const actions = pagerduty.receipts.map(({ body }) => (JSON.parse(body) as { event_action: string }).event_action)
  expect(actions).toEqual(Array(4).fill('resolve'))
})

it('lets all whose events a digest carries fail with it, and sends it once more for any of them', async () => {
  let isBroken = true
  const slack = await used.receive('slack', {
    fault: () => (isBroken ? { status: 400, body: 'invalid_blocks' } : undefined),
  })
  const scene = await createScene(used.service)
  await scene.integrate(slack, { ...NEW_ONLY, delivery: { individually: 0 } })
  await scene.scan(findings('high', 'medium', 'low'))
  await scene.settled()
  const states = async () => (await scene.deliveries()).map(({ state, detail }) => `${state}: ${String(detail)}`)
  expect(await states()).toEqual(Array(3).fill('dead: invalid_blocks: Slack refused a block of the message'))
  expect(await scene.api.post('/deliveries/replay', { state: 'dead', dry_run: true })).toEqual({ count: 1 })
  isBroken = false
  const carried = (await scene.deliveries()).find(({ id, carried_by: by }) => by !== id)
  await scene.api.post(`/deliveries/${String(carried?.id)}/replay`)
  await scene.settled()
  expect(await states()).toEqual(Array(3).fill('delivered: in a digest of 3 findings'))
  expect(textsOf(slack)).toEqual(Array(2).fill('3 findings: shop'))
  expect((await scene.deliveries()).map(({ attempt_count: count }) => count)).toEqual([2, 2, 2])
})

it('holds a digest with its integration and sends it as one message afterwards', async () => {
  let isBroken = true
  const slack = await used.receive('slack', { fault: () => (isBroken ? { status: 503, body: '' } : undefined) })
  const scene = await createScene(used.service)
  const delivery = { individually: 0, retry_schedule: [1, 1] }
  const id = await scene.integrate(slack, { ...NEW_ONLY, delivery })
  await scene.scan(findings('high', 'medium'))
  await until('a first attempt failed', () => slack.receipts.length > 0 || undefined)
  await scene.api.patch(`/integrations/${id}`, { enabled: false })
  await scene.settled()
  expect((await scene.deliveries()).map(({ state }) => state)).toEqual(['held', 'held'])
  isBroken = false
  await scene.api.patch(`/integrations/${id}`, { enabled: true })
  await scene.settled()
  expect((await scene.deliveries()).map(({ state }) => state)).toEqual(['delivered', 'delivered'])
  expect(slack.receipts.filter(({ status }) => status === 200)).toHaveLength(1)
})

it('refuses the setting where every event has a message to itself', async () => {
  const webhook = await used.receive('webhook')
  const scene = await createScene(used.service)
  const body = { kind: 'webhook', name: 'No digests', config: webhook.config, delivery: { individually: 5 } }
  expect(await scene.request('POST', '/integrations', body)).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: '/delivery/individually' }] },
  })
  expect(await scene.request('POST', '/integrations', { ...body, delivery: { individually: null } })).toMatchObject({
    status: 201,
  })
})
