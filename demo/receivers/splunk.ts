import { isUtf8 } from 'node:buffer'
import { gunzipSync } from 'node:zlib'
import { parseJson, readObject, type JsonObject } from './json.ts'
import {
  Refusal,
  startReceiver,
  type Answer,
  type ReceivedRequest,
  type Receiver,
  type ReceiverOptions,
} from './receiver.ts'
import { checkEnvelope, EnvelopeError, splitObjects } from './splunk-events.ts'

const TOKEN = '11111111-2222-4333-8444-555555555555'
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
// Splunk Cloud documents 1 MB a request; beyond it the answer is code 6 at event 0 and not 413.
const MAX_BYTES = 1_000_000

export interface SplunkOptions extends ReceiverOptions {
  /** The token has indexer acknowledgment on. */
  ack?: boolean
  /** How long after a request its ackId turns true. */
  ackDelayMs?: number
  /** Indexes that the token may write to. */
  indexes?: string[]
}

export interface SplunkReceiver extends Receiver {
  /** Envelopes in the order they were indexed; empty without receipts. */
  indexed: JsonObject[]
}

// HTTP status and text by code: docs.splunk.com, "Troubleshoot HTTP Event Collector", possible error codes.
const CODES: Record<number, [status: number, text: string]> = {
  0: [200, 'Success'],
  2: [401, 'Token is required'],
  3: [401, 'Invalid authorization'],
  4: [403, 'Invalid token'],
  5: [400, 'No data'],
  6: [400, 'Invalid data format'],
  7: [400, 'Incorrect index'],
  10: [400, 'Data channel is missing'],
  11: [400, 'Invalid data channel'],
  12: [400, 'Event field is required'],
  13: [400, 'Event field cannot be blank'],
  14: [400, 'ACK is disabled'],
  15: [400, 'Error in handling indexed fields'],
  16: [400, 'Query string authorization is not enabled'],
  17: [200, 'HEC is healthy'],
  21: [400, 'Invalid token'],
}

const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify(body),
})
const say = (code: number, extra: JsonObject = {}): Answer => {
  const [status, text] = CODES[code] ?? [500, 'Internal server error']
  return json(status, { text, code, ...extra })
}
const refusal = (code: number, problem: string, extra?: JsonObject): Refusal => new Refusal(problem, say(code, extra))

const checkToken = ({ headers, query }: ReceivedRequest): void => {
  if (query.has('token')) throw refusal(16, 'the token stands in the query')
  const header = headers.authorization
  if (header === undefined) throw refusal(2, 'no authorization header')
  const token = /^Splunk (\S+)$/.exec(header)?.[1]
  if (token === undefined) throw refusal(3, 'authorization is not "Splunk" and one token')
  if (token !== TOKEN) throw refusal(4, 'the token is unknown')
}

const readChannel = ({ headers, query }: ReceivedRequest): string => {
  const channel = headers['x-splunk-request-channel'] ?? query.get('channel')
  if (channel === null) throw refusal(10, 'no X-Splunk-Request-Channel although acknowledgment is on')
  if (!GUID.test(channel)) throw refusal(11, 'the channel is not a GUID')
  return channel
}

const readText = ({ headers, bytes }: ReceivedRequest): string => {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'gzip' && encoding !== 'identity')
    throw new Refusal(`content-encoding ${encoding}`, json(415, { text: 'Unsupported Media Type', code: 415 }))
  try {
    const plain = encoding === 'gzip' ? gunzipSync(bytes, { maxOutputLength: MAX_BYTES }) : bytes
    if (!isUtf8(plain)) throw refusal(6, 'the body is not UTF-8', { 'invalid-event-number': 0 })
    return plain.toString()
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw refusal(6, 'the gzip body is damaged or too large', { 'invalid-event-number': 0 })
  }
}

/** Acknowledgments of one token: ids count from 0 in each channel, and `true` is told once. */
const createAcks = (delayMs: number) => {
  const channels = new Map<string, { next: number; dueAt: Map<number, number> }>()
  return {
    issue(channel: string, at: number): number {
      const entry = channels.get(channel) ?? { next: 0, dueAt: new Map<number, number>() }
      channels.set(channel, entry)
      entry.dueAt.set(entry.next, at + delayMs)
      return entry.next++
    },
    take(channel: string, id: number, at: number): boolean {
      const dueAt = channels.get(channel)?.dueAt
      const done = (dueAt?.get(id) ?? Infinity) <= at
      if (done) dueAt?.delete(id)
      return done
    },
  }
}

