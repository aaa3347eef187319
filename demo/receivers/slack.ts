import { isJsonType, isObject, readObject, type JsonObject, strangeKey } from './json.ts'
import { Refusal, startReceiver, type Answer, type Receiver, type ReceiverOptions, type Vendor } from './receiver.ts'
import { checkBlocks, liveMarkup, newTally, type Tally } from './slack-blocks.ts'

const PATH = '/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX'
// Of Slack's typed webhook client; `thread_ts`, `mrkdwn` and `parse` are untyped but taken.
const TAKEN = ['text', 'blocks', 'attachments', 'unfurl_links', 'unfurl_media', 'metadata', 'thread_ts', 'mrkdwn']
// Honoured only by hooks of the retired custom integrations, or turn plain names into mentions.
const UNWISE = ['channel', 'username', 'icon_emoji', 'icon_url', 'link_names', 'parse']
// Slack cuts the top-level text there, api.slack.com/changelog/2018-04-truncating-really-long-messages
const MAX_TEXT = 40_000
const MAX_ATTACHMENTS = 100
// Undocumented; seen as msg_blocks_too_long, github.com/slackapi/bolt-js/issues/2509
const MAX_CHARACTERS = 13_200

const say = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
})
const refusal = (status: number, word: string, problem: string): Refusal => new Refusal(problem, say(status, word))

const checkAddress = (method: string, path: string): void => {
  if (method !== 'POST') throw refusal(405, 'method_not_allowed', `${method} instead of POST`)
  const [, services, team, hook, token, ...rest] = path.split('/')
  const [, , ourTeam, ourHook, ourToken] = PATH.split('/')
  if (services !== 'services' || !team || !hook || !token || rest.length > 0)
    throw refusal(404, 'no_service', 'the path is not /services/T…/B…/…')
  if (team !== ourTeam) throw refusal(404, 'no_team', 'the team in the path is unknown')
  if (hook !== ourHook) throw refusal(404, 'no_service', 'the hook in the path is unknown')
  if (token !== ourToken) throw refusal(403, 'invalid_token', 'the token in the path is wrong')
}

const checkAttachments = (attachments: unknown, tally: Tally): void => {
  if (!Array.isArray(attachments)) throw refusal(400, 'invalid_attachments', 'attachments is not a list')
  if (attachments.length > MAX_ATTACHMENTS)
    throw refusal(
      400,
      'too_many_attachments',
      `${String(attachments.length)} attachments, ${String(MAX_ATTACHMENTS)} fit`,
    )
  for (const attachment of attachments as unknown[]) {
    if (!isObject(attachment)) throw refusal(400, 'invalid_attachments', 'an attachment is not an object')
    const word = tally.word
    if (attachment.blocks !== undefined)
      checkBlocks(attachment.blocks, Object.assign(tally, { word: 'invalid_attachments' }))
    tally.word = word
  }
}

const checkText = (message: JsonObject, tally: Tally): void => {
  const { text, blocks, attachments } = message
  if (text !== undefined && typeof text !== 'string') throw refusal(400, 'invalid_payload', 'text is not a string')
  const alone = blocks === undefined && attachments === undefined
  if (!text && alone) throw refusal(400, 'no_text', 'there is neither text nor blocks')
  if (!text) tally.warnings.push('no top-level text: notifications and screen readers get nothing')
  if (text && text.length > MAX_TEXT) tally.warnings.push(`text is over ${String(MAX_TEXT)} characters: Slack cuts it`)
  const live = text && message.mrkdwn !== false ? liveMarkup(text) : undefined
  if (live !== undefined) tally.warnings.push(`text: ${live}`)
}

const checkKeys = (message: JsonObject, tally: Tally): void => {
  for (const key of UNWISE) if (key in message) tally.warnings.push(`${key} has no place in a webhook's message`)
  const strange = strangeKey(message, [...TAKEN, ...UNWISE])
  if (strange !== undefined) tally.warnings.push(`unknown key ${strange}`)
}

const answer: Vendor['answer'] = (request) => {
  checkAddress(request.method, request.path)
  const type = request.headers['content-type']
  if (!isJsonType(type))
    throw refusal(400, 'invalid_payload', `content-type ${type ?? 'is missing'}, not application/json`)
  const message = readObject(request)
  if (!message) throw refusal(400, 'invalid_payload', 'the body is not a JSON object in UTF-8')
  const tally = newTally()
  checkKeys(message, tally)
  checkText(message, tally)
  if (message.blocks !== undefined) checkBlocks(message.blocks, tally)
  if (message.attachments !== undefined) checkAttachments(message.attachments, tally)
  if (tally.characters > MAX_CHARACTERS)
    throw refusal(
      400,
      'msg_blocks_too_long',
      `${String(tally.characters)} characters over all blocks, ${String(MAX_CHARACTERS)} fit`,
    )
  const problem = tally.warnings.length > 0 ? tally.warnings.join('; ') : undefined
  return { ...say(200, 'ok'), events: 1, problem }
}

const slack: Vendor = {
  kind: 'slack',
  maxBytes: 1_048_576,
  config: (origin) => ({ webhook_url: origin + PATH }),
  answer,
  // A webhook carries no id: the same bytes again are the same message again.
  identity: ({ body }) => body,
  // "One message per second", short bursts allowed: docs.slack.dev/apis/web-api/rate-limits. The burst's size is not published.
  rates: ({ path }) => [{ key: path, perSecond: 1, burst: 3 }],
  limited: (seconds) => {
    const told = say(429, 'rate_limited')
    return { ...told, headers: { ...told.headers, 'retry-after': String(seconds) } }
  },
}

/**
 * A Slack incoming webhook. What Slack takes although a careful sender avoids it (live mentions, unescaped markup,
 * ignored keys) is answered `ok` with a `problem`; the rest gets Slack's own error word.
 */
export const startSlack = (options?: ReceiverOptions): Promise<Receiver> => startReceiver(slack, options)
