import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { connectMcp } from '../mcp.ts'
import { createScene, type Scene } from '../scene.ts'
import { useService } from '../service.ts'
import { countRows } from './count-rows.ts'

const used = useService()
let scene: Scene
beforeAll(async () => {
  scene = await createScene(used.service)
})

const UNKNOWN = '01890000-0000-7000-8000-000000000000'
const VERSION = '2026-07-28'
const META = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '0' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

const tool = (name: unknown, args: unknown, meta: object = META) => ({ name, arguments: args, _meta: meta })
const message = (fields: object = {}) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: tool('list_findings', {}),
  ...fields,
})

/** Answered by JSON-RPC's own codes: no JSON, no message, no such method, wrong arguments, headers that disagree. */
const CASES: [name: string, body: unknown, code: number][] = [
  ['nothing', '', -32700],
  ['a word', 'hello', -32700],
  ['half a message', '{"jsonrpc":', -32700],
  ['two messages', '{} {}', -32700],
  ['NaN', '{"id":NaN}', -32700],
  ['null', null, -32600],
  ['a number', 1, -32600],
  ['an empty object', {}, -32600],
  ['a batch', [message()], -32600],
  ['an empty batch', [], -32600],
  ['5,000 lists', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, -32600],
  ['an object as id', message({ id: {} }), -32600],
  ['null as id', message({ id: null }), -32600],
  ['a fraction as id', message({ id: 1.5 }), -32600],
  ['no version', message({ jsonrpc: undefined }), -32600],
  ['version 1.0', message({ jsonrpc: '1.0' }), -32600],
  ['no method', message({ method: undefined }), -32600],
  ['a number as method', message({ method: 7 }), -32600],
  ['a list as parameters', message({ params: [] }), -32600],
  ['a text as parameters', message({ params: 'x' }), -32600],
  ['a prototype', '{"jsonrpc":"2.0","id":1,"method":"ping","__proto__":{"admin":true}}', -32600],
  ['no parameters', message({ params: undefined }), -32602],
  ['an unknown tool', message({ params: tool('drop', {}) }), -32602],
  ['the constructor as tool', message({ params: tool('constructor', {}) }), -32602],
  ['a list as arguments', message({ params: tool('list_findings', []) }), -32602],
  ['a text as arguments', message({ params: tool('list_findings', 'x') }), -32602],
  ['an unknown method', message({ method: 'tools/destroy' }), -32601],
  ['a prototype as method', message({ method: '__proto__' }), -32601],
]

/** Sends it with the headers that the revision asks for; answers with the first message. */
const send = async (body: unknown, version = VERSION): Promise<{ status: number; text: string }> => {
  const [text, parsed] = [
    typeof body === 'string' ? body : JSON.stringify(body),
    body as Partial<ReturnType<typeof message>> | null,
  ]
  const method = typeof parsed?.method === 'string' ? parsed.method : 'tools/call'
  const name = typeof parsed?.params?.name === 'string' ? parsed.params.name : 'list_findings'
  const answer = await fetch(`${used.service.url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${scene.key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': version,
      'mcp-method': method,
      'mcp-name': name,
    },
    body: text,
  })
  return { status: answer.status, text: await answer.text() }
}

const codeOf = (text: string): unknown => Number(/"code":(-?\d+)/.exec(text)?.[1])

describe('a message that must be refused', () => {
  it.each(CASES)('%s', async (_name, body, code) => {
    const before = await countRows(used.service.db)
    const { status, text } = await send(body)
    expect(status).toBeLessThan(500)
    expect(codeOf(text), text.slice(0, 300)).toBe(code)
    expect(text).not.toMatch(/\.ts:\d|node_modules|\bat \S+ \(/)
    expect(await countRows(used.service.db)).toBe(before)
  })

  it.each([
    ['an unknown argument', { workspace_id: 'x' }],
    ['a wrong type', { limit: '5' }],
    ['a URL as id', { scan_id: 'https://evil.example' }],
    ['a text of 900 KB', { q: 'x'.repeat(900_000) }],
    ['a number beyond its bounds', { limit: 1e9 }],
  ])('%s: told as the API tells it', async (_name, args) => {
    const { status, text } = await send(message({ params: tool('list_findings', args) }))
    expect(status).toBe(200)
    expect(text).toContain(String.raw`{\"code\":\"invalid\"`)
  })

  it('of a revision that there is not', async () => {
    const meta = { ...META, 'io.modelcontextprotocol/protocolVersion': '1999-01-01' }
    const { status } = await send(message({ params: tool('list_findings', {}, meta) }), '1999-01-01')
    expect(status).toBe(400)
  })
})

const TEXTS = [
  '',
  '\0',
  "' or 1=1 --",
  '../../etc/passwd',
  '$' + '{7*7}',
  'https://127.0.0.1/',
  '\ud800',
  '1e999',
  UNKNOWN,
]

it('whatever a tool is given, it answers with a result or with what to change', async () => {
  await using mcp = await connectMcp(used.service.url, scene.key)
  const { tools } = await mcp.client.listTools()
  for (const { name, inputSchema } of tools) {
    const fields = Object.keys(inputSchema.properties ?? {})
    const field = fc.constantFrom(...fields, 'workspace_id', 'constructor', '__proto__', '')
    const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(...TEXTS), fc.array(fc.constant(UNKNOWN)))
    const answered = fc.asyncProperty(fc.dictionary(field, value), async (input) => {
      const { isError, body } = await mcp.call(name, input)
      if (isError) expect(['invalid', 'bad_cursor', 'not_found'], JSON.stringify(body)).toContain(body.code)
    })
    await fc.assert(answered, { numRuns: 12 })
  }
}, 60_000)

it('a thousand calls in a row and a hundred at once leave it as it was', async () => {
  const statuses = new Set<number>()
  for (let n = 0; n < 10; n += 1)
    for (const { status } of await Promise.all(Array.from({ length: 100 }, () => send(message())))) statuses.add(status)
  expect([...statuses]).toEqual([200])
}, 60_000)
