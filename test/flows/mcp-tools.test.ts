import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KINDS } from '../../src/destinations/destination.ts'
import { connectMcp, type McpClient, TRANSPORTS } from '../mcp.ts'
import { createScene, finding, type Scene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()
const UNKNOWN = '01890000-0000-7000-8000-000000000000'

let scene: Scene
let integration: string
let scanId: string
let findingId: string
let eventId: string

beforeAll(async () => {
  scene = await createScene(used.service)
  integration = await scene.integrate(await used.receive('slack'), { name: 'Room' })
  const { scan } = await scene.scan([finding('one — ü'), finding('two', { severity: 'info' })])
  scanId = scan.id
  findingId = (await scene.finding('one — ü')).id
  await scene.settled()
  eventId = (await scene.events('?event=finding_new'))[0]?.id ?? ''
})

/** Each tool that sends nothing, or a test only, and what its answer must hold. */
const goodCalls = (): [tool: string, input: Record<string, unknown>, answer: object][] => [
  ['list_integrations', { name: 'Room' }, { items: [{ id: integration, config_set: ['webhook_url'] }] }],
  ['list_findings', { scan_id: scanId, severity: 'high' }, { items: [{ id: findingId, title: 'one — ü' }] }],
  ['get_finding', { finding_id: findingId }, { finding: { id: findingId } }],
  ['list_deliveries', { event_id: eventId }, { items: [{ event_id: eventId, state: 'delivered' }] }],
  ['explain_routing', { event_id: eventId }, { routing: [{ integration_id: integration, verdict: 'matched' }] }],
  ['test_integration', { integration: 'Room' }, { result: { ok: true, status: 200 } }],
]

/** What a kind's configuration needs first. */
const REQUIRED: Record<string, string> = {
  pagerduty: 'routing_key',
  opsgenie: 'api_key',
  splunk: 'hec_url',
  github: 'repo',
  jira: 'base_url',
}

/** For every tool what is wrong, where, and how it is mended. */
const badCalls = (): [tool: string, input: Record<string, unknown>, pointer: string, mend: RegExp][] => [
  ...KINDS.flatMap((kind): ReturnType<typeof badCalls> => {
    const [tool, some] = [`export_to_${kind}`, { finding_ids: [findingId] }]
    const needed = `/config/${REQUIRED[kind] ?? 'webhook_url'}`
    return [
      [tool, { ...some, config: {} }, needed, /is missing; it must be given/],
      [tool, { ...some, integration: 'nobody' }, '/integration', /no such integration/],
      [tool, some, '/integration', /give either integration or config/],
      [tool, { integration: 'Room' }, '/scan_id', /give either scan_id or finding_ids/],
      [tool, { integration: 'Room', finding_ids: [] }, '/finding_ids', /at least 1 item/],
      [tool, { ...some, integration: 'Room', severity_filter: 'bad' }, '/severity_filter', /must be one of "info"/],
    ]
  }),
  ['export_to_jira', { integration: 'Room', scan_id: scanId }, '/integration', /call export_to_slack/],
  ['export_to_slack', { integration: 'Room', scan_id: UNKNOWN }, '/scan_id', /no such scan/],
  ['test_integration', {}, '/integration', /is missing/],
  ['test_integration', { integration: UNKNOWN }, '/integration', /no such integration/],
  ['list_integrations', { kind: 'pager' }, '/kind', /must be one of "slack"/],
  ['list_integrations', { cursor: 'x' }, '/cursor', /start again without it/],
  ['list_findings', { limit: 0 }, '/limit', /at least 1/],
  ['list_findings', { scan: scanId }, '/scan', /not known here; leave it out/],
  ['get_finding', { finding_id: 'x' }, '/finding_id', /must be a UUID/],
  ['get_finding', { finding_id: UNKNOWN }, '/finding_id', /list_findings gives ids/],
  ['list_deliveries', { state: 'lost' }, '/state', /must be one of "pending"/],
  ['list_deliveries', { cursor: 'x' }, '/cursor', /start again without it/],
  ['explain_routing', {}, '/event_id', /give either event_id or finding_id/],
  ['explain_routing', { event_id: UNKNOWN }, '/event_id', /no such event/],
  ['explain_routing', { finding_id: UNKNOWN }, '/finding_id', /no event of such a finding/],
]

describe.each(Object.entries(TRANSPORTS))('over %s', (_name, connect) => {
  let mcp: McpClient
  beforeAll(async () => {
    mcp = await connect(used.service.url, scene.key)
  })
  afterAll(() => mcp.client.close())

  it('ten exports reach ten receivers, each well-formed', async () => {
    for (const kind of KINDS) {
      const receiver = await used.receive(kind)
      const { body } = await mcp.call(`export_to_${kind}`, { config: receiver.config, scan_id: scanId })
      const outcomes = (body.results as { outcome: string }[]).map(({ outcome }) => outcome)
      expect(outcomes, kind).toHaveLength(2)
      for (const outcome of outcomes) expect(['delivered', 'accepted'], kind).toContain(outcome)
      expect(receiver.receipts.length, kind).toBeGreaterThan(0)
    }
  })

  it('every other tool answers as its schema says, with what came from outside marked', async () => {
    const { tools } = await mcp.client.listTools()
    const others = goodCalls().map(([tool]) => tool)
    expect(tools.map(({ name }) => name).toSorted()).toEqual(
      [...KINDS.map((kind) => `export_to_${kind}`), ...others].toSorted(),
    )
    for (const [tool, input, answer] of goodCalls()) {
      const { isError, body } = await mcp.call(tool, input)
      expect({ tool, isError, ...body }).toMatchObject({ tool, isError: false, untrusted: true, ...answer })
    }
  })

  it('every tool answers a bad argument with its place and what to change', async () => {
    for (const [tool, input, pointer, mend] of badCalls()) {
      const { isError, body } = await mcp.call(tool, input)
      const [fault] = (body.errors ?? []) as { pointer: string; detail: string }[]
      expect({ tool, isError, pointer: fault?.pointer, detail: fault?.detail }).toEqual({
        tool,
        isError: true,
        pointer,
        detail: expect.stringMatching(mend),
      })
      expect(body.detail).toEqual(expect.stringMatching(mend))
    }
  })

  it('findings, deliveries and the explanation of an event are there to read', async () => {
    const { resources } = await mcp.client.listResources()
    expect(resources.map(({ uri }) => uri).toSorted()).toEqual(['pencheff://deliveries', 'pencheff://findings'])
    const { resourceTemplates } = await mcp.client.listResourceTemplates()
    expect(resourceTemplates).toHaveLength(3)
    const [delivery] = await scene.api.all<{ id: string }>(`/deliveries?event_id=${eventId}`)
    const read = async (uri: string): Promise<unknown> => {
      const [content] = (await mcp.client.readResource({ uri })).contents
      expect(content).toMatchObject({ uri, mimeType: 'application/json' })
      return JSON.parse(content && 'text' in content ? content.text : '')
    }
    const withOne = (fields: object) => ({
      untrusted: true,
      items: expect.arrayContaining([expect.objectContaining(fields)]),
    })
    expect(await read('pencheff://findings')).toMatchObject(withOne({ id: findingId }))
    expect(await read('pencheff://deliveries')).toMatchObject(withOne({ event: 'finding_new', state: 'delivered' }))
    expect(await read(`pencheff://findings/${findingId}`)).toMatchObject({ finding: { title: 'one — ü' } })
    expect(await read(`pencheff://deliveries/${delivery?.id}`)).toMatchObject({ delivery: { event_id: eventId } })
    expect(await read(`pencheff://events/${eventId}/routing`)).toMatchObject({ routing: [{ verdict: 'matched' }] })
    await expect(mcp.client.readResource({ uri: `pencheff://findings/${UNKNOWN}` })).rejects.toThrow(/not found/i)
  })

  it('a long export says how far it is', async () => {
    const receiver = await used.receive('webhook')
    const { scan } = await scene.scan(Array.from({ length: 20 }, (_, n) => finding(`long ${n}`)))
    const seen: { progress: number; total: number | undefined }[] = []
    await mcp.call(
      'export_to_webhook',
      { config: receiver.config, scan_id: scan.id },
      { onprogress: ({ progress, total }) => void seen.push({ progress, total }) },
    )
    // The client may drop those that come along with the result.
    expect(seen[0]).toEqual({ progress: 1, total: 20 })
    expect(new Set(seen.map(({ total }) => total))).toEqual(new Set([20]))
    expect(seen.map(({ progress }) => progress)).toEqual(seen.map(({ progress }) => progress).toSorted((a, b) => a - b))
    expect(seen.length).toBeGreaterThan(1)
  })
})

it('shows no credential in a refusal', async () => {
  await using mcp = await connectMcp(used.service.url, scene.key)
  const config = { webhook_url: 'https://hooks.slack.com/services/secretPart', nothing: 'secretPart' }
  const answer = await mcp.call('export_to_slack', { config, finding_ids: [findingId] })
  expect(answer.isError).toBe(true)
  expect(JSON.stringify(answer)).not.toContain('secretPart')
})
