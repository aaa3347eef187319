import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { expect, it } from 'vitest'
import { connectMcp } from '../mcp.ts'
import { useService } from '../service.ts'

const used = useService()
const ROOT = new URL('../../', import.meta.url)

const pageOf = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8')

/** A server as clients write it down. */
interface Entry {
  url?: string
  headers?: Record<string, string>
  command?: string
  args?: string[]
  env?: Record<string, string>
}

const entriesOf = (page: string): Entry[] =>
  [...page.matchAll(/```json\n([\s\S]*?)```/g)].flatMap(([, text = '']) => {
    const { mcpServers, servers } = JSON.parse(text) as Record<string, Record<string, Entry> | undefined>
    return Object.values({ ...mcpServers, ...servers })
  })

/** What the client puts in before it connects. */
const filled = (text: string): string =>
  text
    .replace('http://127.0.0.1:8080', used.service.url)
    .replace('/path/to/pencheff-integrations/', fileURLToPath(ROOT))
    .replace(/\$\{(?:env:|input:)?[\w-]+\}|the agent's key/, used.service.key)

const transportOf = ({ url, headers = {}, command = '', args = [], env = {} }: Entry) => {
  const fill = (texts: Record<string, string>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, filled(text)]))
  return url === undefined
    ? new StdioClientTransport({ command: filled(command), args: args.map(filled), env: fill(env), stderr: 'ignore' })
    : new StreamableHTTPClientTransport(new URL(filled(url)), { requestInit: { headers: fill(headers) } })
}

it('the configurations that the pages show connect', async () => {
  const entries = ['docs/agents.md', 'README.md'].flatMap((page) => entriesOf(pageOf(page)))
  expect(entries).toHaveLength(5)
  for (const entry of entries) {
    const client = new Client({ name: 'test', version: '0.0.0' })
    await client.connect(transportOf(entry))
    expect((await client.listTools()).tools, JSON.stringify(entry)).toHaveLength(16)
    await client.close()
  }
})

const codesIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '')

it('docs/agents.md names every tool with what it is and needs, and every resource', async () => {
  await using mcp = await connectMcp(used.service.url, used.service.key)
  const { tools } = await mcp.client.listTools()
  const rows = [...pageOf('docs/agents.md').matchAll(/^\| (`.*`) \| .* \| (reads|sends) \| (.*) \|$/gm)]
  const written = rows.flatMap(([, names = '', kind, scopes = '']) =>
    codesIn(names).map((name) => ({ name, kind, scopes: codesIn(scopes) })),
  )
  const served = tools.map(({ name, annotations, description = '' }) => ({
    name,
    kind: annotations?.readOnlyHint === true ? 'reads' : 'sends',
    scopes: description.match(/\w+:(?:read|write)/g) ?? [],
  }))
  const sorted = (list: typeof written) => list.toSorted((a, b) => a.name.localeCompare(b.name))
  expect(sorted(written)).toEqual(sorted(served))
  const { resources } = await mcp.client.listResources()
  const { resourceTemplates } = await mcp.client.listResourceTemplates()
  const uris = [...resources.map(({ uri }) => uri), ...resourceTemplates.map(({ uriTemplate }) => uriTemplate)]
  const named = pageOf('docs/agents.md').match(/pencheff:\/\/[^`]+/g) ?? []
  expect(named.toSorted()).toEqual(uris.toSorted())
})
