import { MessageError, checkCards, type Tally } from './google-chat-card.ts'
import { isJsonType, isObject, readObject, strangeKey, type JsonObject } from './json.ts'
import {
  Refusal,
  startReceiver,
  type Answer,
  type ReceivedRequest,
  type Receiver,
  type ReceiverOptions,
  type Vendor,
} from './receiver.ts'

const SPACE = 'spaces/AAAAdemo0001'
const KEY = 'demo-key-0123456789'
/** With a `=`, as Google's tokens end: written `%3D` in the URL. */
const TOKEN = 'demo-token-0123456789='
// The package @googleapis/chat, spaces.messages.create.
const MAX_BYTES = 32_000
// Undocumented; seen as "Maximum length of the field is 4096", mr-karan/calert#17.
const MAX_TEXT = 4096
const MAX_THREAD_KEY = 4000
const TAKEN = ['text', 'fallbackText', 'thread', 'cardsV2', 'markupSyntax']
const FALLBACK = 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD'
const OR_FAIL = 'REPLY_MESSAGE_OR_FAIL'

const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify(body),
})

const refusal = (code: number, status: string, message: string, details?: unknown[]): Refusal =>
  new Refusal(message, json(code, { error: { code, message, status, ...(details && { details }) } }))
const invalid = (message: string): Refusal => refusal(400, 'INVALID_ARGUMENT', message)

const checkAddress = ({ method, path, query }: ReceivedRequest): void => {
  if (method !== 'POST' || !/^\/v1\/spaces\/[\w-]+\/messages$/.test(path))
    throw refusal(404, 'NOT_FOUND', `${method} ${path} is no method of the API`)
  if (path !== `/v1/${SPACE}/messages`) throw refusal(404, 'NOT_FOUND', 'Requested entity was not found.')
  if (query.get('key') !== KEY)
    throw refusal(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' },
    ])
  if (query.get('token') !== TOKEN)
    throw refusal(403, 'PERMISSION_DENIED', 'Permission denied to perform the requested action on the resource')
}

/** A mention or a link with a label of its own, but those that lead to an address without one. */
const liveMarkup = (text: string): string | undefined =>
  /<users\/[^>]*>/.exec(text)?.[0] ?? /<(?!https?:\/\/[^<>|\s]+\|[A-Za-z ]+>)/.exec(text)?.[0]

const checkText = (message: JsonObject, tally: Tally): void => {
  const { text, fallbackText, cardsV2 } = message
  for (const value of [text, fallbackText])
    if (value !== undefined && typeof value !== 'string') throw invalid("Invalid value at 'message.text' (TYPE_STRING)")
  if (text === '' || (text === undefined && cardsV2 === undefined)) throw invalid('Message cannot be empty.')
  if (typeof text !== 'string') return
  if (text.length > MAX_TEXT) throw invalid(`Maximum length of the field is ${String(MAX_TEXT)}`)
  const live = liveMarkup(text)
  if (live !== undefined) tally.warnings.push(`text: live markup ${live}`)
}

const threadKeyOf = ({ thread }: JsonObject): string | undefined => {
  if (thread === undefined) return undefined
  const key = isObject(thread) && strangeKey(thread, ['threadKey']) === undefined ? thread.threadKey : undefined
  if (typeof key !== 'string' || key === '' || key.length > MAX_THREAD_KEY)
    throw invalid("Invalid value at 'message.thread'")
  return key
}

const read = (request: ReceivedRequest): JsonObject => {
  const type = request.headers['content-type']
  if (!isJsonType(type)) throw invalid(`Unsupported content-type ${type ?? 'none'}`)
  const message = readObject(request)
  if (!message) throw invalid('Invalid JSON payload received. Parsing error.')
  if (request.bytes.length > MAX_BYTES) throw invalid(`The message is over ${String(MAX_BYTES)} bytes.`)
  const strange = strangeKey(message, TAKEN)
  if (strange !== undefined)
    throw invalid(`Invalid JSON payload received. Unknown name "${strange}" at 'message': Cannot find field.`)
  return message
}

const check = (request: ReceivedRequest): { threadKey: string | undefined; warnings: string[] } => {
  const message = read(request)
  const tally: Tally = { widgets: 0, warnings: [] }
  try {
    checkText(message, tally)
    if (message.cardsV2 !== undefined) checkCards(message.cardsV2, tally)
  } catch (error) {
    if (error instanceof MessageError) throw invalid(error.message)
    throw error
  }
  const threadKey = threadKeyOf(message)
  if (threadKey !== undefined && !request.query.has('messageReplyOption'))
    tally.warnings.push('a thread without messageReplyOption is passed over')
  return { threadKey, warnings: tally.warnings }
}

/** Threads by key and messages by request id, of one space. */
const createSpace = () => {
  const threads = new Map<string, string>()
  const byRequest = new Map<string, string>()
  let count = 0

  const threadFor = (key: string | undefined, option: string | null): string => {
    const known = key === undefined || option === null ? undefined : threads.get(key)
    if (known === undefined && option === OR_FAIL) throw refusal(404, 'NOT_FOUND', 'The thread was not found.')
    const name = known ?? `T${String(++count)}`
    if (key !== undefined && option !== null) threads.set(key, name)
    return name
  }

  const answer = (request: ReceivedRequest): Answer => {
    checkAddress(request)
    const { threadKey, warnings } = check(request)
    const requestId = request.query.get('requestId')
    const first = requestId === null ? undefined : byRequest.get(requestId)
    if (first !== undefined) return { ...json(200, { name: first }), events: 0 }
    const option = request.query.get('messageReplyOption')
    if (option !== null && option !== FALLBACK && option !== OR_FAIL)
      throw invalid("Invalid value at 'message_reply_option'")
    const thread = threadFor(threadKey, option)
    const name = `${SPACE}/messages/${thread}.M${String(++count)}`
    if (requestId !== null) byRequest.set(requestId, name)
    const space = { name: SPACE }
    const message = { name, thread: { name: `${SPACE}/threads/${thread}`, ...(threadKey && { threadKey }) }, space }
    return { ...json(200, message), events: 1, problem: warnings.length > 0 ? warnings.join('; ') : undefined }
  }
  return { answer }
}

const vendor = (): Vendor => ({
  kind: 'google_chat',
  maxBytes: 1_048_576,
  tooLarge: invalid(`The message is over ${String(MAX_BYTES)} bytes.`).answer,
  config: (origin) => ({
    webhook_url: `${origin}/v1/${SPACE}/messages?key=${KEY}&token=${encodeURIComponent(TOKEN)}`,
  }),
  answer: createSpace().answer,
  identity: ({ query, body }) => query.get('requestId') ?? body,
  // 60 messages in 60 seconds and space: developers.google.com/workspace/chat/limits. It is counted over the minute, so
  // a few may come together.
  rates: ({ path }) => [{ key: path, perSecond: 1, burst: 5 }],
  // No Retry-After is documented.
  limited: () => refusal(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).').answer,
})

/**
 * The webhook of a Google Chat space. Messages with the same thread key answer in one thread, a repeated request id gets
 * the first message back. What Chat takes although it does not show is answered with a `problem`.
 */
export const startGoogleChat = (options?: ReceiverOptions): Promise<Receiver> => startReceiver(vendor(), options)
