import { fileURLToPath } from 'node:url'
import {
  type CallToolRequestOptions,
  Client,
  type ClientOptions,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import type { Env } from './process.ts'

/** What a tool answered: its structured content, or the problem that its text is. */
export interface ToolAnswer {
  isError: boolean
  body: Record<string, unknown>
}

export interface McpClient extends AsyncDisposable {
  client: Client
  call(name: string, input?: Record<string, unknown>, options?: CallToolRequestOptions): Promise<ToolAnswer>
}

const objectOf = (value: unknown): Record<string, unknown> => Object.fromEntries(Object.entries(value ?? {}))

/** The official client with a way to call tools, whatever it is connected by. */
const clientOf = (client: Client): McpClient => ({
  client,
  call: async (name, input = {}, options = {}) => {
    const result = await client.callTool({ name, arguments: input }, options)
    const [first] = result.content
    const text = first?.type === 'text' ? first.text : '{}'
    return {
      isError: result.isError === true,
      body: objectOf(
        result.isError ? JSON.parse(text.startsWith('{') ? text : JSON.stringify({ text })) : result.structuredContent,
      ),
    }
  },
  [Symbol.asyncDispose]: () => client.close(),
})

/** `2026` is the current revision of the protocol, `2025` those before it. */
export type Era = '2026' | '2025'

const eraOptions = (era: Era): ClientOptions =>
  era === '2026' ? { versionNegotiation: { mode: { pin: '2026-07-28' } } } : {}

/** Connects the official client over Streamable HTTP. */
export const connectMcp = async (url: string, key: string, era: Era = '2026'): Promise<McpClient> => {
  const client = new Client({ name: 'test', version: '0.0.0' }, eraOptions(era))
  const transport = new StreamableHTTPClientTransport(new URL('/mcp', url), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
  })
  await client.connect(transport)
  return clientOf(client)
}

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** Starts `pencheff-integrations mcp` in this environment and connects the official client to its standard input and output. */
export const connectStdio = async (env: Env, era: Era = '2026'): Promise<McpClient> => {
  const client = new Client({ name: 'test', version: '0.0.0' }, eraOptions(era))
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [MAIN, 'mcp'], env, stderr: 'ignore' }),
  )
  return clientOf(client)
}

/** The official client at a running service, by its one way or the other. */
export const TRANSPORTS = {
  'Streamable HTTP': connectMcp,
  'standard input and output': (url: string, key: string, era?: Era) =>
    connectStdio({ PENCHEFF_URL: url, PENCHEFF_API_KEY: key }, era),
}
