import { createHmac, timingSafeEqual } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { isJsonType, isObject, readObject, type JsonObject, strangeKey } from './json.ts'
import {
  Refusal,
  startReceiver,
  type ReceivedRequest,
  type Receiver,
  type ReceiverOptions,
  type Vendor,
} from './receiver.ts'

const PATH = '/hooks/scans'
const SECRET = 'whsec_' + Buffer.from('a secret of the demo, 32 bytes..').toString('base64')
const TYPES = ['scan_started', 'scan_done', 'scan_failed', 'finding_new', 'finding_changed', 'test']
// What the body's `data` must hold beside event_id, event, occurred_at and target.
const NEEDED: Record<string, string[]> = {
  scan_failed: ['error'],
  finding_new: ['finding'],
  finding_changed: ['finding', 'change_summary'],
}
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/

export interface WebhookOptions extends ReceiverOptions {
  /** `whsec_…` for `standard`, any text for `sha256`. */
  secret?: string
  signature?: 'standard' | 'sha256'
  /** false takes everything that comes by POST and only counts, for load. */
  verify?: boolean
}

const refusal = (status: number, problem: string): Refusal =>
  new Refusal(problem, {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: problem }),
  })

const checkHeaders = ({ headers }: ReceivedRequest): void => {
  if (!isJsonType(headers['content-type'])) throw refusal(415, 'content-type is not application/json')
  const id = headers['webhook-id'] ?? ''
  // Ids and timestamps are joined by dots when signed: standard-webhooks.com, "Signature scheme".
  if (!/^[^\s.]{1,255}$/.test(id)) throw refusal(400, 'webhook-id is missing, or holds a dot or a space')
  if (!/^\d{10}$/.test(headers['webhook-timestamp'] ?? ''))
    throw refusal(400, 'webhook-timestamp is not in whole seconds')
  if (!headers['user-agent']) throw refusal(400, 'user-agent is missing')
}

const checkStandard = (webhook: Webhook) => {
  return ({ headers, bytes }: ReceivedRequest): void => {
    if (!/^v1a?,[\w+/=]+(?: v1a?,[\w+/=]+)*$/.test(headers['webhook-signature'] ?? ''))
      throw refusal(401, 'webhook-signature is missing or not a list of v1,… split by single spaces')
    try {
      webhook.verify(bytes, headers, { jsonParse: false })
    } catch (error) {
      throw refusal(401, `webhook-signature: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

const checkSha256 = (secret: string) => {
  return ({ headers, bytes, at }: ReceivedRequest): void => {
    if (headers['webhook-signature'] !== undefined) throw refusal(400, 'webhook-signature has no place beside sha256')
    const age = Math.abs(at / 1000 - Number(headers['webhook-timestamp']))
    if (age > 300) throw refusal(401, 'webhook-timestamp is more than five minutes off')
    const expected = `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`
    const got = headers['x-pencheff-signature'] ?? ''
    if (got.length !== expected.length || !timingSafeEqual(Buffer.from(got), Buffer.from(expected)))
      throw refusal(401, 'x-pencheff-signature does not match the body')
  }
}

const checkData = (type: string, data: JsonObject): void => {
  if (data.event !== type) throw refusal(400, `data.event is not ${type}`)
  if (typeof data.event_id !== 'string') throw refusal(400, 'data.event_id is missing')
  if (!UTC.test(String(data.occurred_at))) throw refusal(400, 'data.occurred_at is not ISO 8601 in UTC')
  if (!isObject(data.target)) throw refusal(400, 'data.target is missing')
  const missing = NEEDED[type]?.find((key) => data[key] === undefined || data[key] === null)
  if (missing !== undefined) throw refusal(400, `data.${missing} is missing`)
}

/** Checks the body and returns its type. */
const checkBody = (request: ReceivedRequest): string => {
  const body = readObject(request)
  if (!body) throw refusal(400, 'the body is not a JSON object in UTF-8')
  const strange = strangeKey(body, ['type', 'timestamp', 'data'])
  if (strange !== undefined) throw refusal(400, `unknown key ${strange} in the body`)
  const { type, timestamp, data } = body
  if (typeof type !== 'string' || !TYPES.includes(type)) throw refusal(400, `type ${JSON.stringify(type)} is unknown`)
  if (typeof timestamp !== 'string' || !UTC.test(timestamp) || Number.isNaN(Date.parse(timestamp)))
    throw refusal(400, 'timestamp is not ISO 8601 in UTC')
  if (!isObject(data)) throw refusal(400, 'data is not an object')
  if (type !== 'test') checkData(type, data)
  return type
}

const checks = (options: WebhookOptions, secret: string): ((request: ReceivedRequest) => number) => {
  const verify = options.signature === 'sha256' ? checkSha256(secret) : checkStandard(new Webhook(secret))
  if (options.verify === false) return () => 1
  return (request) => {
    if (request.path !== PATH) throw refusal(404, 'no hook at this path')
    checkHeaders(request)
    verify(request)
    return checkBody(request) === 'test' ? 0 : 1
  }
}

/**
 * A customer's receiver of signed webhooks; counts messages by `webhook-id`. Answers 204, or 400, 401, 404, 405 and
 * 415 with the reason.
 */
export const startWebhook = (options: WebhookOptions = {}): Promise<Receiver> => {
  const secret = options.secret ?? SECRET
  const check = checks(options, secret)
  const vendor: Vendor = {
    kind: 'webhook',
    // A finding may hold three texts of 100,000 characters, up to six bytes each once escaped.
    maxBytes: 4_194_304,
    config: (origin) => ({
      webhook_url: origin + PATH,
      webhook_secret: secret,
      ...(options.signature ? { signature: options.signature } : {}),
    }),
    answer: (request) => {
      if (request.method !== 'POST') throw refusal(405, `${request.method} instead of POST`)
      return { status: 204, events: check(request) }
    },
    identity: ({ headers }) => headers['webhook-id'],
  }
  return startReceiver(vendor, options)
}
