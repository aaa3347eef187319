import { isJsonType, isObject, readObject, type JsonObject } from './json.ts'
import {
  Refusal,
  startReceiver,
  type Answer,
  type ReceivedRequest,
  type Receiver,
  type ReceiverOptions,
  type Vendor,
} from './receiver.ts'
import { CardError, checkCard } from './teams-card.ts'

const PATH = '/powerautomate/automations/direct/workflows/0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke'
/** With a `+` and a `/`, so that a URL that was decoded and encoded again is noticed. */
const SIGNATURE = 'pencheff+demo/0123456789abcdefghijklmnopqrs'
const QUERY = `api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${encodeURIComponent(SIGNATURE)}`
/** Teams counts after it has written the message out anew; it grew by 18 % where somebody measured it, msteams-docs#11274. */
const MAX_MESSAGE = 28_672
const GROWTH = 1.18

const refusal = (status: number, code: string, problem: string): Refusal =>
  new Refusal(problem, {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ error: { code, message: `The request is not valid: ${problem}.` } }),
  })

const checkAddress = ({ method, path, query, headers }: ReceivedRequest): void => {
  if (method !== 'POST') throw refusal(405, 'MethodNotAllowed', `${method} instead of POST`)
  if (path !== PATH) throw refusal(404, 'WorkflowNotFound', 'the path names no flow')
  if (headers.authorization !== undefined)
    throw refusal(401, 'DirectApiAuthorizationRequired', 'an authorization header beside the signature')
  if (query.get('api-version') !== '1') throw refusal(400, 'MissingApiVersionParameter', 'api-version is not 1')
  if (query.get('sp') !== '/triggers/manual/run' || query.get('sv') !== '1.0')
    throw refusal(401, 'DirectApiInvalidAuthorizationScheme', 'sp or sv of the signature are missing')
  if (query.get('sig') !== SIGNATURE) throw refusal(401, 'AuthorizationFailed', 'the signature is wrong')
}

const mismatch = (problem: string): Refusal => refusal(400, 'TriggerInputSchemaMismatch', problem)

/** The schema of the trigger; an attachment without `contentUrl` is refused since 2026. */
const attachmentsOf = (message: JsonObject): JsonObject[] => {
  if (message.type !== 'message') throw mismatch('type is not "message"')
  if (!Array.isArray(message.attachments)) throw mismatch('attachments is not a list')
  return message.attachments.map((attachment: unknown) => {
    if (!isObject(attachment)) throw mismatch('an attachment is not an object')
    if (typeof attachment.contentType !== 'string') throw mismatch('contentType is missing')
    if (!('contentUrl' in attachment)) throw mismatch('contentUrl is missing')
    if (!isObject(attachment.content)) throw mismatch('content is not an object')
    return attachment
  })
}

/** What goes wrong within the flow, after it has answered 202. */
const flowFault = (attachments: JsonObject[], { bytes }: ReceivedRequest): string | undefined => {
  if (attachments.length === 0) return 'the flow has nothing to post'
  if (bytes.length * GROWTH > MAX_MESSAGE) return `${String(bytes.length)} bytes grow beyond ${String(MAX_MESSAGE)}`
  for (const { contentType, contentUrl, content } of attachments) {
    if (contentType !== 'application/vnd.microsoft.card.adaptive') return `contentType ${String(contentType)}`
    if (contentUrl !== null) return 'contentUrl is not null'
    try {
      checkCard(content)
    } catch (error) {
      if (error instanceof CardError) return error.message
      throw error
    }
  }
  return undefined
}

const answer = (request: ReceivedRequest): Answer => {
  checkAddress(request)
  const type = request.headers['content-type']
  if (!isJsonType(type))
    throw refusal(400, 'InvalidRequestContent', `content-type ${type ?? 'is missing'}, not application/json`)
  const message = readObject(request)
  if (!message) throw refusal(400, 'InvalidRequestContent', 'the body is not a JSON object in UTF-8')
  const attachments = attachmentsOf(message)
  const fault = flowFault(attachments, request)
  const unmarked = /charset/i.test(type ?? '') ? undefined : 'no charset: emoji break'
  return { status: 202, problem: fault ?? unmarked, events: fault === undefined ? attachments.length : 0 }
}

const teams: Vendor = {
  kind: 'teams',
  // Of a flow's trigger; what fits a channel is judged within the flow.
  maxBytes: 1_048_576,
  tooLarge: refusal(413, 'RequestEntityTooLarge', 'the body is too large').answer,
  config: (origin) => ({ webhook_url: `${origin}${PATH}?${QUERY}` }),
  answer,
  // A webhook carries no id: the same bytes again are the same message again.
  identity: ({ body }) => body,
  // 4,500 calls in five minutes: learn.microsoft.com/power-automate/limits-and-config. How many at once is not published.
  rates: ({ path }) => [{ key: path, perSecond: 15, burst: 15 }],
  limited: (seconds) => ({
    ...refusal(429, 'TooManyRequests', 'the flow is called too often').answer,
    headers: { 'content-type': 'application/json; charset=utf-8', 'retry-after': String(seconds) },
  }),
}

/**
 * A Workflows webhook of Microsoft Teams. As Power Automate does it answers 202 to whatever its trigger takes; what then
 * fails unseen within the flow is told as `problem`.
 */
export const startTeams = (options?: ReceiverOptions): Promise<Receiver> => startReceiver(teams, options)
