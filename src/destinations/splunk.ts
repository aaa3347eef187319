import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { EventPayload } from '../core/event.ts'
import { TransportError, type HttpRequest, type HttpResponse } from '../core/http.ts'
import type { Outcome } from '../core/outcome.ts'
import { secret } from '../core/secret.ts'
import { defineDestination, type SendContext } from './destination.ts'
import { jsonBody } from './http-outcome.ts'
import { hecAnswerOf, judge, judgeMany } from './splunk-answer.ts'
import { hecLine, hecTestLine } from './splunk-event.ts'
import { byteLength } from './text.ts'

const isCollectorUrl = (value: string): boolean => {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash && !url.search
}

/** One line that cannot be mistaken for anything but a name. */
const name = (max: number) =>
  z.string().regex(new RegExp(`^[^\\p{C}\\p{Zl}\\p{Zp}]{1,${max}}$`, 'u'), 'one line is needed')

const config = z.strictObject({
  hec_url: z
    .string()
    .max(2048)
    .refine(isCollectorUrl, 'an https URL without a user name, query or fragment is needed')
    .meta({
      title: 'Collector URL',
      description:
        'The HTTP Event Collector: `https://splunk.example:8088`, in Splunk Cloud `https://http-inputs-STACK.splunkcloud.com`. `/services/collector/event` is added.',
    }),
  token: secret(
    z
      .string()
      .regex(/^[\x21-\x7e]{1,256}$/, 'the token alone is needed, without the word Splunk and without spaces')
      .meta({ title: 'Token', description: "The collector's token, mostly a GUID." }),
  ),
  index: z
    .string()
    .regex(/^[a-z0-9_][a-z0-9_-]{0,79}$/, 'an index has lower-case letters, digits, _ and -')
    .optional()
    .meta({ title: 'Index', description: "Where the events go. The token's default index when left out." }),
  source: name(200)
    .optional()
    .meta({ title: 'Source', description: 'The `source` of every event; the name of the product when left out.' }),
  sourcetype: name(200).optional().meta({
    title: 'Source type',
    description: 'The `sourcetype` of every event; `pencheff:finding` and `pencheff:scan` when left out.',
  }),
  ack: z.boolean().default(false).meta({
    title: 'Acknowledgment',
    description: 'Wait until the indexers have the event. On exactly when the token has indexer acknowledgment on.',
  }),
})
export type SplunkConfig = z.output<typeof config>

const endpoint = ({ hec_url }: SplunkConfig, path: 'event' | 'health' | 'ack'): string =>
  `${hec_url.replace(/\/services\/collector(?:\/.*)?$/, '').replace(/\/+$/, '')}/services/collector/${path}`

