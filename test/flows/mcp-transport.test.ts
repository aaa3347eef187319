import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { connectMcp } from '../mcp.ts'
import { type RawAnswer, rawExchange } from '../raw-http.ts'
import { createScene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()

const READS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }
/** It adds a message, page or ticket at a vendor, each time anew, and takes nothing away. */
const SENDS = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true }
const HINTS: Record<string, typeof READS> = {
  list_integrations: READS,
  list_findings: READS,
  get_finding: READS,
  list_deliveries: READS,
  explain_routing: READS,
}

const PING = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })

/** Posts a ping with exactly these headers. */
const post = async (headers: Record<string, string>): Promise<RawAnswer> => {
  const all = {
    host: `127.0.0.1:${used.service.port}`,
    authorization: `Bearer ${used.service.key}`,
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    'content-length': String(PING.length),
    ...headers,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  const [answer] = await rawExchange(used.service.port, ['POST /mcp HTTP/1.1', ...lines, '', PING].join('\r\n'))
  if (!answer) throw new Error('nothing answered')
  return answer
}

it.each([
  ['a foreign origin', { origin: 'https://evil.example' }],
  ['an origin that hides itself', { origin: 'null' }],
  ['an origin that only starts like ours', { origin: 'http://localhost.evil.example' }],
  ['loopback at another port', { origin: 'http://127.0.0.1:1' }],
  ['a foreign host, as after DNS rebinding', { host: 'evil.example' }],
  ['a foreign host with our port', { host: 'evil.example:80' }],
])('refuses %s with 403', async (_what, headers) => {
  expect((await post(headers)).status).toBe(403)
})

it('takes programs without an origin, and pages of its own', async () => {
  const { port } = used.service
  const own = [`http://127.0.0.1:${port}`, `http://localhost:${port}`, `http://[::1]:${port}`]
  for (const headers of [{}, ...own.map((origin) => ({ origin })), { host: `localhost:${port}` }])
    expect((await post(headers)).status).toBe(200)
})

it.each([
  ['no key', ''],
  ['an unknown key', 'Bearer pcf_0123456789012345678901234567890123456789'],
  ['another scheme', 'Basic eDp5'],
])('refuses %s with 401', async (_what, authorization) => {
  const answer = await post({ authorization })
  expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer realm="pencheff"' } })
})

it('gives no session that another key could take up', async () => {
  const scene = await createScene(used.service)
  const answer = await post({ 'mcp-session-id': 'stolen', authorization: `Bearer ${scene.key}` })
  expect(answer.status).toBe(200)
  expect(answer.headers['mcp-session-id']).toBeUndefined()
})

it('refuses a body beyond its limit, and one that is no message', async () => {
  const send = (body: string): Promise<Response> =>
    fetch(`${used.service.url}/mcp`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${used.service.key}`,
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
      },
      body,
    })
  expect((await send('x'.repeat(1024 * 1024 + 1))).status).toBe(413)
  expect((await send('{"jsonrpc":')).status).toBe(400)
})

it.each(['2026', '2025'] as const)('shows clients of %s the same tools and resources', async (era) => {
  await using mcp = await connectMcp(used.service.url, used.service.key, era)
  const { tools } = await mcp.client.listTools()
  const kinds = [
    'slack',
    'teams',
    'google_chat',
    'discord',
    'pagerduty',
    'opsgenie',
    'splunk',
    'webhook',
    'github',
    'jira',
  ]
  const others = [
    'list_integrations',
    'test_integration',
    'list_findings',
    'get_finding',
    'list_deliveries',
    'explain_routing',
  ]
  expect(new Set(tools.map(({ name }) => name))).toEqual(
    new Set([...kinds.map((kind) => `export_to_${kind}`), ...others]),
  )
  for (const { name, annotations, inputSchema, outputSchema } of tools) {
    expect(annotations, name).toMatchObject(HINTS[name] ?? SENDS)
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
    expect(Object.keys(inputSchema.properties ?? {})).not.toContain('workspace_id')
    expect(outputSchema?.properties).toMatchObject({ untrusted: { const: true } })
  }
  const { resourceTemplates } = await mcp.client.listResourceTemplates()
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate).toSorted()).toEqual([
    'pencheff://deliveries/{id}',
    'pencheff://events/{id}/routing',
    'pencheff://findings/{id}',
  ])
})

it('never changes what it says of its tools unseen', async () => {
  await using mcp = await connectMcp(used.service.url, used.service.key)
  const { tools } = await mcp.client.listTools()
  const texts = tools.map(({ name, title, description }) => [name, title, description])
  expect(createHash('sha256').update(JSON.stringify(texts)).digest('hex')).toMatchInlineSnapshot(
    `"476f368f1f5e14dc9c0372a989331ca3cc598fdab5e308cdef531f837c767e98"`,
  )
})
