import { z } from 'zod'
import type { HttpResponse } from '../core/http.ts'
import type { Outcome, Reason } from '../core/outcome.ts'
import { secret } from '../core/secret.ts'
import { defineDestination } from './destination.ts'
import { digestMessage } from './google-chat-digest.ts'
import { eventMessage, MAX_BYTES, testMessage, type GoogleChatMessage } from './google-chat-message.ts'
import { excerpt, jsonBody, outcomeOfStatus, quote } from './http-outcome.ts'

const WEBHOOK_PATH = /^\/v1\/spaces\/[\w-]+\/messages$/

/** What is wrong with the URL's form; whose host it is, and whether with TLS, is judged by `hostRule`. */
const urlFault = (value: string): string | undefined => {
  if (!URL.canParse(value)) return 'a URL is needed'
  const url = new URL(value)
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.hash)
    return 'an https URL without a user name or fragment is needed'
  if (!WEBHOOK_PATH.test(url.pathname))
    return 'the path of a webhook is /v1/spaces/…/messages: copy the URL from the space under Apps & integrations'
  if (!url.searchParams.get('key') || !url.searchParams.get('token'))
    return 'the URL is cut off, its query has key=… and token=…: copy it again, whole'
  const other = [...url.searchParams.keys()].find((name) => name !== 'key' && name !== 'token')
  return other === undefined ? undefined : 'take everything but key and token out of the query: threads are made here'
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
        description: 'The webhook of the space: `https://chat.googleapis.com/v1/spaces/…/messages?key=…&token=…`.',
      }),
  ),
})
export type GoogleChatConfig = z.output<typeof config>

/** Key and token are credentials by themselves. */
const secretsOf = ({ webhook_url }: GoogleChatConfig): string[] =>
  URL.canParse(webhook_url) ? [webhook_url, ...new URL(webhook_url).searchParams.values()] : [webhook_url]

interface Verdict {
  reason: Reason
  detail: string
  disable?: true
}

const NEW_WEBHOOK = 'make a new webhook under Apps & integrations of the space and enter its URL'

/** `error.status` of Google's API, where it settles the matter. */
const WORDS = new Map<string, Verdict>([
  ['UNAUTHENTICATED', { reason: 'auth', detail: `the key or token is not valid; ${NEW_WEBHOOK}`, disable: true }],
  [
    'PERMISSION_DENIED',
    {
      reason: 'auth',
      detail: `the webhook was deleted or an administrator has switched webhooks off; have them allowed, or ${NEW_WEBHOOK}`,
      disable: true,
    },
  ],
  ['NOT_FOUND', { reason: 'not_found', detail: `the space or its webhook was deleted; ${NEW_WEBHOOK}`, disable: true }],
])

const errorAnswer = z.looseObject({
  error: z.looseObject({
    status: z.string(),
    message: z.string().catch(''),
    details: z.array(z.looseObject({ reason: z.string().optional().catch(undefined) })).catch([]),
  }),
})

const rejected = (response: HttpResponse, secrets: string[]): Outcome | undefined => {
  const error = errorAnswer.safeParse(jsonBody(response)).data?.error
  if (!error) return undefined
  // A bad key is a 400 whose status says INVALID_ARGUMENT as for a bad message; only the reason tells them apart.
  const isBadKey = error.details.some(({ reason }) => reason === 'API_KEY_INVALID')
  const verdict = WORDS.get(isBadKey ? 'UNAUTHENTICATED' : error.status)
  if (verdict) return { status: 'rejected', ...verdict, detail: `${error.status}: ${verdict.detail}` }
  const said = excerpt(`${error.status}: ${error.message}`, 300, secrets)
  if (error.status === 'ABORTED')
    return { status: 'retry', reason: 'server', detail: `answered ${response.status}: ${said}` }
  return outcomeOfStatus(response, { detail: said })
}

const messageAnswer = z.looseObject({ name: z.string().regex(/^spaces\/[\w-]{1,100}\/messages\/[\w.-]{1,200}$/) })

const delivered = (response: HttpResponse, secrets: string[]): Outcome => {
  const body = jsonBody(response)
  if (typeof body !== 'object' || body === null) {
    // Chat answers with the message. Anything else is a page of a proxy in between; `requestId` keeps a repeat harmless.
    const said = quote(response, 100, secrets) || 'nothing that is shown'
    return { status: 'retry', reason: 'server', detail: `answered ${response.status}, but not as Chat does: ${said}` }
  }
  const message = messageAnswer.safeParse(body).data
  return { status: 'delivered', ...(message && { external: { ref: message.name } }) }
}

const classify = (response: HttpResponse, config: GoogleChatConfig): Outcome => {
  const { status } = response
  const secrets = secretsOf(config)
  if (status >= 200 && status < 300) return delivered(response, secrets)
  const outcome = outcomeOfStatus(response, { secrets })
  if (outcome.status !== 'rejected' || status < 400) return outcome
  return rejected(response, secrets) ?? outcome
}

export const googleChat = defineDestination<GoogleChatConfig, GoogleChatMessage>({
  kind: 'google_chat',
  title: 'Google Chat',
  use: 'Posts scans and findings to a Google Chat space, one thread a scan.',
  protocol: 'Incoming webhook, cards v2',
  setup: `1. In Google Chat on the web open the space and choose **Apps & integrations** behind its name. It has to be a named
   space of a Google Workspace account; direct messages take no webhooks.
2. Under **Webhooks** choose **Add webhook**, name it and choose **Save**.
3. Copy the URL, \`https://chat.googleapis.com/v1/spaces/…/messages?key=…&token=…\`, and enter it here as it is. Whoever
   has it can post to the space.
4. Send the test.

It needs no scope. Where webhooks are missing, an administrator allows them in the Admin console under **Google Chat**,
**Chat apps**. All webhooks of a space share one message a second.`,
  config,
  example: {
    webhook_url:
      'https://chat.googleapis.com/v1/spaces/AAAAexample00/messages?key=only-an-example-key-0123456789abcdef&token=only-an-example-token-0123456789abcdef%3D',
  },
  hostRule: { fields: ['webhook_url'], hosts: ['chat.googleapis.com'] },
  // 60 messages in 60 seconds and space, shared by all that post there: developers.google.com/workspace/chat/limits
  limits: { rates: [{ perSecond: 1, burst: 1 }], concurrency: 1, maxBytes: MAX_BYTES },
  // The space, whichever of its webhooks is used.
  remote: ({ webhook_url }) => new URL(webhook_url).pathname,
  render: eventMessage,
  digest: { individually: 10, events: ['finding_new', 'finding_changed'], render: digestMessage },
  renderTest: (_config, context) => testMessage(context),
  // Appended to the URL as it stands: key and token are percent-encoded already. Without `messageReplyOption` Chat passes
  // the thread over in silence; a repeated `requestId` gets the first message back in place of a second.
  request: (message, config, context) => ({
    method: 'POST',
    url: `${config.webhook_url}&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD&requestId=${encodeURIComponent(context.deliveryId)}`,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(message),
  }),
  classify,
})
