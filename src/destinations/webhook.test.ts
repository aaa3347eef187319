import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { expectAccepted } from '../../test/corpus/expect-accepted.ts'
import { standardWebhookChecker } from '../../test/corpus/webhook.ts'
import { describeDestination } from '../../test/describe-destination.ts'
import { hostileEvents } from '../../test/describe-destination/hostile.ts'
import { dueEvent } from '../core/due-event.ts'
import { EVENT_NAMES, type EventPayload } from '../core/event.ts'
import type { HttpResponse } from '../core/http.ts'
import { redactEvent } from '../core/redact.ts'
import { sampleEvents } from '../core/sample.ts'
import { newWebhookSecret, webhook, type WebhookConfig } from './webhook.ts'

const context = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }
const { webhook_secret: SECRET = '' } = webhook.example
const DELIVERY = '7d1f3b52-8c4e-4a6b-9d20-3e5f7a9b1c44'

describeDestination(webhook, {
  verdicts: (status) => (status >= 300 && status < 500 && status !== 410 ? 'retry' : undefined),
  check: (message) =>
    expectAccepted(
      standardWebhookChecker(SECRET),
      webhook.request(message, webhook.example, { deliveryId: DELIVERY, now: new Date() }),
    ),
  idempotencyKey: (request) => request.headers['webhook-id'],
})

const requestOf = (event: EventPayload, config: WebhookConfig = webhook.example, now = new Date()) => {
  const {
    headers,
    body = '',
    ...rest
  } = webhook.request(webhook.render(event, config, context), config, {
    deliveryId: DELIVERY,
    now,
  })
  return { headers, body, ...rest }
}

const samples = EVENT_NAMES.flatMap((name): [string, EventPayload][] => [
  [name, sampleEvents[name]],
  ...hostileEvents(name).map(([label, event]): [string, EventPayload] => [`${name} with ${label}`, event]),
])

describe('signed webhooks', () => {
  it.each(samples)('verify with the library of Standard Webhooks: %s', (_name, event) => {
    const { headers, body } = requestOf(event)
    expect(new Webhook(SECRET).verify(body, headers)).toEqual(JSON.parse(body))
    expect(() => new Webhook(SECRET).verify(`${body} `, headers)).toThrow('No matching signature')
  })

  it.each(samples)('verify as sha256 over the bare body: %s', (_name, event) => {
    const config: WebhookConfig = { ...webhook.example, signature: 'sha256', webhook_secret: 'pässwörd-of-16-and-more' }
    const { headers, body } = requestOf(event, config)
    const digest = createHmac('sha256', 'pässwörd-of-16-and-more').update(body).digest('hex')
    expect(headers['x-pencheff-signature']).toBe(`sha256=${digest}`)
    expect(headers).not.toHaveProperty('webhook-signature')
    expect(headers).toMatchObject({ 'webhook-id': DELIVERY, 'webhook-timestamp': expect.stringMatching(/^\d{10}$/) })
  })

  it.each(EVENT_NAMES)('carry %s as type, timestamp and data', (name) => {
    const event = sampleEvents[name]
    expect(JSON.parse(requestOf(event).body)).toEqual({ type: name, timestamp: event.occurred_at, data: event })
  })

  it.each(samples)('have the bytes of all of it written at once: %s', (name, event) => {
    const whole = { type: event.event, timestamp: event.occurred_at, data: event }
    const { body } = requestOf(event)
    expect(body).toBe(
      JSON.stringify(whole, (_key, value: unknown) => (typeof value === 'string' ? value.toWellFormed() : value)),
    )
    if (!name.includes('surrogates')) expect(body).toBe(JSON.stringify(whole))
  })

  it.each(samples)('are the same from the stored text of an event: %s', (_name, event) => {
    const text = dueEvent(JSON.stringify(event)).text()
    expect(webhook.renderText?.(text, webhook.example, context)).toEqual(
      webhook.render(redactEvent(event), webhook.example, context),
    )
  })

  it('have the same id and body on every attempt, and the time of this one', () => {
    const first = requestOf(sampleEvents.scan_done, webhook.example, new Date(1_700_000_000_999))
    const second = requestOf(sampleEvents.scan_done, webhook.example, new Date(1_700_000_305_000))
    expect(second.body).toBe(first.body)
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id'])
    expect([first, second].map(({ headers }) => headers['webhook-timestamp'])).toEqual(['1700000000', '1700000305'])
    expect(second.headers['webhook-signature']).not.toBe(first.headers['webhook-signature'])
  })

  it('sign the test too, which says of what it is', () => {
    const now = new Date()
    const { headers, body = '' } = webhook.request(webhook.renderTest(webhook.example, context), webhook.example, {
      deliveryId: DELIVERY,
      now,
    })
    expect(new Webhook(SECRET).verify(body, headers)).toEqual({
      type: 'test',
      timestamp: now.toISOString(),
      data: { message: 'Pencheff integration test' },
    })
  })

  it('are not sent without a secret', () => {
    const { webhook_secret: _secret, ...config } = webhook.example
    expect(() => requestOf(sampleEvents.scan_done, config)).toThrow('no signing secret')
  })

  it('carry the headers that were added, under small names', () => {
    const headers = { Authorization: 'Bearer abcdefgh', 'X-Team': 'a, b' }
    expect(requestOf(sampleEvents.scan_done, { ...webhook.example, headers }).headers).toMatchObject({
      authorization: 'Bearer abcdefgh',
      'x-team': 'a, b',
      'content-type': 'application/json',
    })
  })
})

