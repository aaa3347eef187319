import { beforeAll, expect, it } from 'vitest'
import { KINDS } from '../../src/destinations/destination.ts'
import { CANARIES, canaryConfigs } from '../canaries.ts'
import { findCanaries } from '../find-canaries.ts'
import { connectMcp, type ToolAnswer } from '../mcp.ts'
import { type Receiver, startReceiver } from '../receiver.ts'
import { createScene, finding, type Scene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()
const AGENT = ['findings:read', 'integrations:read', 'integrations:write', 'deliveries:write']

let scene: Scene
let agentKey: string
let scanId: string
let findingId: string

const keyWith = async (scopes: readonly string[], { api }: Scene = scene): Promise<string> =>
  (await api.post<{ key: string }>('/keys', { name: 'agent', scopes })).key

beforeAll(async () => {
  scene = await createScene(used.service)
  agentKey = await keyWith(AGENT)
  const { scan } = await scene.scan([finding('one'), finding('mild', { severity: 'low' })])
  scanId = scan.id
  findingId = (await scene.finding('one')).id
  await scene.settled()
})

/** A webhook of that name, and who receives what is sent to it. */
const hook = async (name: string): Promise<Receiver> => {
  const receiver = await startReceiver()
  const config = { webhook_url: `${receiver.url}/hook` }
  await scene.api.post('/integrations', { kind: 'webhook', name, config, events: ['scan_failed'] })
  return receiver
}

const tokenIn = ({ isError, body }: ToolAnswer): string => {
  expect({ isError, code: body.code }).toEqual({ isError: true, code: 'confirmation_required' })
  return String(body.confirmation)
}

const UNKNOWN = { isError: true, body: { code: 'invalid', errors: [{ pointer: '/confirmation' }] } }

/** All ways to send with each tool that sends; `url` is a vendor's that takes everything. */
const callsTo = (url: string): [tool: string, input: Record<string, unknown>][] => [
  ...KINDS.map((kind): [string, Record<string, unknown>] => [
    `export_to_${kind}`,
    { config: canaryConfigs(url)[kind], save_as: `saved ${kind}`, finding_ids: [findingId] },
  ]),
  ...KINDS.map((kind): [string, Record<string, unknown>] => [
    `export_to_${kind}`,
    { integration: `saved ${kind}`, finding_ids: [findingId] },
  ]),
  ...KINDS.map((kind): [string, Record<string, unknown>] => ['test_integration', { integration: `saved ${kind}` }]),
]

it('does nothing with any tool that sends until it is confirmed, and then once', async () => {
  await using receiver = await startReceiver()
  await using mcp = await connectMcp(used.service.url, agentKey)
  const state = async (): Promise<unknown> => {
    const { rows } = await used.service.db.query(
      'select (select count(*) from integrations) as integrations, (select count(*) from deliveries) as deliveries',
    )
    return [receiver.requests.length, ...rows]
  }
  const said: string[] = []
  const call = async (tool: string, input: Record<string, unknown>): Promise<ToolAnswer> => {
    const answer = await mcp.call(tool, input)
    said.push(JSON.stringify(answer.body))
    return answer
  }
  for (const [tool, input] of callsTo(receiver.url)) {
    const before = await state()
    const confirmation = tokenIn(await call(tool, input))
    expect(await state(), tool).toEqual(before)
    const sent = receiver.requests.length
    await call(tool, { ...input, confirmation })
    expect(receiver.requests.length, tool).toBeGreaterThan(sent)
    const after = await state()
    expect((await call(tool, { ...input, confirmation })).isError, tool).toBe(true)
    expect(await state(), tool).toEqual(after)
  }
  expect(findCanaries(said.join('\n'), CANARIES)).toEqual([])
}, 60_000)

it('says what would happen: where to, what is stored, which findings, and which not', async () => {
  await using receiver = await startReceiver()
  await using mcp = await connectMcp(used.service.url, agentKey)
  const config = { webhook_url: `${receiver.url}/secretPath` }
  const input = { config, save_as: 'Elsewhere', finding_ids: [findingId, scanId] }
  const { body } = await mcp.call('export_to_webhook', input)
  expect(body).toMatchObject({
    code: 'confirmation_required',
    would: {
      untrusted: true,
      kind: 'webhook',
      integration: null,
      stores: 'Elsewhere',
      hosts: [new URL(receiver.url).host],
      sends: 1,
      skips: 1,
      findings: [{ id: findingId, severity: 'high', title: 'one' }],
    },
  })
  expect(JSON.stringify(body)).not.toContain('secretPath')
  expect(Date.parse(String(body.expires_at)) - Date.now()).toBeLessThanOrEqual(5 * 60_000)
})

it('takes a confirmation for exactly these arguments, this tool and this key, in time', async () => {
  await using receiver = await hook('Bound')
  await hook('Other').then((other) => other.close())
  const stranger = await createScene(used.service)
  await using mcp = await connectMcp(used.service.url, agentKey)
  await using colleague = await connectMcp(used.service.url, await keyWith(AGENT))
  await using foreign = await connectMcp(used.service.url, await keyWith(AGENT, stranger))
  const input = { integration: 'Bound', finding_ids: [findingId] }
  const confirmation = tokenIn(await mcp.call('export_to_webhook', input))
  const others = [
    { ...input, severity_filter: 'info' },
    { ...input, integration: 'Other' },
    { ...input, finding_ids: [findingId, scanId] },
    { integration: 'Bound', scan_id: scanId },
  ]
  for (const other of others)
    expect(await mcp.call('export_to_webhook', { ...other, confirmation })).toMatchObject(UNKNOWN)
  expect(await mcp.call('test_integration', { integration: 'Bound', confirmation })).toMatchObject(UNKNOWN)
  expect(await colleague.call('export_to_webhook', { ...input, confirmation })).toMatchObject(UNKNOWN)
  expect((await foreign.call('export_to_webhook', { ...input, confirmation })).isError).toBe(true)
  for (const made of ['x', `${confirmation}x`, confirmation.slice(1), confirmation.toLowerCase()])
    expect(await mcp.call('export_to_webhook', { ...input, confirmation: made })).toMatchObject(UNKNOWN)
  expect(receiver.requests).toEqual([])

  const { rows } = await used.service.db.query(`select * from confirmations`)
  expect(JSON.stringify(rows)).not.toContain(confirmation)
  await used.service.db.query(`update confirmations set expires_at = now()`)
  expect(await mcp.call('export_to_webhook', { ...input, confirmation })).toMatchObject(UNKNOWN)
  expect(receiver.requests).toEqual([])

  // In another order they are the same arguments, and of two at once one sends.
  const fresh = tokenIn(await mcp.call('export_to_webhook', input))
  const twice = { confirmation: fresh, finding_ids: [findingId], integration: 'Bound' }
  const answers = await Promise.all([1, 2].map(() => mcp.call('export_to_webhook', twice)))
  expect(answers.map(({ isError }) => isError).toSorted()).toEqual([false, true])
  expect(receiver.requests).toHaveLength(1)
})

it('refuses before it asks, and a refused call uses no confirmation up', async () => {
  await using receiver = await hook('Off and on')
  const { items } = await scene.api.get<{ items: { id: string }[] }>(`/integrations?name=Off%20and%20on`)
  const id = items[0]?.id ?? ''
  const switchTo = (enabled: boolean) => scene.request('PATCH', `/integrations/${id}`, { enabled })
  await using mcp = await connectMcp(used.service.url, agentKey)
  const input = { integration: id, finding_ids: [findingId] }
  const confirmation = tokenIn(await mcp.call('export_to_webhook', input))
  await switchTo(false)
  for (const call of [input, { ...input, confirmation }])
    expect(await mcp.call('export_to_webhook', call)).toMatchObject({ isError: true, body: { code: 'conflict' } })
  await switchTo(true)
  expect((await mcp.call('export_to_webhook', { ...input, confirmation })).body.counts).toMatchObject({ delivered: 1 })
  expect(receiver.requests).toHaveLength(1)
  const taken = { config: { webhook_url: `${receiver.url}/x` }, save_as: 'Off and on', finding_ids: [findingId] }
  expect(await mcp.call('export_to_webhook', taken)).toMatchObject({ isError: true, body: { code: 'conflict' } })
  await using reader = await connectMcp(used.service.url, await keyWith(['findings:read']))
  expect((await reader.call('export_to_webhook', input)).body.code).toBe('insufficient_scope')
})

it('lets a key that may act unattended send at once, and asks nothing of tools that read', async () => {
  await using receiver = await hook('At once')
  await using mcp = await connectMcp(used.service.url, await keyWith([...AGENT, 'mcp:unattended']))
  const input = { integration: 'At once', finding_ids: [findingId] }
  expect((await mcp.call('export_to_webhook', input)).body.counts).toMatchObject({ delivered: 1 })
  expect(receiver.requests).toHaveLength(1)
  await using agent = await connectMcp(used.service.url, agentKey)
  expect((await agent.call('list_findings')).isError).toBe(false)
  expect((await agent.call('list_findings', { confirmation: 'x' })).body).toMatchObject({
    errors: [{ pointer: '/confirmation', code: 'unknown_field' }],
  })
})
