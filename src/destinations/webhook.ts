import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { EventName } from '../core/event.ts'
import { type EventText, eventText, wellFormedJson } from '../core/event-text.ts'
import type { HttpResponse } from '../core/http.ts'
import type { Outcome } from '../core/outcome.ts'
import { secret } from '../core/secret.ts'
import { defineDestination } from './destination.ts'
import { outcomeOfStatus } from './http-outcome.ts'
import { headerFaults } from './webhook-headers.ts'
import { SIGNATURES, secretFault, signedHeaders, signingKey } from './webhook-signature.ts'
import { testLine } from './wording.ts'

export { newWebhookSecret } from './webhook-signature.ts'

const isPlainUrl = (value: string): boolean => {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash
}

const config = z
  .strictObject({
    webhook_url: secret(
      z
        .string()
        .max(2048)
        .refine(isPlainUrl, 'an https URL without a user name, a password or a fragment is needed')
        .meta({ title: 'URL', description: 'Where the events are posted to, with https.' }),
    ),
    webhook_secret: secret(
      z.string().max(512).optional().meta({
        title: 'Signing secret',
        description:
          '`whsec_` and base64 of 24 to 64 bytes; with the `sha256` signature any text of 16 to 256 characters. Made, and shown once, when left out.',
      }),
    ),
    signature: z.enum(SIGNATURES).default('standard').meta({
      title: 'Signature',
      description:
        '`standard` signs as Standard Webhooks does; `sha256` sends `X-Pencheff-Signature: sha256=…` over the body alone.',
    }),
    headers: secret(
      z
        .record(z.string(), z.string())
        .optional()
        .meta({ title: 'Headers', description: 'Sent along with every request, such as `Authorization`. At most 50.' }),
    ),
  })
  .superRefine((value, context) => {
    const fault = value.webhook_secret === undefined ? undefined : secretFault(value.webhook_secret, value.signature)
    if (fault) context.addIssue({ code: 'custom', path: ['webhook_secret'], message: fault })
    for (const { name, detail } of headerFaults(value.headers ?? {}))
      context.addIssue({ code: 'custom', path: name === undefined ? ['headers'] : ['headers', name], message: detail })
  })
export type WebhookConfig = z.output<typeof config>

/** The body, in parts. Without a `timestamp` it is that of the request. */
export interface WebhookMessage {
  type: EventName | 'test'
  timestamp?: string
  /** JSON, as it goes out. */
  data: string
}

const messageOf = ({ event, occurred_at, json }: EventText): WebhookMessage => ({
  type: event,
  timestamp: occurred_at,
  data: json,
})

/** What all requests of a configuration have in common. */
interface Common {
  key: KeyObject
  /** Those that the customer added, under small names. */
  headers: Record<string, string>
}
const commons = new WeakMap<WebhookConfig, Common>()

const commonOf = ({ webhook_secret, signature, headers = {} }: WebhookConfig): Common => {
  if (webhook_secret === undefined) throw new Error('the integration has no signing secret')
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  return {
    key: signingKey(webhook_secret, signature),
    headers: { ...(Object.fromEntries(own) as Record<string, string>), 'content-type': 'application/json' },
  }
}

/** Made once a configuration: signing with the bytes of a key takes 13 us, with the key 3. */
const keptCommonOf = (config: WebhookConfig): Common => {
  const common = commons.get(config) ?? commonOf(config)
  commons.set(config, common)
  return common
}

/** `Bearer abc` is echoed as a whole or as `abc`. */
const headerSecrets = (headers: Record<string, string> = {}): string[] =>
  Object.values(headers).flatMap((value) => [value, ...value.split(/[\s,;=]+/).filter((word) => word.length > 7)])

const secretsOf = (config: WebhookConfig): (string | undefined)[] => [
  config.webhook_secret,
  ...headerSecrets(config.headers),
  config.webhook_url,
]

/**
 * Standard Webhooks: only 2xx is success, 410 ends it, and any other answer, a 4xx or a redirect too, may be a receiver
 * that is being mended, so it is tried again on the schedule.
 */
const classify = (response: HttpResponse, config: WebhookConfig): Outcome => {
  const outcome = outcomeOfStatus(response, { secrets: secretsOf(config) })
  if (outcome.status !== 'rejected' || outcome.reason === 'gone') return outcome
  return { status: 'retry', reason: outcome.reason, detail: outcome.detail }
}

export const webhook = defineDestination<WebhookConfig, WebhookMessage>({
  kind: 'webhook',
  title: 'Signed webhook',
  use: 'Sends every event as signed JSON to an address of your own.',
  protocol: 'HTTPS POST, signed as Standard Webhooks does',
  setup: `1. Make an HTTPS endpoint that takes a JSON \`POST\` and answers with any 2xx within 15 seconds.
2. Enter its URL here. Leave the secret out to have one made; it is shown once.
3. Check the signature over the raw body, before parsing it, with any library from standardwebhooks.com:
   \`new Webhook(secret).verify(rawBody, headers)\`. With the \`sha256\` signature, compare \`X-Pencheff-Signature\` to the
   hex HMAC-SHA256 of the raw body.
4. Treat \`webhook-id\` as the idempotency key: it is the same on every attempt of one delivery.
5. Send the test. Answer 410 when the address is gone for good: the integration is then switched off.`,
  config,
  example: {
    webhook_url: 'https://hooks.acme.example/pencheff?team=security',
    // The base64 reads "this is only an example secret.."; a test secret of no service.
    webhook_secret: 'whsec_dGhpcyBpcyBvbmx5IGFuIGV4YW1wbGUgc2VjcmV0Li4=',
    signature: 'standard',
    headers: { 'X-Environment': 'production-eu-1' },
  },
  hostRule: { fields: ['webhook_url'], ipLiterals: true },
  // No vendor and so no rate; 16 at once is what a single small receiver bears.
  limits: { concurrency: 16 },
  render: (event) => messageOf(eventText(event)),
  renderText: messageOf,
  renderTest: (_config, context) => ({ type: 'test', data: wellFormedJson({ message: testLine(context) }) }),
  request: (message, config, context) => {
    const { type, timestamp = context.now.toISOString(), data } = message
    const body = `{"type":${JSON.stringify(type)},"timestamp":${JSON.stringify(timestamp)},"data":${data}}`
    const { key, headers } = keptCommonOf(config)
    const { deliveryId: id, now } = context
    return {
      method: 'POST',
      url: config.webhook_url,
      headers: { ...headers, ...signedHeaders(body, { id, now, key, signature: config.signature }) },
      body,
    }
  },
  classify,
})