describe('webhook secrets', () => {
  const faultOf = (webhook_secret: string, signature: string) =>
    webhook.config
      .safeParse({ webhook_url: 'https://a.example/', webhook_secret, signature })
      .error?.issues.map(({ path, message }) => [path.join('.'), message])

  it('are made of 32 random bytes, which both modes take', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        fc.pre(new Set(bytes).size > 1)
        const made = newWebhookSecret((length) => bytes.subarray(0, length))
        expect(Buffer.from(made.replace('whsec_', ''), 'base64')).toEqual(Buffer.from(bytes))
        expect([faultOf(made, 'standard'), faultOf(made, 'sha256')]).toEqual([undefined, undefined])
      }),
    )
  })

  const base64 = (length: number) => Buffer.from(Array.from({ length }, (_, at) => at + 1)).toString('base64')
  it.each([
    ['without its prefix', base64(32)],
    ['of 23 bytes', `whsec_${base64(23)}`],
    ['of 65 bytes', `whsec_${base64(65)}`],
    ['of nothing', 'whsec_'],
    ['of zeros', `whsec_${Buffer.alloc(32).toString('base64')}`],
    ['in the url-safe alphabet', `whsec_${Buffer.alloc(33, 'ÿþý').toString('base64url')}`],
    ['without its padding', `whsec_${base64(32).replace(/=+$/, '')}`],
    ['with a line end', `whsec_${base64(24)}\n`],
    ['that is a password', 'correct horse battery staple'],
  ])('in standard mode are refused %s, without being repeated', (_what, value) => {
    const faults = faultOf(value, 'standard')
    expect(faults).toMatchObject([['webhook_secret', expect.any(String)]])
    if (value !== 'whsec_') expect(JSON.stringify(faults)).not.toContain(value)
  })

  it.each([24, 64])('in standard mode have as many as %i bytes', (length) => {
    expect(faultOf(`whsec_${base64(length)}`, 'standard')).toBeUndefined()
  })

  it('in sha256 mode are any text of 16 to 256 characters', () => {
    for (const length of [16, 256]) expect(faultOf('é'.repeat(length), 'sha256')).toBeUndefined()
    expect(faultOf('😀'.repeat(16), 'sha256')).toBeUndefined()
    for (const text of ['x'.repeat(15), 'x'.repeat(257), '\ud800'.repeat(20)])
      expect(faultOf(text, 'sha256')).toMatchObject([['webhook_secret', expect.any(String)]])
  })
})

