import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../core/error.ts'
import type { Origin } from '../operations/audited.ts'
import type { Caller } from '../operations/operation.ts'
import { keyHolder, originOf, rateLimitHeaders, requireAllowance } from './admission.ts'
import type { Door } from './door.ts'
import { checkEncoding, headerValues, mayHaveBody } from './headers.ts'
import { readBytes } from './request-body.ts'

/** Answers one request of MCP's Streamable HTTP transport. */
export type ServeMcp = (request: Request, caller: Caller, origin: Origin) => Promise<Response>

const MIB = 1024 * 1024
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

const urlOf = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined)

/** A page of another site sends its own origin, or `null`; programs that are no browsers send none. */
const isOwnOrigin = (origin: string, publicUrl: string, port: number): boolean => {
  const url = urlOf(origin)
  if (!url) return false
  if (url.origin === urlOf(publicUrl)?.origin) return true
  return url.protocol === 'http:' && LOOPBACK.has(url.hostname) && (url.port || '80') === String(port)
}

/** A name that somebody else points at this machine reaches it with that name in `host`; a bare address cannot be pointed. */
const isOwnHost = (host: string, publicUrl: string, address: string): boolean => {
  const name = urlOf(`http://${host}`)?.hostname ?? ''
  return LOOPBACK.has(name) || name === urlOf(publicUrl)?.hostname || name === urlOf(`http://${address}`)?.hostname
}

const requireOwnSite = ({ raw }: FastifyRequest, publicUrl: string): void => {
  const { localPort = 0, localAddress = '' } = raw.socket
  const address = localAddress.includes(':') ? `[${localAddress}]` : localAddress.replace(/^::ffff:/, '')
  const [host = ''] = headerValues(raw, 'host')
  const origins = headerValues(raw, 'origin')
  if (!isOwnHost(host, publicUrl, address))
    throw new AppError('forbidden', 'The host is not ours: set PUBLIC_URL to the address that clients use.')
  if (!origins.every((origin) => isOwnOrigin(origin, publicUrl, localPort)))
    throw new AppError('forbidden', 'The origin is not ours: a page of another site may not call this.')
}

/** Not for the server to know: the key has done its work by then. */
const HIDDEN: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'connection',
  'content-length',
  'transfer-encoding',
])

const headersOf = ({ raw }: FastifyRequest): Headers => {
  const headers = new Headers()
  for (let at = 0; at < raw.rawHeaders.length; at += 2) {
    const name = raw.rawHeaders[at] ?? ''
    if (!HIDDEN.has(name.toLowerCase())) headers.append(name, raw.rawHeaders[at + 1] ?? '')
  }
  return headers
}

const asRequest = async (request: FastifyRequest, door: Door, signal: AbortSignal): Promise<Request> => {
  const { raw, method } = request
  const init = { method, headers: headersOf(request), signal }
  const url = new URL(request.url, 'http://localhost')
  if (method !== 'POST' || !mayHaveBody(raw)) return new Request(url, init)
  checkEncoding(raw)
  const limits = { bytes: MIB, idleMs: door.timeouts.idleMs, totalMs: door.timeouts.bodyMs }
  return new Request(url, { ...init, body: new Uint8Array(await readBytes(raw, limits)) })
}

const send = (reply: FastifyReply, response: Response): FastifyReply => {
  void reply.code(response.status).headers(Object.fromEntries(response.headers))
  return response.body === null
    ? reply.send()
    : reply.send(Readable.fromWeb(response.body as ReadableStream<Uint8Array>))
}

/** The MCP server at `/mcp`: own hosts and origins only, and always with a key. */
export const addMcpRoute = (app: FastifyInstance, serve: ServeMcp, publicUrl: string, door: Door): void => {
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/mcp',
    handler: async (request, reply) => {
      requireOwnSite(request, publicUrl)
      const caller = await keyHolder(request.raw, door)
      const allowance = door.allowance(caller.keyId)
      reply.headers(rateLimitHeaders(door.rateLimit, allowance))
      requireAllowance(allowance, door.rateLimit)
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      return send(reply, await serve(await asRequest(request, door, gone.signal), caller, originOf(request)))
    },
  })
}
