import { z } from 'zod'
import type { HttpRequest, HttpResponse } from '../core/http.ts'
import { isDone, type Outcome } from '../core/outcome.ts'
import { secret } from '../core/secret.ts'
import { defineDestination, type SendContext } from './destination.ts'
import { classifyPagerDuty } from './pagerduty-answer.ts'
import { pagerDutyDigest } from './pagerduty-digest.ts'
import { pagerDutyMessage, pagerDutyTest, type PagerDutyMessage } from './pagerduty-event.ts'

const isBaseUrl = (value: string): boolean => {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash && !url.search
}

const config = z.strictObject({
  routing_key: secret(
    z
      .string()
      .regex(/^[A-Za-z0-9]{32}$/, 'an integration key has 32 letters and digits')
      .meta({
        title: 'Routing key',
        description: "The integration key of a service's **Events API v2** integration, or of an event orchestration.",
      }),
  ),
  region: z.enum(['us', 'eu']).default('us').meta({
    title: 'Region',
    description: 'The service region of the account: `eu` where its address ends in `.eu.pagerduty.com`.',
  }),
  base_url: z
    .string()
    .max(2048)
    .refine(isBaseUrl, 'an https URL without a user name, query or fragment is needed')
    .optional()
    .meta({
      title: 'Base URL',
      description:
        'Only to send elsewhere than to `https://events.pagerduty.com` or `https://events.eu.pagerduty.com`.',
    }),
})
export type PagerDutyConfig = z.output<typeof config>

const HOSTS = { us: 'https://events.pagerduty.com', eu: 'https://events.eu.pagerduty.com' }

type PagerDutyEvent = PagerDutyMessage['event']

const requestOf = (event: PagerDutyEvent, { base_url, region, routing_key }: PagerDutyConfig): HttpRequest => ({
  method: 'POST',
  url: `${(base_url ?? HOSTS[region]).replace(/\/+$/, '')}/v2/${'event_action' in event ? '' : 'change/'}enqueue`,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ routing_key, ...event }),
})

const withoutDetails = (event: PagerDutyEvent): PagerDutyEvent | undefined => {
  if (!('payload' in event) || !event.payload.custom_details) return undefined
  const note = { custom_details: { note: 'The details were too large for PagerDuty; they are behind the link.' } }
  return 'event_action' in event
    ? { ...event, payload: { ...event.payload, ...note } }
    : { ...event, payload: { ...event.payload, ...note } }
}

const classify = (response: HttpResponse, { routing_key }: PagerDutyConfig): Outcome =>
  classifyPagerDuty(response, routing_key)

const post = async (event: PagerDutyEvent, config: PagerDutyConfig, context: SendContext): Promise<Outcome> => {
  const response = await context.http(requestOf(event, config))
  const smaller = response.status === 413 ? withoutDetails(event) : undefined
  return classify(smaller ? await context.http(requestOf(smaller, config)) : response, config)
}

const CHANGES_NEED_SERVICE =
  'the key works for alerts but not for change events: PagerDuty takes those with the key of a service only, not of an orchestration'

/** A change event that is refused for its key says nothing against the key where it is, or may be, good for alerts. */
const changeOutcome = (outcome: Outcome, { resolves }: PagerDutyMessage, { routing_key }: PagerDutyConfig): Outcome => {
  if (outcome.status !== 'rejected' || outcome.reason !== 'auth') return outcome
  if (resolves) return { status: 'accepted', detail: CHANGES_NEED_SERVICE }
  // Keys of orchestrations start with R.
  if (!routing_key.startsWith('R')) return outcome
  const { disable: _disable, ...kept } = outcome
  return {
    ...kept,
    detail: `${outcome.detail} (keys of orchestrations take no change events: leave scan_started out, or enter the key of a service)`,
  }
}

/**
 * The resolve goes first, since it may be sent twice and a change event may not: each is one more line in the timeline.
 * So a resolve that fails is tried again before anything showed, and one that a retry repeats has nothing left to do.
 */
const send = async (message: PagerDutyMessage, config: PagerDutyConfig, context: SendContext): Promise<Outcome> => {
  const { event, resolves } = message
  if (resolves) {
    const resolved = await post({ event_action: 'resolve', dedup_key: resolves }, config, context)
    if (!isDone(resolved)) return resolved
  }
  const outcome = await post(event, config, context)
  if (!('event_action' in event)) return changeOutcome(outcome, message, config)
  return isDone(outcome) ? { ...outcome, external: { ref: event.dedup_key } } : outcome
}

/** A resolve of an alert that nobody has: it shows that key and region are good, and makes nothing. */
const probe = async (config: PagerDutyConfig, context: SendContext): Promise<Outcome> => {
  const outcome = await post({ event_action: 'resolve', dedup_key: `test-${context.deliveryId}` }, config, context)
  return isDone(outcome) ? { ...outcome, detail: 'PagerDuty takes the key; no incident was made' } : outcome
}

export const pagerduty = defineDestination<PagerDutyConfig, PagerDutyMessage>({
  kind: 'pagerduty',
  title: 'PagerDuty',
  use: 'Opens one alert a finding, acknowledges and resolves it as the finding goes, and puts scans on the timeline.',
  protocol: 'Events API v2',
  setup: `1. In PagerDuty open **Services**, the service that is to be paged, and its tab **Integrations**.
2. Choose **Add an integration**, **Events API V2**, **Add**.
3. Open the new integration, copy its **Integration Key** (32 characters) and enter it here. It needs no scopes, and whoever
   has it can open alerts at this service.
4. Choose the region \`eu\` if your PagerDuty address ends in \`.eu.pagerduty.com\`.
5. Test it. The test opens no incident.

The key of an event orchestration works too, but takes no change events: leave \`scan_started\` out with one.

| event | becomes |
|---|---|
| finding_new | an alert whose \`dedup_key\` is \`TARGET_ID:FINGERPRINT\`; a fingerprint that is long or has odd characters is hashed |
| finding_changed | fixed, suppressed, false positive: resolved. Confirmed: acknowledged. Back, worse or anything else: triggered again |
| scan_failed | an alert with the key \`TARGET_ID.scan-failure\`, resolved by the next scan that is done |
| scan_started, scan_done | a change event, which pages nobody |

PagerDuty answers before it acts: what a suppression rule or a disabled service drops is not reported here.`,
  config,
  example: {
    routing_key: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
    region: 'eu',
    base_url: 'https://events.eu.pagerduty.com',
  },
  hostRule: { fields: ['base_url'], hosts: ['events.pagerduty.com', 'events.eu.pagerduty.com'] },
  // About 120 events in 60 s a key and 512 KB an event: developer.pagerduty.com/docs/events-api-v2. 20 at once and 1.5 a
  // second stay below it in any 60 s, with some room for the second request of scan_done.
  limits: { rates: [{ perSecond: 1.5, burst: 20 }], maxBytes: 512_000, concurrency: 4 },
  remote: ({ routing_key }) => routing_key,
  render: (event, _config, context) => pagerDutyMessage(event, context),
  digest: {
    individually: 20,
    // What changed closes or opens the finding's own alert.
    events: ['finding_new'],
    render: (digest, _config, context) => pagerDutyDigest(digest, context),
  },
  renderTest: (_config, context) => pagerDutyTest(context),
  request: ({ event }, config) => requestOf(event, config),
  classify,
  send,
  probe,
})
