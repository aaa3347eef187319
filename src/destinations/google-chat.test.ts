import type { chat_v1 } from '@googleapis/chat'
import { describe, expect, it } from 'vitest'
import { expectAccepted } from '../../test/corpus/expect-accepted.ts'
import { googleChatChecker } from '../../test/corpus/google-chat.ts'
import { describeDestination } from '../../test/describe-destination.ts'
import { MARKUP } from '../../test/describe-destination/hostile.ts'
import type { EventPayload } from '../core/event.ts'
import { sampleEvents } from '../core/sample.ts'
import { googleChat } from './google-chat.ts'
import type { GoogleChatMessage } from './google-chat-message.ts'

/** The names in `Mine`, at any depth, that Google's own type does not know. */
type Strange<Mine, Theirs> = Mine extends readonly (infer M)[]
  ? NonNullable<Theirs> extends readonly (infer T)[]
    ? Strange<M, T>
    : 'a list where none belongs'
  : Mine extends object
    ? {
        [K in keyof Mine]-?: K extends keyof NonNullable<Theirs> ? Strange<Mine[K], NonNullable<Theirs>[K]> : K
      }[keyof Mine]
    : never

/** Compiles only while a message is one by Google's types and has no name that they do not. */
const asGoogleTypesIt = (
  message: [Strange<GoogleChatMessage, chat_v1.Schema$Message>] extends [never] ? GoogleChatMessage : never,
): chat_v1.Schema$Message => message

const { example } = googleChat
const renderContext = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }
const requestContext = { deliveryId: '7d1f3b52-8c4e-4a6b-9d20-3e5f7a9b1c44', now: new Date(0) }
const render = (event: EventPayload): chat_v1.Schema$Message =>
  asGoogleTypesIt(googleChat.render(event, example, renderContext))
const cardOf = (event: EventPayload) => render(event).cardsV2?.[0]?.card

type Json = Record<string, unknown>
/** Every object in a value, at any depth. */
const objectsIn = (value: unknown): Json[] =>
  typeof value === 'object' && value !== null
    ? [...(Array.isArray(value) ? [] : [value as Json]), ...Object.values(value).flatMap(objectsIn)]
    : []
const all = (value: unknown, key: string): unknown[] =>
  objectsIn(value).flatMap((object) => (key in object ? [object[key]] : []))

const check = (message: GoogleChatMessage): void =>
  expectAccepted(googleChatChecker, googleChat.request(message, example, requestContext))

const good = JSON.stringify({ name: 'spaces/AAAA/messages/abc.def', space: { name: 'spaces/AAAA' } })

describeDestination(googleChat, {
  goodAnswer: { status: 200, body: good },
  check,
  idempotencyKey: ({ url }) => new URL(url, 'http://chat').searchParams.get('requestId'),
})

