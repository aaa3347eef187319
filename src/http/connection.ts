import { randomUUID } from 'node:crypto'
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { AppError, type ErrorCode } from '../core/error.ts'
import { SECURITY_HEADERS } from './headers.ts'
import { PROBLEM_TYPE, problemOf } from './problem.ts'

/** How much of a refused body is still read, so that a client that writes first and reads later gets its answer. */
const DRAIN_BYTES = 4 * 1024 * 1024
const DRAIN_MS = 5_000
/** A client that was refused below HTTP may read so long before its connection is cut. */
const LINGER_MS = 1_000

const refusalText = (error: AppError): string => {
  const requestId = randomUUID()
  const body = JSON.stringify(problemOf(error, requestId))
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': PROBLEM_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    'x-request-id': requestId,
    date: new Date().toUTCString(),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`, ...lines, '', body].join('\r\n')
}

const refuse = (socket: Duplex, error: AppError): void => {
  socket.on('error', () => undefined)
  socket.end(refusalText(error))
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}

/** Node's codes for what its HTTP parser refuses. */
const CODES: Record<string, ErrorCode> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'too_large',
}

const DETAILS: Partial<Record<ErrorCode, string>> = {
  request_timeout: 'The request was not complete in time. Send it again on a new connection.',
  headers_too_large: 'The request line and headers together may have 16 KiB.',
  too_large: 'A chunk extension is too large.',
  bad_request: 'This is not well-formed HTTP/1.1.',
}

const errorFor = (code: string | undefined): AppError => {
  const ours = CODES[code ?? ''] ?? 'bad_request'
  return new AppError(ours, DETAILS[ours])
}

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
}

/** True when an answer has begun, so that nothing else may be written. */
const isAnswering = (exchange: Exchange | undefined): boolean =>
  exchange !== undefined && exchange.response.headersSent && !exchange.response.writableFinished

/** An earlier request on the connection is complete and its answer is due first. */
const isOwed = (exchange: Exchange | undefined): exchange is Exchange =>
  exchange !== undefined && exchange.request.complete && !exchange.response.writableFinished

/**
 * Answers what never becomes a request (a bad request line, too large headers, a slow client) with a problem too.
 * `onRefused` is told the status, for the count.
 */
export const guardConnections = (onRefused: (status: number) => void) => {
  const refused = new WeakSet<Duplex>()
  const exchanges = new WeakMap<Duplex, Exchange>()

  const onClientError = (error: Error & { code?: string }, socket: Duplex): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable || refused.has(socket)) return
    refused.add(socket)
    const answer = (): void => {
      const refusal = errorFor(error.code)
      onRefused(refusal.status)
      refuse(socket, refusal)
    }
    const exchange = exchanges.get(socket)
    if (isOwed(exchange)) exchange.response.once('close', () => socket.writable && answer())
    else if (isAnswering(exchange)) socket.destroy()
    else answer()
  }

  const attach = (server: Server): void => {
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      exchanges.set(request.socket, { request, response })
    })
    // Without a listener Node cuts a CONNECT off in silence and answers an unknown Expect with an empty 417.
    server.on('connect', (_request, socket: Duplex) => {
      onRefused(400)
      refuse(socket, new AppError('bad_request', 'This is not a proxy.'))
    })
    server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  }
  return { onClientError, attach }
}

/** Reads on after an answer that did not wait for the body, but not for ever: beyond the limits the socket is cut. */
export const drainRest = (request: IncomingMessage): void => {
  if (request.complete || request.destroyed) return
  let rest = 0
  const cut = (): void => void request.socket.destroy()
  const timer = setTimeout(cut, DRAIN_MS)
  request.on('data', (chunk: Buffer) => {
    rest += chunk.length
    if (rest > DRAIN_BYTES) cut()
  })
  request.on('error', () => undefined)
  request.once('close', () => clearTimeout(timer))
  request.once('end', () => clearTimeout(timer))
  request.resume()
}
