import type { Digest } from '../../src/core/digest.ts'
import type { EventPayload } from '../../src/core/event.ts'
import type { HttpRequest } from '../../src/core/http.ts'
import type { Destination, Kind, RenderContext, RequestContext } from '../../src/destinations/destination.ts'
import { discord } from '../../src/destinations/discord.ts'
import { github } from '../../src/destinations/github.ts'
import { googleChat } from '../../src/destinations/google-chat.ts'
import { jira } from '../../src/destinations/jira.ts'
import { opsgenie } from '../../src/destinations/opsgenie.ts'
import { stepRequest } from '../../src/destinations/opsgenie-send.ts'
import { pagerduty } from '../../src/destinations/pagerduty.ts'
import { slack } from '../../src/destinations/slack.ts'
import { splunk } from '../../src/destinations/splunk.ts'
import { teams } from '../../src/destinations/teams.ts'
import { webhook } from '../../src/destinations/webhook.ts'
import type { Checker } from './checker.ts'
import { discordChecker } from './discord.ts'
import { githubChecker } from './github.ts'
import { googleChatChecker } from './google-chat.ts'
import { jiraCloudChecker, jiraDataCenterChecker } from './jira.ts'
import { opsgenieChecker } from './opsgenie.ts'
import { pagerDutyChecker } from './pagerduty.ts'
import { slackChecker } from './slack.ts'
import { splunkChecker } from './splunk.ts'
import { teamsChecker } from './teams.ts'
import { sha256WebhookChecker, standardWebhookChecker } from './webhook.ts'

/** A kind in one of its configurations, with who judges what it sends. */
export interface Variant {
  kind: Kind
  /** The kind and what sets this configuration apart. */
  name: string
  checker: Checker
  /** All requests with which an event can go out, those about an issue that is there already too. */
  requests(event: EventPayload): HttpRequest[]
  /** One request for the first of several events; only where the kind takes batches. */
  batch?(events: EventPayload[]): HttpRequest
  /** Only where the kind has digests. */
  digest?(digest: Digest): HttpRequest[]
}

const RENDER: RenderContext = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }
const REQUEST: RequestContext = { deliveryId: '7d1f3b52-8c4e-4a6b-9d20-3e5f7a9b1c44', now: new Date(1_795_425_600_000) }
const EXTERNAL = { ref: '10001' }

/** What `request` makes, with and without an earlier delivery's issue. */
const deciding = <Config, Message>(
  destination: Destination<Config, Message>,
  message: Message,
  config: Config,
): HttpRequest[] => {
  const fresh = destination.request(message, config, REQUEST)
  const known = destination.request(message, config, { ...REQUEST, external: EXTERNAL })
  return known.url === fresh.url ? [fresh] : [fresh, known]
}

interface Options<Config, Message> {
  config?: Config
  suffix?: string
  /** Where one message is several requests. */
  split?(message: Message, config: Config): HttpRequest[]
}

const variant = <Config, Message>(
  destination: Destination<Config, Message>,
  checker: Checker,
  options: Options<Config, Message> = {},
): Variant => {
  const { config = destination.example, suffix = '', split } = options
  const { kind, renderMany, digest: rule } = destination
  const requestsFor = (message: Message): HttpRequest[] =>
    split ? split(message, config) : deciding(destination, message, config)
  return {
    kind,
    name: suffix === '' ? kind : `${kind} ${suffix}`,
    checker,
    requests: (event) => requestsFor(destination.render(event, config, RENDER)),
    ...(renderMany && {
      batch: (events) => destination.request(renderMany(events, config, RENDER).message, config, REQUEST),
    }),
    ...(rule && { digest: (digest) => requestsFor(rule.render(digest, config, RENDER)) }),
  }
}

const { webhook_secret: SECRET = '' } = webhook.example

/** Every kind, in each of its configurations that changes what is sent. */
export const VARIANTS: Variant[] = [
  variant(slack, slackChecker),
  variant(teams, teamsChecker),
  variant(googleChat, googleChatChecker),
  variant(discord, discordChecker),
  variant(pagerduty, pagerDutyChecker, {
    split: (message, config) => {
      const resolve = { event_action: 'resolve' as const, dedup_key: message.resolves ?? '' }
      const first = message.resolves === undefined ? [] : deciding(pagerduty, { event: resolve }, config)
      return [...first, ...deciding(pagerduty, message, config)]
    },
  }),
  ...(['opsgenie', 'jsm'] as const).map((api) => {
    const { base_url: _base, ...example } = opsgenie.example
    return variant(opsgenie, opsgenieChecker, {
      config: { ...example, api },
      suffix: `at ${api}`,
      split: ({ alias, steps }, config) => steps.map((step) => stepRequest(step, alias, config)),
    })
  }),
  variant(splunk, splunkChecker),
  variant(webhook, standardWebhookChecker(SECRET)),
  variant(webhook, sha256WebhookChecker('a secret of the plain sort'), {
    config: { ...webhook.example, signature: 'sha256', webhook_secret: 'a secret of the plain sort' },
    suffix: 'with sha256',
  }),
  variant(github, githubChecker),
  variant(jira, jiraCloudChecker),
  variant(jira, jiraDataCenterChecker, {
    config: { ...jira.example, deployment: 'data_center' },
    suffix: 'Data Center',
  }),
]