/** The channel that acknowledgments are counted in: a GUID, the same for as long as the address and token are. */
const channelOf = ({ hec_url, token }: SplunkConfig): string => {
  const hash = createHash('sha256').update(`${hec_url}\n${token}`).digest('hex')
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `a${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-')
}

const post = (config: SplunkConfig, path: 'event' | 'ack', body: string): HttpRequest => ({
  method: 'POST',
  url: endpoint(config, path),
  headers: {
    authorization: `Splunk ${config.token}`,
    'content-type': 'application/json',
    ...(config.ack && { 'x-splunk-request-channel': channelOf(config) }),
  },
  body,
})

const secretsOf = (config: SplunkConfig): string[] => [config.token]

const POLL_MS = 1000
/** More than any attempt's deadline lets through. */
const MAX_POLLS = 60
/** Splunk advises to send again what was not acknowledged within five minutes. */
const SEND_AGAIN_MS = 5 * 60_000

const ackStates = z.object({ acks: z.record(z.string(), z.boolean()) })

type AckState = 'indexed' | 'off' | 'waiting'

const askAck = async (ackId: number, config: SplunkConfig, context: SendContext): Promise<AckState> => {
  const response = await context.http(post(config, 'ack', JSON.stringify({ acks: [ackId] })))
  if (hecAnswerOf(response)?.code === 14) return 'off'
  return ackStates.safeParse(jsonBody(response)).data?.acks[ackId] === true ? 'indexed' : 'waiting'
}

const ACK_OFF: Outcome = {
  status: 'accepted',
  detail: 'the token has indexer acknowledgment off, so that it is not known whether the event was indexed',
}

const pollAck = async (ackId: number, config: SplunkConfig, context: SendContext): Promise<AckState> => {
  let state: AckState = 'waiting'
  for (let poll = 0; state === 'waiting' && poll < MAX_POLLS; poll += 1) {
    await context.sleep(POLL_MS)
    state = await askAck(ackId, config, context).catch((error: unknown): AckState => {
      // The event was taken; one lost answer about it is asked for again.
      if (error instanceof TransportError && error.reason === 'network') return 'waiting'
      throw error
    })
  }
  return state
}

const confirm = async (response: HttpResponse, config: SplunkConfig, context: SendContext): Promise<Outcome> => {
  if (!config.ack) return judge(response, secretsOf(config))
  const ackId = hecAnswerOf(response)?.ackId
  if (ackId === undefined) return ACK_OFF
  // The deadline ends the wait by rejecting; it is not an error of the event's own.
  const state = await pollAck(ackId, config, context).catch((): AckState => 'waiting')
  if (state === 'off') return ACK_OFF
  if (state === 'indexed') return { status: 'delivered' }
  return {
    status: 'retry',
    reason: 'timeout',
    detail: 'Splunk took the event but its indexers did not acknowledge it in time',
    afterMs: SEND_AGAIN_MS,
  }
}

/** A busy collector says so to anybody; then an empty request shows, by code 5, that the token is good. Nothing is indexed. */
const probe = async (config: SplunkConfig, context: SendContext): Promise<Outcome> => {
  const health = await context.http({ method: 'GET', url: endpoint(config, 'health'), headers: {} })
  if (health.status === 503) return judge(health, secretsOf(config))
  const response = await context.http(post(config, 'event', ''))
  if (hecAnswerOf(response)?.code === 5)
    return { status: 'delivered', detail: 'the collector is healthy and takes the token' }
  return judge(response, secretsOf(config))
}

/** Splunk Cloud documents 1 MB a request and answers code 6 above it. */
const MAX_BYTES = 900_000
const BATCH_EVENTS = 500

/** As many lines as fit into one request, one at least. */
const batchOf = (
  events: readonly EventPayload[],
  lineOf: (event: EventPayload) => string,
): { message: string[]; count: number } => {
  const message: string[] = []
  let bytes = 0
  for (const event of events) {
    const line = lineOf(event)
    bytes += byteLength(line) + 1
    if (message.length > 0 && bytes > MAX_BYTES) break
    message.push(line)
  }
  return { message, count: message.length }
}

export const splunk = defineDestination<SplunkConfig, string[]>({
  kind: 'splunk',
  title: 'Splunk',
  use: 'Indexes every event in Splunk, under the names of its Common Information Model.',
  protocol: 'HTTP Event Collector',
  setup: `1. In Splunk open **Settings**, **Data inputs**, **HTTP Event Collector**; under **Global Settings** enable all tokens.
2. Choose **New Token**, name it, and allow it to write to the index that you want the events in.
3. Copy the token and enter it here, with the collector's address: \`https://HOST:8088\` in Splunk Enterprise,
   \`https://http-inputs-STACK.splunkcloud.com\` in Splunk Cloud. The certificate has to be one that this machine trusts.
4. Turn Acknowledgment on here exactly when the token has **Enable indexer acknowledgment** on.
5. Test it. The test checks the collector and the token and indexes nothing.

Findings come as \`sourcetype=pencheff:finding\`, scans as \`pencheff:scan\`. For the data models tag the first
\`vulnerability\`, \`report\` and \`alert\`. An event that was sent twice has the same \`event_id\`: \`| dedup event_id\`.`,
  config,
  example: {
    hec_url: 'https://splunk.acme.example:8088',
    token: '11111111-2222-4333-8444-555555555555',
    index: 'security',
    source: 'pencheff',
    sourcetype: 'pencheff:events',
    ack: true,
  },
  hostRule: { fields: ['hec_url'], highPorts: true, ipLiterals: true },
  limits: { maxBytes: MAX_BYTES, batch: { events: BATCH_EVENTS, bytes: MAX_BYTES }, concurrency: 4 },
  render: (event, config, context) => [hecLine(event, config, context)],
  renderMany: (events, config, context) => batchOf(events, (event) => hecLine(event, config, context)),
  renderTest: (config, context) => [hecTestLine(config, context)],
  // Objects one after another: neither an array nor commas.
  request: (lines, config) => post(config, 'event', lines.join('\n')),
  classify: (response, config) => judge(response, secretsOf(config)),
  classifyMany: (response, config, count) => judgeMany(response, secretsOf(config), count),
  confirm,
  probe,
})
