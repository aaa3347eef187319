import { expect, it } from 'vitest'
import { connectMcp } from '../mcp.ts'
import { startReceiver } from '../receiver.ts'
import { createScene, finding, only } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()

interface Result {
  finding_id: string
  outcome: string
  status: number | null
  detail: string | null
  external_url?: string
  delivery_id?: string
}

const resultsOf = (body: Record<string, unknown>): Result[] => body.results as Result[]

it.each(['2026', '2025'] as const)('exports a scan to a stored integration at once, to clients of %s', async (era) => {
  const receiver = await used.receive('jira')
  const scene = await createScene(used.service)
  const integration = await scene.integrate(receiver, { name: 'Tickets', events: ['scan_failed'] })
  const { scan } = await scene.scan([finding('one'), finding('two', { severity: 'low' }), finding('three')])
  await scene.settled()
  await using mcp = await connectMcp(used.service.url, scene.key, era)
  const seen: number[] = []
  const { isError, body } = await mcp.call(
    'export_to_jira',
    { integration: 'Tickets', scan_id: scan.id, severity_filter: 'high' },
    { onprogress: ({ progress }) => seen.push(progress) },
  )
  expect({ isError, ...body }).toMatchObject({
    isError: false,
    untrusted: true,
    integration: { id: integration, name: 'Tickets', saved: false },
    counts: { delivered: 2, rejected: 0, skipped: 0 },
  })
  expect(seen[0]).toBe(1)
  for (const { finding_id, outcome, external_url, delivery_id } of resultsOf(body)) {
    expect({ outcome, external_url }).toMatchObject({
      outcome: 'delivered',
      external_url: expect.stringContaining('/browse/'),
    })
    const { title } = await scene.api.get<{ title: string }>(`/findings/${finding_id}`)
    expect((await scene.finding(title)).external_refs).toHaveLength(1)
    expect(await scene.api.get(`/deliveries/${delivery_id}`)).toMatchObject({
      state: 'delivered',
      finding_id,
      attempt_count: 1,
    })
  }

  // Once more: the tickets are there already.
  const again = await mcp.call('export_to_jira', { integration, scan_id: scan.id })
  expect(again.body.counts).toMatchObject({ delivered: 3 })
  expect(new Set(resultsOf(again.body).map(({ external_url }) => external_url)).size).toBe(3)
  const urls = new Set([...resultsOf(body), ...resultsOf(again.body)].map(({ external_url }) => external_url))
  expect(urls.size).toBe(3)
})

it('sends to a configuration that is given, keeps nothing of it, and finds its tickets again', async () => {
  const receiver = await used.receive('jira')
  const scene = await createScene(used.service)
  const { scan } = await scene.scan([finding('one')])
  await using mcp = await connectMcp(used.service.url, scene.key)
  const input = { config: receiver.config, scan_id: scan.id }
  const first = await mcp.call('export_to_jira', input)
  const second = await mcp.call('export_to_jira', input)
  expect(first.body).toMatchObject({ integration: null, counts: { delivered: 1 } })
  expect(only(resultsOf(second.body)).external_url).toBe(only(resultsOf(first.body)).external_url)
  expect(await scene.api.all('/integrations')).toEqual([])
  expect((await scene.deliveries()).map(({ state }) => state)).toEqual(['delivered', 'delivered'])
})

it('stores a configuration under the name that it is given', async () => {
  const receiver = await used.receive('slack')
  const scene = await createScene(used.service)
  const { scan } = await scene.scan([finding('one')])
  await using mcp = await connectMcp(used.service.url, scene.key)
  const input = { config: receiver.config, save_as: 'Room', scan_id: scan.id, severity_filter: 'medium' }
  const { body } = await mcp.call('export_to_slack', input)
  expect(body).toMatchObject({ integration: { name: 'Room', saved: true }, counts: { delivered: 1 } })
  expect(await scene.api.all('/integrations')).toMatchObject([
    { name: 'Room', kind: 'slack', severity_filter: 'medium', config_set: ['webhook_url'] },
  ])
  expect(await mcp.call('export_to_slack', input)).toMatchObject({ isError: true, body: { code: 'conflict' } })
})

it('says of each finding why it was not sent', async () => {
  const scene = await createScene(used.service)
  const elsewhere = await scene.addTarget('elsewhere')
  const receiver = await used.receive('slack')
  await scene.integrate(receiver, { name: 'Elsewhere', target_ids: [elsewhere] })
  await scene.integrate(receiver, { name: 'Here' })
  await scene.scan([finding('mild', { severity: 'low' }), finding('grave')])
  await scene.settled()
  const [mild, grave] = [await scene.finding('mild'), await scene.finding('grave')]
  const unknown = '01890000-0000-7000-8000-000000000000'
  await using mcp = await connectMcp(used.service.url, scene.key)
  const finding_ids = [mild.id, unknown, grave.id, grave.id]
  const here = await mcp.call('export_to_slack', { integration: 'Here', finding_ids, severity_filter: 'high' })
  expect(resultsOf(here.body).map(({ outcome, detail }) => [outcome, detail])).toEqual([
    ['skipped', 'below_severity'],
    ['skipped', 'there is no such finding'],
    ['delivered', null],
  ])
  const there = await mcp.call('export_to_slack', { integration: 'Elsewhere', finding_ids: [grave.id] })
  expect(only(resultsOf(there.body))).toMatchObject({ outcome: 'skipped', detail: 'target_out_of_scope' })
})

