import { z } from 'zod'
import type { HttpRequest } from '../core/http.ts'
import { secret } from '../core/secret.ts'
import { defineDestination } from './destination.ts'
import { classifyHook, classifyMessage } from './discord-answer.ts'
import { digestMessage } from './discord-digest.ts'
import { eventMessage, testMessage, type DiscordMessage } from './discord-message.ts'

const HOSTS = [
  'discord.com',
  'ptb.discord.com',
  'canary.discord.com',
  'discordapp.com',
  'ptb.discordapp.com',
  'canary.discordapp.com',
]
/** Ids are snowflakes, 64-bit numbers: docs.discord.com/developers/reference#snowflakes */
const WEBHOOK_PATH = /^\/api(?:\/v\d{1,2})?\/webhooks\/(\d{1,20})\/([\w-]{1,200})\/?$/
const COMPATIBLE_PATH = /\/(?:slack|github)\/?$/

/** What is wrong with the URL's form; whose host it is, and whether with TLS, is judged by `hostRule`. */
const urlFault = (value: string): string | undefined => {
  if (!URL.canParse(value)) return 'a URL is needed'
  const url = new URL(value)
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.hash)
    return 'an https URL without a user name or fragment is needed'
  if (COMPATIBLE_PATH.test(url.pathname))
    return 'the URL ends in /slack or /github, where Discord takes messages of another form: leave that end off'
  if (!WEBHOOK_PATH.test(url.pathname)) return 'the path of a webhook is /api/webhooks/ID/TOKEN'
  if ([...url.searchParams.keys()].some((name) => name !== 'thread_id' && name !== 'wait'))
    return 'of a query only thread_id=… is taken'
  return /^\d{0,20}$/.test(url.searchParams.get('thread_id') ?? '') ? undefined : 'thread_id is a number'
}

const config = z.strictObject({
  webhook_url: secret(
    z
      .string()
      .max(2048)
      .superRefine((value, context) => {
        const fault = urlFault(value)
        if (fault) context.addIssue({ code: 'custom', message: fault })
      })
      .meta({
        title: 'Webhook URL',
        description:
          'The webhook of the channel: `https://discord.com/api/webhooks/ID/TOKEN`; with `?thread_id=…` it posts to that thread.',
      }),
  ),
})
export type DiscordConfig = z.output<typeof config>

/** Discord refuses requests without such a user agent (code 40333): docs.discord.com/developers/reference#user-agent */
const USER_AGENT = 'DiscordBot (https://pencheff.example, 0.1.0)'

/**
 * The webhook's resource in version 10. An address without a version is still served by version 6, whose waits are in
 * milliseconds; hosts of clients and the old domain are people's, not the API's.
 */
const resourceOf = (webhookUrl: string): URL => {
  const url = new URL(webhookUrl)
  const [, id, token] = WEBHOOK_PATH.exec(url.pathname) ?? []
  const origin = HOSTS.includes(url.hostname) ? 'https://discord.com' : url.origin
  return new URL(`/api/v10/webhooks/${id ?? ''}/${token ?? ''}`, origin)
}

const messageUrl = (webhookUrl: string): string => {
  const url = resourceOf(webhookUrl)
  // Without it Discord answers before it has stored the message, and does not tell when it could not.
  url.searchParams.set('wait', 'true')
  const thread = new URL(webhookUrl).searchParams.get('thread_id')
  if (thread) url.searchParams.set('thread_id', thread)
  return url.href
}

/** The URL in both forms, and its token alone. */
const secretsOf = ({ webhook_url }: DiscordConfig): string[] => {
  const [, , token = ''] = URL.canParse(webhook_url) ? (WEBHOOK_PATH.exec(new URL(webhook_url).pathname) ?? []) : []
  return [webhook_url, messageUrl(webhook_url), resourceOf(webhook_url).href, token]
}

const hookRequest = (webhookUrl: string): HttpRequest => ({
  method: 'GET',
  url: resourceOf(webhookUrl).href,
  headers: { 'user-agent': USER_AGENT },
})

export const discord = defineDestination<DiscordConfig, DiscordMessage>({
  kind: 'discord',
  title: 'Discord',
  use: 'Posts scans and findings as embeds to a Discord channel or thread.',
  protocol: 'Webhook, API v10',
  setup: `1. In Discord open **Edit Channel** (the gear beside the channel), **Integrations**, **Webhooks**. It needs the permission
   *Manage Webhooks*; there is no scope and no bot.
2. Choose **New Webhook**, name it, and **Copy Webhook URL**: \`https://discord.com/api/webhooks/ID/TOKEN\`. Whoever has it can
   post to the channel.
3. For a thread, or a post of a forum channel, add \`?thread_id=ID\` (right-click the thread, **Copy Thread ID**; the developer
   mode in the advanced settings shows it).
4. Enter the URL here and run the test. It asks Discord for the webhook and posts nothing.

Messages never ping anybody. A channel takes about 30 messages of webhooks a minute; what is more waits.`,
  config,
  example: {
    webhook_url:
      'https://discord.com/api/webhooks/1234567890123456789/ONLY-AN-EXAMPLE_0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ?thread_id=1234567890123456790',
  },
  hostRule: { fields: ['webhook_url'], hosts: HOSTS },
  // 5 in two seconds a webhook, and about 30 a minute a channel, which no header shows: discord/discord-api-docs#367
  limits: { rates: [{ perSecond: 0.5, burst: 5 }], concurrency: 1 },
  remote: ({ webhook_url }) => new URL(webhook_url).pathname,
  render: eventMessage,
  digest: { individually: 10, events: ['finding_new', 'finding_changed'], render: digestMessage },
  renderTest: (_config, context) => testMessage(context),
  request: (message, { webhook_url }) => ({
    method: 'POST',
    url: messageUrl(webhook_url),
    headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT },
    body: JSON.stringify(message),
  }),
  classify: (response, settings) => classifyMessage(response, secretsOf(settings)),
  probe: async (settings, { http }) => classifyHook(await http(hookRequest(settings.webhook_url)), secretsOf(settings)),
})