describe('webhook addresses and headers', () => {
  const faultsOf = (config: object) =>
    webhook.config
      .safeParse({ webhook_url: 'https://a.example/', ...config })
      .error?.issues.map(({ path }) => path.join('.'))

  it.each([
    'ftp://a.example',
    'https://u:p@a.example/',
    'https://a.example/#x',
    'a.example',
    'javascript:alert(1)',
    '',
  ])('refuse the URL %j', (webhook_url) => {
    expect(faultsOf({ webhook_url })).toEqual(['webhook_url'])
  })

  it.each([
    'Host',
    'content-length',
    'Content-Type',
    'Transfer-Encoding',
    'CONNECTION',
    'Webhook-Id',
    'webhook-signature',
    'X-Pencheff-Signature',
    'X-Forwarded-For',
    'Proxy-Authorization',
    'Metadata-Flavor',
    'X-aws-ec2-metadata-token',
    'Cookie',
    'User-Agent',
    'Expect',
    'two words',
    'a:b',
    'ä',
    'a\r\nb',
  ])('refuse a header named %j', (name) => {
    expect(faultsOf({ headers: { [name]: 'x' } })).toEqual([`headers.${name}`])
  })

  it('refuse a header without a name', () => {
    expect(faultsOf({ headers: { '': 'x' } })).toEqual(['headers.'])
  })

  it.each(['a\r\nX: y', 'a\n', 'a\0b', ' a', 'ä', '\u{1F600}', 'x'.repeat(8193), '\x7f'])(
    'refuse the value %j',
    (value) => {
      expect(faultsOf({ headers: { 'X-Own': value } })).toEqual(['headers.X-Own'])
    },
  )

  it('take 50 headers of 8 KiB, no more, and none twice', () => {
    const named = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`X-${at}`, 'x'.repeat(8192)]))
    expect(faultsOf({ headers: named(50) })).toBeUndefined()
    expect(faultsOf({ headers: named(51) })).toEqual(['headers'])
    expect(faultsOf({ headers: { 'X-Own': 'a', 'x-own': 'b' } })).toEqual(['headers.x-own'])
  })
})

describe('answers to a webhook', () => {
  const answer = (status: number, body = '', headers: Record<string, string> = {}): HttpResponse => ({
    status,
    headers,
    body,
    at: Date.parse('2026-11-23T09:00:00Z'),
  })
  const judge = (...args: Parameters<typeof answer>) => webhook.classify(answer(...args), webhook.example)

  it('tell by the reason why it is tried again', () => {
    expect(judge(400)).toMatchObject({ status: 'retry', reason: 'invalid_request' })
    expect(judge(401)).toMatchObject({ status: 'retry', reason: 'auth' })
    expect(judge(404)).toMatchObject({ status: 'retry', reason: 'not_found' })
    expect(judge(302)).toMatchObject({ status: 'retry', detail: 'answered 302 (redirects are not followed)' })
    expect(judge(500, 'oh <b>no</b>')).toEqual({ status: 'retry', reason: 'server', detail: 'answered 500: oh no' })
  })

  it('end it with 410 alone', () => {
    expect(judge(410)).toEqual({ status: 'rejected', reason: 'gone', disable: true, detail: 'answered 410' })
  })

  it.each([429, 502, 503, 504])('of %i are heeded when they say how long to wait', (status) => {
    expect(judge(status, '', { 'retry-after': '30' })).toMatchObject({ status: 'retry', afterMs: 30_000 })
  })

  it('that echo a credential show it neither whole nor in part', () => {
    const headers = { Authorization: 'Bearer s3cr3t-t0ken-abc' }
    const config = { ...webhook.example, headers }
    const body = `no route for ${new URL(config.webhook_url).pathname}?team=security with s3cr3t-t0ken-abc, ${SECRET}`
    const { detail = '' } = webhook.classify(answer(404, body), config)
    for (const part of ['s3cr3t', SECRET, 'team=security']) expect(detail).not.toContain(part)
  })
})