const health = ({ headers }: ReceivedRequest): Answer => {
  const header = headers.authorization
  if (header !== undefined && header !== `Splunk ${TOKEN}`) throw refusal(21, 'the token of the health check is wrong')
  return say(17)
}

/** Indexes objects up to the first bad one, as Splunk does: what came before it stays. */
const createIndexer = (indexes: string[], keep: (envelope: JsonObject) => void) => {
  return (text: string, at: number): { events: number; warnings: string[]; failed?: Refusal } => {
    let events = 0
    const warnings: string[] = []
    try {
      for (const source of splitObjects(text)) {
        const envelope = checkEnvelope(parseJson(source), indexes)
        const warning = timeWarning(envelope.time, at)
        if (warning !== undefined) warnings.push(`event ${String(events)}: ${warning}`)
        keep(envelope)
        events += 1
      }
    } catch (error) {
      const code = error instanceof EnvelopeError ? error.code : 6
      const problem = `event ${String(events)}: ${error instanceof Error ? error.message : String(error)}`
      return { events, warnings, failed: refusal(code, problem, { 'invalid-event-number': events }) }
    }
    return { events, warnings }
  }
}

/** Splunk takes any number; milliseconds land in a bucket far in the future. */
const timeWarning = (time: unknown, at: number): string | undefined => {
  if (time === undefined) return undefined
  const seconds = Number(time)
  if (seconds > at / 1000 + 86_400) return 'time is in the future: not in seconds?'
  return seconds < 946_684_800 ? 'time is before the year 2000' : undefined
}

const routeOf = (path: string): string | undefined => {
  const match = /^\/services\/collector(?:\/(event|ack|health)(?:\/1\.0)?)?$/.exec(path)
  return match ? (match[1] ?? 'event') : undefined
}

const createAnswer = (options: SplunkOptions, indexed: JsonObject[]) => {
  const acks = createAcks(options.ackDelayMs ?? 0)
  const index = createIndexer(options.indexes ?? ['main', 'security'], (envelope) => {
    if (options.keepReceipts !== false) indexed.push(envelope)
  })
  const takeEvents = (request: ReceivedRequest): Answer => {
    checkToken(request)
    const channel = options.ack === true ? readChannel(request) : undefined
    const text = readText(request)
    // An empty body with a good token is how a token is tested without indexing anything.
    if (text.trim() === '') return say(5)
    const { events, warnings, failed } = index(text, request.at)
    if (failed) return { ...failed.answer, events }
    const ackId = channel === undefined ? {} : { ackId: acks.issue(channel, request.at) }
    return { ...say(0, ackId), events, problem: warnings.length > 0 ? warnings.join('; ') : undefined }
  }
  const takeAck = (request: ReceivedRequest): Answer => {
    checkToken(request)
    if (options.ack !== true) throw refusal(14, 'acknowledgment is off for this token')
    const channel = readChannel(request)
    const ids = readObject(request)?.acks
    if (!Array.isArray(ids) || !ids.every((id) => Number.isInteger(id)))
      throw refusal(6, 'acks is not a list of integers')
    return json(200, { acks: Object.fromEntries(ids.map((id: number) => [id, acks.take(channel, id, request.at)])) })
  }
  return (request: ReceivedRequest): Answer => {
    const route = routeOf(request.path)
    if (route === undefined)
      throw new Refusal(
        'no such path',
        json(404, { text: 'The requested URL was not found on this server.', code: 404 }),
      )
    if (request.method !== (route === 'health' ? 'GET' : 'POST'))
      throw new Refusal(`${request.method} on ${route}`, json(405, { text: 'Method Not Allowed', code: 405 }))
    return route === 'health' ? health(request) : route === 'ack' ? takeAck(request) : takeEvents(request)
  }
}

/** Splunk's HTTP Event Collector with one token; `ack` turns indexer acknowledgment on for it. */
export const startSplunk = async (options: SplunkOptions = {}): Promise<SplunkReceiver> => {
  const indexed: JsonObject[] = []
  const receiver = await startReceiver(
    {
      kind: 'splunk',
      maxBytes: MAX_BYTES,
      tooLarge: say(6, { 'invalid-event-number': 0 }),
      config: (origin) => ({
        hec_url: origin,
        token: TOKEN,
        index: 'security',
        ...(options.ack === true ? { ack: true } : {}),
      }),
      answer: createAnswer(options, indexed),
      identity: ({ path, body }) => (body === '' || path.includes('/ack') ? undefined : body),
    },
    options,
  )
  return { ...receiver, indexed }
}
