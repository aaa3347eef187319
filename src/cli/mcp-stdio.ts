import { createInterface } from 'node:readline'
import { Readable, type Writable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { ConfigError, readClientConfig } from '../config.ts'
import type { Client } from './client.ts'
import { withStoppableSession } from './session.ts'

/** A JSON-RPC message as far as passing it on needs. */
interface Message {
  id?: string | number
  method?: string
  result?: { protocolVersion?: unknown }
  params?: { name?: unknown; uri?: unknown; requestId?: unknown; _meta?: Record<string, unknown> }
}

const VERSION = 'io.modelcontextprotocol/protocolVersion'

/** As the transport asks for what a header cannot hold as it is. */
const headerText = (text: string): string =>
  /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.startsWith('=?base64?')
    ? text
    : `=?base64?${Buffer.from(text).toString('base64')}?=`

/** The headers by which Streamable HTTP repeats what the message says; `agreed` is the revision of an older handshake. */
const headersFor = ({ method, params = {} }: Message, agreed: string | undefined): Record<string, string> => {
  const version = params._meta?.[VERSION]
  if (typeof version !== 'string' || method === undefined)
    return agreed === undefined ? {} : { 'mcp-protocol-version': agreed }
  const name = params.name ?? params.uri
  return {
    'mcp-protocol-version': version,
    'mcp-method': method,
    ...(typeof name === 'string' && { 'mcp-name': headerText(name) }),
  }
}

/** The messages of a stream of server-sent events. */
const eventsOf = async function* (body: ReadableStream): AsyncGenerator<string> {
  let data = ''
  for await (const line of createInterface({ input: Readable.fromWeb(body) })) {
    if (line.startsWith('data:')) data += line.slice('data:'.length).trimStart()
    else if (line === '' && data !== '') {
      yield data
      data = ''
    }
  }
}

const messagesOf = async function* (response: Response): AsyncGenerator<string> {
  const type = response.headers.get('content-type') ?? ''
  if (response.body !== null && type.startsWith('text/event-stream')) yield* eventsOf(response.body)
  else yield await response.text()
}

const parsed = (text: string): Message | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

const errorText = (id: Message['id'], text: string): string =>
  JSON.stringify({ jsonrpc: '2.0', id: id ?? null, error: { code: -32_603, message: text } })

/** The service's refusal before MCP heard of the message: an unknown key, too many requests. */
const refusalOf = (answer: string): string => {
  const problem = parsed(answer) as { detail?: unknown } | undefined
  return typeof problem?.detail === 'string' ? problem.detail : 'the service did not answer as it should'
}

/** Passes messages between a client on standard input and output and the service's `/mcp`, until the input ends or `signal` is aborted. */
export const bridge = async (
  client: Client,
  input: Readable,
  output: Writable,
  signal?: AbortSignal,
): Promise<void> => {
  const running = new Map<unknown, AbortController>()
  let agreed: string | undefined
  const write = (text: string): void => {
    // One message a line; JSON has no line break of its own need.
    output.write(`${text.trim().replace(/[\r\n]+/g, ' ')}\n`)
  }
  const handBack = (message: Message, answer: string): void => {
    const known = parsed(answer)
    if (known && 'jsonrpc' in known) {
      if (message.method === 'initialize' && typeof known.result?.protocolVersion === 'string')
        agreed = known.result.protocolVersion
      write(answer)
    } else if (message.id !== undefined) write(errorText(message.id, refusalOf(answer)))
  }
  const pass = async (message: Message, text: string): Promise<void> => {
    const abort = new AbortController()
    running.set(message.id, abort)
    try {
      const headers = {
        authorization: `Bearer ${client.key}`,
        accept: 'application/json, text/event-stream',
        'content-type': 'application/json',
        ...headersFor(message, agreed),
      }
      const response = await client.reach('/mcp', { method: 'POST', headers, body: text, signal: abort.signal })
      for await (const answer of messagesOf(response)) handBack(message, answer)
    } catch (error) {
      if (abort.signal.aborted || message.id === undefined) return
      write(errorText(message.id, error instanceof Error ? error.message : 'the service does not answer'))
    } finally {
      if (running.get(message.id) === abort) running.delete(message.id)
    }
  }
  const passing = new Set<Promise<void>>()
  for await (const line of createInterface({ input, signal })) {
    const message = parsed(line)
    if (message?.method === 'notifications/cancelled') running.get(message.params?.requestId)?.abort()
    else if (message?.method !== undefined) {
      const passed = pass(message, line).finally(() => passing.delete(passed))
      passing.add(passed)
    }
  }
  for (const abort of running.values()) abort.abort()
  await Promise.all(passing)
}

/** The MCP server on standard input and output. */
export const serveStdio = (): Promise<void> => {
  if (readClientConfig().apiKey === undefined)
    throw new ConfigError('PENCHEFF_API_KEY: needed, a key whose scopes say what the client may do')
  return withStoppableSession(({ client, stop }) => bridge(client, process.stdin, process.stdout, stop.asked))
}
