import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Answer, ReceivedRequest } from './exchange.ts'
import { createLimiter, type Rate } from './rate.ts'
import { createRecord, type Counters, type Receipt } from './record.ts'

export type { Answer, ReceivedRequest } from './exchange.ts'
export type { Rate } from './rate.ts'
export type { Counters, Receipt } from './record.ts'

/** What a fault does in place of the vendor's answer: a response, silence, or a connection that breaks. */
export type Fault = { status: number; headers?: Record<string, string>; body?: string } | 'hang' | 'reset'

export interface ReceiverOptions {
  /** 0, the default, takes any free one. */
  port?: number
  /** Asked before the checks, with 1 for the first request; undefined lets the request through. */
  fault?: (n: number, request: ReceivedRequest) => Fault | undefined
  /** Asked once the vendor did what was asked: the answer waits for it. */
  hold?: (request: ReceivedRequest, answer: Answer) => Promise<unknown> | undefined
  /** Told of each request when it is decided, before it is answered. `over` resolves when all is through: whether the answer went out. */
  watch?: (request: ReceivedRequest, answer: Answer | 'hang' | 'reset', over: Promise<boolean>) => void
  /** Answers 429 beyond the rate that the vendor publishes. */
  enforceRate?: boolean
  /** false keeps only counters, for load. */
  keepReceipts?: boolean
  /** Now, in epoch milliseconds. */
  now?: () => number
}

export interface Receiver {
  kind: string
  /** `http://127.0.0.1:PORT` */
  url: string
  /** What an integration of this kind needs to talk to it. */
  config: Record<string, unknown>
  receipts: Receipt[]
  counters(): Counters
  /** What was malformed so far, in words; the first 1,000. */
  problems(): string[]
  close(): Promise<void>
}

/** What one vendor does; the server around it is the same for all. */
export interface Vendor {
  kind: string
  /** Of one body; beyond it `tooLarge`, or a bare 413. */
  maxBytes: number
  tooLarge?: Answer
  config(origin: string): Record<string, unknown>
  /** Judges one request. May throw a `Refusal`. */
  answer(request: ReceivedRequest): Answer
  /** The same for every attempt of one message; what duplicates are counted by. */
  identity?(request: ReceivedRequest): string | undefined
  /** The published rates that the request falls under. */
  rates?(request: ReceivedRequest): Rate[]
  limited?(waitSeconds: number, rate: Rate): Answer
}

/** Ends a check with the vendor's answer; the message is the problem in words. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly answer: Answer
  constructor(problem: string, answer: Answer) {
    super(problem)
    this.answer = { ...answer, problem }
  }
}

const readBody = (incoming: IncomingMessage, maxBytes: number, done: (bytes: Buffer | undefined) => void): void => {
  const chunks: Buffer[] = []
  let size = 0
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= maxBytes) chunks.push(chunk)
  })
  incoming.on('end', () => {
    const [only] = chunks
    done(size > maxBytes ? undefined : only && chunks.length === 1 ? only : Buffer.concat(chunks))
  })
}

const flatHeaders = (incoming: IncomingMessage): Record<string, string> => {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return headers
}

const toRequest = (incoming: IncomingMessage, bytes: Buffer, at: number): ReceivedRequest => {
  const target = incoming.url ?? '/'
  const mark = target.indexOf('?')
  let text: string | undefined
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers: flatHeaders(incoming),
    bytes,
    port: incoming.socket.remotePort ?? 0,
    // Lazily: under load without verification nobody asks for the text.
    get body() {
      return (text ??= bytes.toString())
    },
    at,
  }
}

const write = (outgoing: ServerResponse, answer: Answer): void => {
  const body = answer.body ?? ''
  const length = answer.status === 204 ? {} : { 'content-length': Buffer.byteLength(body) }
  outgoing.writeHead(answer.status, { ...answer.headers, ...length }).end(body)
}

const isOver = (outgoing: ServerResponse): Promise<boolean> =>
  new Promise((resolve) => outgoing.once('close', () => resolve(outgoing.writableFinished)))

const refusedBy = (check: () => Answer): Answer => {
  try {
    return check()
  } catch (error) {
    if (error instanceof Refusal) return error.answer
    return { status: 500, problem: `the receiver itself broke: ${String(error)}` }
  }
}

const listen = async (server: Server, port: number): Promise<string> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return `http://127.0.0.1:${String(address.port)}`
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
    server.closeAllConnections()
  })

/** Decides what one request gets: a fault, then the rate, then the vendor's own checks. */
const createDecision = (vendor: Vendor, options: ReceiverOptions) => {
  const limiter = createLimiter()
  let n = 0
  const tooFast = (request: ReceivedRequest): Answer | undefined => {
    if (options.enforceRate !== true) return undefined
    const limit = limiter.take(vendor.rates?.(request) ?? [], request.at)
    if (!limit) return undefined
    const seconds = Math.ceil(limit.waitMs / 1000)
    const answer = vendor.limited?.(seconds, limit.rate) ?? { status: 429, headers: { 'retry-after': String(seconds) } }
    return { ...answer, throttled: true }
  }
  return (request: ReceivedRequest): Answer | 'hang' | 'reset' =>
    options.fault?.(++n, request) ?? tooFast(request) ?? refusedBy(() => vendor.answer(request))
}

/** Starts a server that answers as `vendor` on 127.0.0.1. */
export const startReceiver = async (vendor: Vendor, options: ReceiverOptions = {}): Promise<Receiver> => {
  const now = options.now ?? Date.now
  const record = createRecord(options.keepReceipts ?? true)
  const decide = createDecision(vendor, options)
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse, bytes: Buffer | undefined): void => {
    const request = toRequest(incoming, bytes ?? Buffer.alloc(0), now())
    const tooLarge = { status: 413, ...vendor.tooLarge, problem: `the body is over ${String(vendor.maxBytes)} bytes` }
    const answer = bytes ? decide(request) : tooLarge
    record.note(request, incoming.url ?? '/', answer, vendor.identity?.(request))
    options.watch?.(request, answer, isOver(outgoing))
    if (answer === 'reset') incoming.socket.resetAndDestroy()
    else if (answer !== 'hang') {
      const held = options.hold?.(request, answer)
      if (held) void held.then(() => write(outgoing, answer))
      else write(outgoing, answer)
    }
  }
  const server = createServer((incoming, outgoing) => {
    readBody(incoming, vendor.maxBytes, (bytes) => {
      handle(incoming, outgoing, bytes)
    })
  })
  // Node's 5 s would break pooled connections of a client that pauses between attempts.
  server.keepAliveTimeout = 75_000
  const url = await listen(server, options.port ?? 0)
  return {
    kind: vendor.kind,
    url,
    config: vendor.config(url),
    receipts: record.receipts,
    counters: record.counters,
    problems: record.problems,
    close: () => close(server),
  }
}
