import { expect, it } from 'vitest'
import { createScene, finding, only, type RoutedEvent, type Scene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()

const receiveAll = async () => ({
  slack: await used.receive('slack'),
  splunk: await used.receive('splunk'),
  webhook: await used.receive('webhook'),
  jira: await used.receive('jira'),
})

/** What arrived at each kind, in the vendors' own forms. */
const arrivedAt = ({ slack, splunk, webhook, jira }: Awaited<ReturnType<typeof receiveAll>>) => ({
  slack: slack.receipts.length,
  splunk: splunk.indexed.length,
  webhook: webhook.receipts.map(({ body }) => (JSON.parse(body) as { type: string }).type),
  jira: jira.issues.length,
})

const problemsOf = (receivers: Awaited<ReturnType<typeof receiveAll>>) =>
  Object.values(receivers).flatMap((receiver) => receiver.problems())

const integrateAll = async (scene: Scene, receivers: Awaited<ReturnType<typeof receiveAll>>): Promise<void> => {
  for (const receiver of Object.values(receivers)) await scene.integrate(receiver)
}

it('sends the start of a scan, its end and each new finding to all four kinds', async () => {
  const receivers = await receiveAll()
  const scene = await createScene(used.service)
  await integrateAll(scene, receivers)
  const scanId = await scene.startScan()
  await scene.settled()
  expect(arrivedAt(receivers)).toEqual({ slack: 1, splunk: 1, webhook: ['scan_started'], jira: 0 })

  const done = await scene.complete(scanId, [finding('SQL injection'), finding('Banner', { severity: 'low' })], {
    grade: 'B',
    score: 71.5,
  })
  expect(done).toMatchObject({
    new: 2,
    seen_again: 0,
    reopened: 0,
    fixed: 0,
    scan: { id: scanId, status: 'done', grade: 'B', score: 71.5, summary: { high: 1, low: 1, critical: 0 } },
  })
  await scene.settled()
  const { webhook, ...counts } = arrivedAt(receivers)
  expect(counts).toEqual({ slack: 4, splunk: 4, jira: 2 })
  expect(webhook.toSorted()).toEqual(['finding_new', 'finding_new', 'scan_done', 'scan_started'])
  expect(receivers.jira.issues.map(({ summary }) => summary).toSorted()).toEqual([
    expect.stringContaining('SQL injection'),
    expect.stringContaining('Banner'),
  ])
  expect(problemsOf(receivers)).toEqual([])

  const states = (await scene.deliveries(`?scan_id=${scanId}`)).map(({ event, state }) => `${event} ${state}`)
  expect(states).toHaveLength(16)
  // Jira makes issues from findings alone.
  expect(states.filter((state) => state.endsWith('cancelled')).toSorted()).toEqual([
    'scan_done cancelled',
    'scan_started cancelled',
  ])
  expect(states.filter((state) => state.endsWith('delivered'))).toHaveLength(14)
})

it('sends the webhook what GET /events/{id} shows, under the id of the delivery, signed', async () => {
  const webhook = await used.receive('webhook')
  const scene = await createScene(used.service)
  await scene.integrate(webhook)
  const { scan } = await scene.scan([finding('SQL injection', { cwe_id: 89, endpoint: 'https://shop.example.com/q' })])
  await scene.settled()
  const events = await scene.events(`?scan_id=${scan.id}`)
  expect(events.map(({ event }) => event)).toEqual(['scan_started', 'scan_done', 'finding_new'])
  expect(webhook.receipts).toHaveLength(3)
  for (const event of events) {
    const deliveryId = only(event.routing).delivery_id
    const receipt = only(webhook.receipts.filter(({ headers }) => headers['webhook-id'] === deliveryId))
    expect(JSON.parse(receipt.body)).toEqual({
      type: event.event,
      timestamp: event.data.occurred_at,
      data: event.data,
    })
  }
  const found = events[2]!
  const { id } = await scene.finding('SQL injection')
  expect(found.data).toEqual({
    event_id: found.id,
    event: 'finding_new',
    occurred_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    target: { id: scene.targetId, kind: 'url', name: 'shop', base_url: 'https://shop.example.com' },
    scan: expect.objectContaining({ id: scan.id, status: 'done', url: `${used.service.url}/scans/${scan.id}` }),
    finding: expect.objectContaining({
      id,
      title: 'SQL injection',
      cwe_id: 'CWE-89',
      endpoint: 'https://shop.example.com/q',
      verification_status: 'unverified',
      state: 'open',
      suppressed: null,
      url: `${used.service.url}/findings/${id}`,
    }),
  })
  expect(webhook.problems()).toEqual([])
})

it('keeps the attempt of each delivery on record', async () => {
  const webhook = await used.receive('webhook')
  const scene = await createScene(used.service)
  await scene.integrate(webhook, { events: ['scan_started'] })
  const startedAt = Date.now()
  await scene.startScan()
  await scene.settled()
  const delivery = only(await scene.deliveries())
  expect(delivery).toMatchObject({ state: 'delivered', attempt_count: 1, next_attempt_at: null, detail: null })
  const attempt = only(delivery.attempts)
  expect(attempt).toMatchObject({ n: 1, status: 204, outcome: 'delivered', reason: null, detail: null })
  expect(Date.parse(attempt.started_at)).toBeGreaterThanOrEqual(startedAt)
  expect(attempt.duration_ms).toBeLessThan(15_000)
})

it('fires scan_failed with the error', async () => {
  const webhook = await used.receive('webhook')
  const slack = await used.receive('slack')
  const scene = await createScene(used.service)
  await scene.integrate(webhook, { events: ['scan_failed'] })
  await scene.integrate(slack, { events: ['scan_failed'] })
  const scanId = await scene.startScan()
  const error = 'the <b>scanner</b> ran out of memory'
  const failed = await scene.api.post(`/scans/${scanId}/fail`, { error })
  expect(failed).toMatchObject({ id: scanId, status: 'failed' })
  await scene.settled()
  const receipt = only(webhook.receipts)
  expect(JSON.parse(receipt.body)).toMatchObject({
    type: 'scan_failed',
    data: { event: 'scan_failed', error, scan: { id: scanId, status: 'failed' } },
  })
  expect(slack.receipts).toHaveLength(1)
  expect(await scene.api.get(`/scans/${scanId}`)).toMatchObject({ status: 'failed', error })
  expect([...webhook.problems(), ...slack.problems()]).toEqual([])
})

const verdictsOf = (event: RoutedEvent) =>
  Object.fromEntries(
    event.routing.map(({ name, verdict, delivery_id }) => [name, [verdict, delivery_id !== undefined]]),
  )

it('shows the verdict of each integration, the first stage that stopped it, and a delivery only where it matched', async () => {
  const webhook = await used.receive('webhook')
  const scene = await createScene(used.service)
  const elsewhere = [await scene.addTarget('intranet')]
  const ids = {
    disabled: await scene.integrate(webhook, {
      name: 'all wrong',
      enabled: false,
      target_ids: elsewhere,
      events: ['scan_done'],
    }),
    scope: await scene.integrate(webhook, {
      name: 'elsewhere',
      target_ids: elsewhere,
      events: ['scan_done'],
      severity_filter: 'critical',
    }),
    event: await scene.integrate(webhook, {
      name: 'other event',
      events: ['scan_failed'],
      severity_filter: 'critical',
    }),
    severity: await scene.integrate(webhook, {
      name: 'critical only',
      events: ['finding_new', 'scan_done'],
      severity_filter: 'critical',
    }),
    matched: await scene.integrate(webhook, {
      name: 'ours',
      target_ids: [scene.targetId],
      events: ['finding_new'],
      severity_filter: 'high',
    }),
    open: await scene.integrate(webhook, { name: 'empty lists', target_ids: [], events: [], severity_filter: 'info' }),
  }
  const { scan } = await scene.scan([finding('SQL injection')])
  await scene.settled()
  const [started, done, found] = await scene.events(`?scan_id=${scan.id}`)
  expect(verdictsOf(found!)).toEqual({
    'all wrong': ['disabled', false],
    elsewhere: ['target_out_of_scope', false],
    'other event': ['event_not_subscribed', false],
    'critical only': ['below_severity', false],
    ours: ['matched', true],
    'empty lists': ['matched', true],
  })
  // A severity filter says nothing of scans.
  expect(verdictsOf(done!)).toMatchObject({
    'all wrong': ['disabled', false],
    elsewhere: ['target_out_of_scope', false],
    'critical only': ['matched', true],
    ours: ['event_not_subscribed', false],
    'empty lists': ['matched', true],
  })
  expect(verdictsOf(started!)).toMatchObject({ 'critical only': ['event_not_subscribed', false] })
  expect(found!.routing.map(({ integration_id }) => integration_id).toSorted()).toEqual(Object.values(ids).toSorted())
  for (const { integration_id, delivery_id, kind } of found!.routing) {
    expect(kind).toBe('webhook')
    if (delivery_id === undefined) continue
    expect(await scene.api.get(`/deliveries/${delivery_id}`)).toMatchObject({ integration_id, event_id: found!.id })
  }

  // They are kept as they were at the time.
  await scene.request('PATCH', `/integrations/${ids.matched}`, { enabled: false, name: 'renamed' })
  expect((await scene.events(`?scan_id=${scan.id}`))[2]?.routing).toEqual(found!.routing)
  expect(webhook.problems()).toEqual([])
})

it('lists with a scan the deliveries of its findings, also those of later changes', async () => {
  const webhook = await used.receive('webhook')
  const scene = await createScene(used.service)
  await scene.integrate(webhook)
  const { scan } = await scene.scan([finding('SQL injection')])
  const other = await scene.scan([])
  const { id } = await scene.finding('SQL injection')
  await scene.api.post(`/findings/${id}/status`, { verification_status: 'true_positive' })
  await scene.settled()
  const listed = await scene.deliveries(`?scan_id=${scan.id}`)
  expect(listed.map(({ event }) => event).toSorted()).toEqual([
    'finding_changed',
    'finding_new',
    'scan_done',
    'scan_started',
  ])
  const ofFinding = await scene.deliveries(`?finding_id=${id}`)
  expect(ofFinding.map(({ event }) => event)).toEqual(['finding_new', 'finding_changed'])
  const ofOther = await scene.deliveries(`?scan_id=${other.scan.id}&event=scan_done`)
  expect(ofOther).toHaveLength(1)
  expect(webhook.problems()).toEqual([])
})
