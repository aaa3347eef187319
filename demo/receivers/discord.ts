import { checkMessage, errorTree, isEmpty } from './discord-form.ts'
import { isJsonType, readObject } from './json.ts'
import {
  Refusal,
  startReceiver,
  type Answer,
  type ReceivedRequest,
  type Receiver,
  type ReceiverOptions,
  type Vendor,
} from './receiver.ts'

const ID = '1234567890123456789'
const TOKEN = 'pencheff-demo_0123456789abcdefghijklmnopqrstuvwxyz-0123456789ABCDEFG'
const CHANNEL = '1234567890123456780'
const THREAD = '1234567890123456781'
const PATH = /^\/api(?:\/v(\d{1,2}))?\/webhooks\/([^/]+)\/([^/]+)$/
const MAX_BYTES = 25 * 1024 * 1024

const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const refusal = (status: number, code: number, message: string, problem: string, errors?: object): Refusal =>
  new Refusal(problem, json(status, { message, code, ...(errors && { errors }) }))

/** The version of the API that the path asks for; the retired sixth without one. */
const checkAddress = ({ path, headers }: ReceivedRequest): number => {
  if (!/^DiscordBot \(\S+, [^)]+\)/.test(headers['user-agent'] ?? ''))
    throw refusal(403, 40333, 'internal network error', 'the user-agent is not DiscordBot (URL, VERSION)')
  const [, version = '6', id, token] = PATH.exec(path) ?? []
  if (id === undefined) throw refusal(404, 0, '404: Not Found', 'the path is not /api/v10/webhooks/ID/TOKEN')
  if (id !== ID) throw refusal(404, 10015, 'Unknown Webhook', 'the webhook in the path is unknown')
  if (token !== TOKEN) throw refusal(401, 50027, 'Invalid Webhook Token', 'the token in the path is wrong')
  return Number(version)
}

const show = (): Answer =>
  json(200, {
    application_id: null,
    avatar: null,
    channel_id: CHANNEL,
    guild_id: '1234567890123456700',
    id: ID,
    name: 'Pencheff demo',
    type: 1,
    token: TOKEN,
    url: `https://discord.com/api/webhooks/${ID}/${TOKEN}`,
  })

const messageOf = (request: ReceivedRequest) => {
  const type = request.headers['content-type']
  const message = isJsonType(type) ? readObject(request) : undefined
  if (message) return message
  const problem = isJsonType(type) ? 'the body is not a JSON object in UTF-8' : `content-type ${type ?? 'is missing'}`
  throw refusal(400, 50109, 'The request body contains invalid JSON.', problem)
}

const create = (request: ReceivedRequest, n: number, version: number): Answer => {
  const { query } = request
  const thread = query.get('thread_id')
  if (thread !== null && thread !== THREAD)
    throw refusal(404, 10003, 'Unknown Channel', 'the thread of thread_id is unknown')
  const message = messageOf(request)
  const { faults, warnings } = checkMessage(message)
  const [first] = faults
  if (first) {
    const problem = faults.map(({ path, message: fault }) => `${path}: ${fault}`).join('; ')
    throw refusal(400, 50035, 'Invalid Form Body', problem, errorTree(faults))
  }
  if (isEmpty(message)) throw refusal(400, 50006, 'Cannot send an empty message', 'there is nothing to post')
  const waits = query.get('wait') === 'true'
  if (!waits) warnings.push('without wait=true nobody learns that a message was not stored')
  if (version !== 10) warnings.push(`API version ${String(version)}, not 10`)
  const made = {
    ...message,
    id: String(1_300_000_000_000_000_000n + BigInt(n)),
    type: 0,
    channel_id: thread ?? CHANNEL,
    webhook_id: ID,
    timestamp: new Date(request.at).toISOString(),
  }
  const problem = warnings.length > 0 ? warnings.join('; ') : undefined
  return { ...(waits ? json(200, made) : { status: 204 }), events: 1, problem }
}

const discord = (): Vendor => {
  let n = 0
  return {
    kind: 'discord',
    maxBytes: MAX_BYTES,
    tooLarge: refusal(413, 40005, 'Request entity too large', 'the body is too large').answer,
    config: (origin) => ({ webhook_url: `${origin}/api/webhooks/${ID}/${TOKEN}` }),
    answer: (request) => {
      const version = checkAddress(request)
      if (request.method === 'GET') return show()
      if (request.method === 'POST') return create(request, ++n, version)
      throw refusal(405, 0, '405: Method Not Allowed', `${request.method} instead of POST`)
    },
    // A webhook takes no nonce: the same bytes again are the same message again.
    identity: ({ method, body }) => (method === 'POST' ? body : undefined),
    // 5 in 2 s a webhook, and 30 a minute a channel, which no header shows: discord/discord-api-docs#367
    rates: ({ method, path }) =>
      method === 'POST'
        ? [
            { key: path, perSecond: 2.5, burst: 5 },
            { key: `channel of ${path}`, perSecond: 0.5, burst: 30 },
          ]
        : [],
    limited: (seconds, { key }) => {
      const told = json(429, { message: 'You are being rate limited.', retry_after: seconds + 0.001, global: false })
      const scope = key.startsWith('channel') ? 'shared' : 'user'
      return {
        ...told,
        headers: { ...told.headers, 'retry-after': String(seconds), 'x-ratelimit-scope': scope },
      }
    },
  }
}

/**
 * A Discord webhook of API v10, and its resource at GET. What Discord takes although a careful sender avoids it (live
 * mentions, hidden text, no `wait`) is answered with 200 and a `problem`.
 */
export const startDiscord = (options?: ReceiverOptions): Promise<Receiver> => startReceiver(discord(), options)