it('waits as the vendor asks, and stops when a credential is refused', async () => {
  const scene = await createScene(used.service)
  const { scan } = await scene.scan([1, 2, 3, 4].map((n) => finding(`finding ${n}`)))
  await using mcp = await connectMcp(used.service.url, scene.key)
  let asked = 0
  await using busy = await startReceiver(() =>
    (asked += 1) === 1 ? { status: 429, headers: { 'retry-after': '1' }, body: '' } : { status: 200, body: 'ok' },
  )
  const slack = (url: string) => ({ config: { webhook_url: `${url}/services/T1/B1/abc` }, scan_id: scan.id })
  const waited = await mcp.call('export_to_slack', slack(busy.url))
  expect(waited.body.counts).toMatchObject({ delivered: 4, retry: 0 })
  expect(asked).toBe(5)
  expect((await scene.deliveries()).map(({ attempts }) => attempts.length).toSorted()).toEqual([1, 1, 1, 2])

  await using strict = await startReceiver(() => ({ status: 403, body: 'invalid_token' }))
  const refused = await mcp.call('export_to_slack', slack(strict.url))
  expect(refused.body.counts).toMatchObject({ delivered: 0 })
  expect(strict.requests.length).toBeLessThan(4)
  expect(resultsOf(refused.body).at(-1)).toMatchObject({
    outcome: 'skipped',
    detail: expect.stringContaining('refused an earlier one'),
  })
})

it('stops when the caller ends the call, with what was sent on record', async () => {
  const receiver = await used.receive('slack')
  const scene = await createScene(used.service)
  const integration = await scene.integrate(receiver, { events: ['scan_failed'] })
  const { scan } = await scene.scan(Array.from({ length: 40 }, (_, n) => finding(`finding ${n}`)))
  await scene.settled()
  const end = new AbortController()
  await using mcp = await connectMcp(used.service.url, scene.key)
  const call = mcp.client.callTool(
    { name: 'export_to_slack', arguments: { integration, scan_id: scan.id } },
    { signal: end.signal, onprogress: () => end.abort() },
  )
  await expect(call).rejects.toThrow()
  // The next export is refused as long as the first one runs.
  await expect
    .poll(async () => (await mcp.call('export_to_slack', { integration, finding_ids: [scan.id] })).isError, {
      timeout: 20_000,
    })
    .toBe(false)
  const states = (await scene.deliveries()).map(({ state }) => state)
  expect(states).toHaveLength(40)
  expect(states.filter((state) => state === 'delivered')).toHaveLength(receiver.receipts.length)
  expect(receiver.receipts.length).toBeLessThan(40)
})

it('takes 1,000 findings and no more', async () => {
  await using receiver = await startReceiver()
  const scene = await createScene(used.service)
  const config = { webhook_url: `${receiver.url}/hook` }
  const { scan } = await scene.scan(
    Array.from({ length: 1001 }, (_, n) => finding(`finding ${n}`, { severity: n === 0 ? 'low' : 'high' })),
  )
  await using mcp = await connectMcp(used.service.url, scene.key)
  const refused = await mcp.call('export_to_webhook', { config, scan_id: scan.id })
  expect(refused).toMatchObject({ isError: true, body: { code: 'invalid', detail: expect.stringContaining('1000') } })
  const taken = await mcp.call('export_to_webhook', { config, scan_id: scan.id, severity_filter: 'high' })
  expect(taken.body.counts).toMatchObject({ delivered: 1000 })
  expect(receiver.requests).toHaveLength(1000)
})

it('leaves an export and a test on record, and who was refused them', async () => {
  const receiver = await used.receive('jira')
  const scene = await createScene(used.service)
  const integration = await scene.integrate(receiver, { name: 'Recorded', events: ['scan_failed'] })
  const { scan } = await scene.scan([finding('one')])
  const { body } = await scene.request('POST', '/keys', { name: 'reader', scopes: ['findings:read'] })
  await using mcp = await connectMcp(used.service.url, scene.key)
  await using reader = await connectMcp(used.service.url, String(body.key))
  const calls = [
    ['export_to_jira', { integration: 'Recorded', scan_id: scan.id }],
    ['test_integration', { integration: 'Recorded' }],
  ] as const
  const entries = []
  for (const { call } of [mcp, reader])
    for (const [name, input] of calls) {
      await call(name, input)
      entries.push(...(await scene.api.get<{ items: object[] }>('/audit?limit=1')).items)
    }
  const address = '127.0.0.1'
  expect(entries).toMatchObject([
    { operation: 'exportFindings', result: 'done', object: { id: integration, name: 'Recorded' }, address },
    { operation: 'testIntegration', result: 'done', object: { id: integration }, address },
    { operation: 'exportFindings', result: 'insufficient_scope', actor: { name: 'reader' } },
    { operation: 'testIntegration', result: 'insufficient_scope', actor: { name: 'reader' } },
  ])
  expect(entries.every((entry) => 'request_id' in entry && entry.request_id !== null)).toBe(true)
})