describe('a message', () => {
  it('of the same scan goes to the same thread, whatever it says', () => {
    const keys = Object.values(sampleEvents).map((event) => render(event).thread?.threadKey)
    expect(new Set(keys)).toEqual(new Set(['scan-2b7e4a90-3c52-4d8f-8a0e-5f9d1e6b7c22']))
  })

  it('without a scan goes to the thread of its finding, or of its target', () => {
    expect(render({ ...sampleEvents.finding_changed, scan: null }).thread?.threadKey).toMatch(/^finding-9c1d5e30/)
    expect(render({ ...sampleEvents.scan_failed, scan: null }).thread?.threadKey).toMatch(/^target-6f0c1f8e/)
  })

  it('leads with the severity and the title', () => {
    expect(cardOf(sampleEvents.finding_new)?.header).toEqual({
      title: '🔴 Critical · SQL injection in the product search',
      subtitle: 'Acme shop',
    })
  })

  it('says where, how bad, which target and what to do', () => {
    const text = JSON.stringify(cardOf(sampleEvents.finding_new))
    for (const part of ['GET /search (parameter q)', 'CVSS 9.8', 'CWE-89', 'Acme shop', 'Bind the search term'])
      expect(text).toContain(part)
  })

  it('hides the evidence until it is asked for', () => {
    expect(cardOf(sampleEvents.finding_new)?.sections).toContainEqual(
      expect.objectContaining({ header: 'Evidence', collapsible: true, uncollapsibleWidgetsCount: 0 }),
    )
  })

  it('strikes the old value of a change through and makes the new one bold', () => {
    expect(cardOf(sampleEvents.finding_changed)?.sections?.[0]?.widgets).toEqual([
      { textParagraph: { text: 'verification status: <s>unverified</s> → <b>true positive</b>' } },
    ])
  })

  it('that a scan started is text alone, with a link to it', () => {
    const message = render(sampleEvents.scan_started)
    expect(message.cardsV2).toBeUndefined()
    expect(message.text).toBe(
      '▶️ Scan started: Acme shop <https://pencheff.example/scans/2b7e4a90-3c52-4d8f-8a0e-5f9d1e6b7c22|Open scan>',
    )
  })

  it('pings nobody although the target’s name tries to', () => {
    const { target } = sampleEvents.scan_started
    const { text } = render({
      ...sampleEvents.scan_started,
      target: { ...target, name: '<users/all> *x*' },
      scan: null,
    })
    expect(text).toBe('▶️ Scan started: ‹users/all› *\u200Bx*\u200B')
  })

  it('links no address and names nobody in a title', () => {
    const { finding, target, ...event } = sampleEvents.finding_new
    const message = render({
      ...event,
      target: { ...target, name: '_www.evil.example' },
      ...(finding && { finding: { ...finding, title: '<users/all> www.evil.example' } }),
    })
    expect(message.text).toContain('_\u200Bwww\u200B.evil.example')
    expect(message.fallbackText).toContain('‹users/all› www\u200B.evil.example')
    expect(message.cardsV2?.[0]?.card?.header?.title).toContain('<\u200Busers/all>')
  })

  it('keeps markup as text in a card', () => {
    const { finding } = sampleEvents.finding_new
    const text = JSON.stringify(
      cardOf({ ...sampleEvents.finding_new, ...(finding && { finding: { ...finding, description: MARKUP } }) })
        ?.sections,
    )
    expect(text).toContain('&lt;a href=&quot;https://evil.example&quot;&gt;bank.example&lt;/a&gt;')
    expect(text).not.toContain('<a ')
  })

  it.each(['漢', '"', '&', '*', '\\', '{'])('of nothing but %s stays within 32,000 bytes', (sign) => {
    const long = sign.repeat(50_000)
    for (const event of Object.values(sampleEvents)) {
      const { finding } = event
      check(
        googleChat.render(
          {
            ...event,
            target: { ...event.target, name: long },
            error: long,
            change_summary: Array.from(
              { length: 20 },
              () => `${sign.repeat(60)}: ${sign.repeat(200)} → ${long.slice(0, 200)}`,
            ).join('; '),
            ...(finding && {
              finding: {
                ...finding,
                title: long,
                endpoint: long,
                owasp_category: long,
                description: long,
                remediation: long,
                evidence: long,
                url: `https://pencheff.example/${'x'.repeat(900)}`,
              },
            }),
          },
          example,
          renderContext,
        ),
      )
    }
  })

  it('has no button where a link is missing, too long or not http', () => {
    for (const url of ['', 'javascript:alert(1)', `https://pencheff.example/${'x'.repeat(3000)}`])
      for (const event of Object.values(sampleEvents)) {
        const { scan, finding } = event
        const message = render({
          ...event,
          scan: scan && { ...scan, url },
          ...(finding && { finding: { ...finding, url } }),
        })
        expect(all(message, 'url')).toEqual([])
        expect(message.text).not.toContain('<')
      }
  })
})

describe('a request', () => {
  it('keeps the URL as it was entered and adds the thread option and the delivery’s id', () => {
    const { url } = googleChat.request(googleChat.renderTest(example, renderContext), example, requestContext)
    expect(url).toBe(
      `${example.webhook_url}&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD&requestId=${requestContext.deliveryId}`,
    )
    expect(url).toContain('abcdef%3D&')
  })
})

describe('a webhook URL', () => {
  const parse = (webhook_url: string) => googleChat.config.safeParse({ webhook_url })

  it.each([
    'https://chat.googleapis.com/v1/spaces/AAAA_b-c/messages?key=k&token=t%3D',
    'http://127.0.0.1:8099/v1/spaces/AAAA/messages?key=k&token=t',
  ])('%s is taken as it is', (url) => {
    expect(parse(url).data).toEqual({ webhook_url: url })
  })

  it.each([
    ['https://chat.google.com/room/AAAA', /Apps & integrations/],
    ['https://chat.googleapis.com/v1/spaces/AAAA/messages?key=k', /cut off/],
    ['https://chat.googleapis.com/v1/spaces/AAAA/messages?key=k&token=t&threadKey=x', /everything but key and token/],
    ['https://u:p@chat.googleapis.com/v1/spaces/AAAA/messages?key=k&token=t', /without a user name/],
    ['ftp://chat.googleapis.com/v1/spaces/AAAA/messages?key=k&token=t', /https URL/],
    ['chat.googleapis.com', /URL/],
  ])('%s is refused with what to do', (url, message) => {
    expect(parse(url).error?.issues[0]?.message).toMatch(message)
  })
})
