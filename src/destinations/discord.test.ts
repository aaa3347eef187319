import type { RESTPostAPIWebhookWithTokenJSONBody } from 'discord-api-types/v10'
import { describe, expect, it, test } from 'vitest'
import { discordChecker } from '../../test/corpus/discord.ts'
import { expectAccepted } from '../../test/corpus/expect-accepted.ts'
import { describeDestination } from '../../test/describe-destination.ts'
import { MARKUP } from '../../test/describe-destination/hostile.ts'
import type { EventPayload, FindingView } from '../core/event.ts'
import type { HttpResponse } from '../core/http.ts'
import { sampleEvents } from '../core/sample.ts'
import { codeBlock, escape } from './discord-markdown.ts'
import type { DiscordEmbed, DiscordMessage } from './discord-message.ts'
import { discord } from './discord.ts'

const { example } = discord
const renderContext = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }
const requestContext = { deliveryId: 'd', now: new Date(0) }
const render = (event: EventPayload): DiscordMessage => discord.render(event, example, renderContext)
const embedOf = (event: EventPayload): DiscordEmbed => {
  const [embed] = render(event).embeds ?? []
  if (!embed) throw new Error('there is no embed')
  return embed
}
const withFinding = (event: EventPayload, extra: Partial<FindingView>): EventPayload => {
  if (!event.finding) throw new Error('the sample has a finding')
  return { ...event, finding: { ...event.finding, ...extra } }
}

/** Discord's own types know every key that it takes. */
const typed = (message: DiscordMessage) => message satisfies RESTPostAPIWebhookWithTokenJSONBody

/** To one of our own pages; its name is held to the same as all else. */
const OWN_LINK = /(?<!\\)\[((?:[^\]\\\n]|\\.)*)\]\(<https:\/\/pencheff\.example\/[^<>()]*>\)/gs
const CODE = /```\n(?:(?!```)[^])*\n```/g
/** Escapes and our own forms: a bold or struck text of one line. */
const OWN_FORM = /\*\*((?:[^*\\\n]|\\.)*)\*\*|~~((?:[^~\\\n]|\\.)*)~~/gs

/** After our own forms and all escapes are taken away no sign is left that Discord reads as markup. */
const expectInert = (text: string): void => {
  const shown = text.replace(OWN_LINK, '$1').replace(CODE, '').replace(OWN_FORM, '$1$2')
  const bare = shown.replace(/\\[^A-Za-z0-9\s]/g, '')
  expect(bare).not.toMatch(/[\\*_~`|>#[\]()]|^\s*(?:-|\d+\. )/m)
  expect(bare).not.toMatch(/[<@](?!\u200B)/)
  expect(bare).not.toMatch(/https?:\/\/|:[\w+-]+:/)
}

const expectSound = (message: DiscordMessage): void => {
  expectAccepted(discordChecker, discord.request(typed(message), example, requestContext))
  const { content = '', embeds = [] } = message
  expectInert(content)
  for (const { title, description = '', fields = [] } of embeds)
    [title, description, ...fields.map(({ value }) => value)].forEach(expectInert)
}

const HOOK = { id: '1234567890123456789', type: 1, name: 'Scanner', channel_id: '99', guild_id: '1', token: 'x' }
const MADE = { id: '1300000000000000000', type: 0, channel_id: '99', content: '' }

describeDestination(discord, {
  goodAnswer: { status: 200, body: JSON.stringify(MADE) },
  vendor: ({ method }) => ({ status: 200, body: JSON.stringify(method === 'GET' ? HOOK : MADE) }),
  check: expectSound,
})

describe('a message', () => {
  it('leads with the severity and the title, in the severity’s colour, and links to the finding', () => {
    expect(embedOf(sampleEvents.finding_new)).toMatchObject({
      title: 'CRITICAL · SQL injection in the product search',
      url: 'https://pencheff.example/findings/9c1d5e30-7a64-4f2b-b1c8-2e4a6d8f0b33',
      color: 14_100_029,
      timestamp: '2026-11-23T09:20:00.500Z',
    })
  })

  it('is one silent line without previews when a scan starts', () => {
    const message = render(sampleEvents.scan_started)
    expect(message.embeds).toBeUndefined()
    expect(message.flags).toBe(4100)
    expect(message.content).toMatch(/^▶️ Scan started: \*\*Acme shop\*\* · nightly · \[Open scan\]/)
  })

  it('strikes the old value of a change through and is green once the finding is fixed', () => {
    const changed = { ...sampleEvents.finding_changed, change_summary: 'state: open → fixed; recheck: never → fixed' }
    expect(embedOf(withFinding(changed, { state: 'fixed' }))).toMatchObject({
      description: 'state: ~~open~~ → **fixed**\nrecheck: ~~never~~ → **fixed**',
      color: 3_066_993,
    })
    expect(embedOf(changed).title).toBe('🔄 Changed: CRITICAL · SQL injection in the product search')
    expect(embedOf(withFinding(changed, { suppressed: 'wont_fix' })).color).toBe(9_807_270)
    expect(embedOf(changed).color).toBe(14_100_029)
  })

  it('has the colour of the worst severity that a scan found, and green for none', () => {
    const { scan, ...event } = sampleEvents.scan_done
    if (!scan) throw new Error('the sample has a scan')
    expect(embedOf(sampleEvents.scan_done)).toMatchObject({ color: 14_100_029 })
    const summary = { critical: 0, high: 0, medium: 0, low: 0, info: 0 }
    expect(embedOf({ ...event, scan: { ...scan, summary } })).toMatchObject({
      color: 3_066_993,
      description: 'Nothing was found.',
    })
  })

  it('has no link where there is none, or it is too long or not http', () => {
    for (const url of ['', 'javascript:alert(1)', `https://pencheff.example/${'x'.repeat(2048)}`]) {
      expect(embedOf(withFinding(sampleEvents.finding_new, { url })).url).toBeUndefined()
      const { scan } = sampleEvents.scan_started
      expect(render({ ...sampleEvents.scan_started, scan: scan && { ...scan, url } }).content).not.toContain(
        'Open scan',
      )
    }
  })

  it('names, without a scan or a finding, what happened all the same', () => {
    const { finding: _finding, ...event } = sampleEvents.finding_new
    expect(embedOf(event).title).toBe('New finding, A finding of Acme shop')
  })
})

describe('a text', () => {
  it.each([
    ['<@1> @everyone', '\\<\u200B@\u200B1\\> @\u200Beveryone'],
    ['<https://evil.example>', '\\<\u200Bhttps\\://evil.example\\>'],
    ['[bank](https://evil.example)', '\\[bank\\]\\(https\\://evil.example\\)'],
    ['# head\n- item\n1. one', '\\# head\n\\- item\n1\\. one'],
    ['||a|| :skull: C:x', '\\|\\|a\\|\\| \\:skull: C:x'],
    ['<t:1795425600:R>', '\\<\u200Bt\\:1795425600:R\\>'],
    ['version 1.2, a: b', 'version 1.2, a: b'],
  ])('%j is shown as it stands', (text, shown) => {
    expect(escape(text)).toBe(shown)
  })

  it('in a block of code cannot end it', () => {
    expect(codeBlock('a ``` b ```` c', 100)).toBe('```\na `\u200B`\u200B` b `\u200B`\u200B`\u200B` c\n```')
    expect(codeBlock(MARKUP.repeat(50), 1000).match(/```/g)).toHaveLength(2)
    expect(codeBlock('`'.repeat(5000), 1000).length).toBeLessThanOrEqual(1000)
    expect(codeBlock(' \n', 100)).toBe('')
  })
})

describe('an answer', () => {
  const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse => ({
    status,
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    at: 0,
  })
  const judge = (...parts: Parameters<typeof answer>) => discord.classify(answer(...parts), example)

  it('is delivered when Discord shows the message that it made', () => {
    expect(judge(200, MADE)).toEqual({ status: 'delivered' })
    expect(judge(204, '')).toMatchObject({ status: 'accepted' })
  })

  it('of a proxy’s page with 200 is not delivered', () => {
    expect(judge(200, '<html><title>Sign in</title>')).toMatchObject({ status: 'retry', reason: 'server' })
  })

  test.each([
    [400, 50035, 'invalid_request', false],
    [400, 50006, 'invalid_request', false],
    [400, 50109, 'invalid_request', false],
    [413, 40005, 'invalid_request', false],
    [400, 220001, 'invalid_request', false],
    [403, 40333, 'invalid_request', false],
    [401, 50027, 'auth', true],
    [404, 10015, 'not_found', true],
    [404, 10003, 'not_found', true],
    [403, 50013, 'auth', true],
    [403, 50001, 'auth', true],
    [400, 160005, 'gone', true],
    [400, 50083, 'gone', true],
    [401, 0, 'auth', false],
    [404, 0, 'not_found', false],
    [400, 99999, 'invalid_request', false],
  ])('%d with code %d is rejected as %s, disables: %s', (status, code, reason, disable) => {
    const outcome = judge(status, { code, message: 'Some words of Discord' })
    expect(outcome).toMatchObject({ status: 'rejected', reason, ...(disable && { disable: true }) })
    expect('disable' in outcome).toBe(disable)
    expect(outcome.detail).toMatch(new RegExp(`\\b${code}: .{10,}`))
  })

  it('names the field that Discord refused', () => {
    const errors = { embeds: { 0: { title: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Too long.' }] } } } }
    expect(judge(400, { code: 50035, message: 'Invalid Form Body', errors }).detail).toBe(
      '50035: Discord refused the form of the message; embeds.0.title: Too long.',
    )
  })

  it('with 429 is tried again after retry_after, which is in decimal seconds', () => {
    const body = { message: 'You are being rate limited.', retry_after: 1.337, global: false }
    expect(judge(429, body, { 'retry-after': '2' })).toMatchObject({
      status: 'retry',
      reason: 'rate_limited',
      afterMs: 1337,
    })
    expect(judge(429, '', { 'x-ratelimit-reset-after': '0.25' })).toMatchObject({ status: 'retry', afterMs: 250 })
    expect(judge(429, '<html>error 1015</html>', { 'retry-after': '30' })).toMatchObject({ afterMs: 30_000 })
  })

  it('that a proxy or Discord’s edge gives does not disable; the edge’s ban is waited out', () => {
    for (const status of [401, 403, 404, 410])
      expect(judge(status, 'Forbidden')).toMatchObject({ status: 'rejected', ...(status === 410 && { disable: true }) })
    expect(judge(403, '<!DOCTYPE html><title>Access denied</title>')).toMatchObject({
      status: 'retry',
      reason: 'rate_limited',
      afterMs: 600_000,
    })
  })
})

describe('a webhook URL', () => {
  const parse = (webhook_url: string) => discord.config.safeParse({ webhook_url })
  const sentTo = (webhook_url: string) =>
    discord.request(
      discord.renderTest({ webhook_url }, renderContext),
      { webhook_url },
      { deliveryId: 'd', now: new Date(0) },
    ).url

  it.each([
    ['https://discord.com/api/webhooks/12/ab-C_d', 'https://discord.com/api/v10/webhooks/12/ab-C_d?wait=true'],
    ['https://discordapp.com/api/v6/webhooks/12/ab', 'https://discord.com/api/v10/webhooks/12/ab?wait=true'],
    ['https://canary.discord.com/api/webhooks/12/ab/', 'https://discord.com/api/v10/webhooks/12/ab?wait=true'],
    [
      'https://ptb.discord.com/api/v9/webhooks/12/ab?wait=false&thread_id=77',
      'https://discord.com/api/v10/webhooks/12/ab?wait=true&thread_id=77',
    ],
    ['http://127.0.0.1:8099/api/webhooks/12/ab', 'http://127.0.0.1:8099/api/v10/webhooks/12/ab?wait=true'],
  ])('%s is taken and posts to %s', (url, target) => {
    expect(parse(url).success).toBe(true)
    expect(sentTo(url)).toBe(target)
  })

  it.each([
    ['https://discord.com/api/webhooks/12/ab/slack', /leave that end off/],
    ['https://discord.com/api/webhooks/12/ab/github', /leave that end off/],
    ['https://discord.com/channels/1/2', /\/api\/webhooks\/ID\/TOKEN/],
    ['https://discord.com/api/webhooks/12', /\/api\/webhooks\/ID\/TOKEN/],
    ['https://u:p@discord.com/api/webhooks/12/ab', /without a user name/],
    ['https://discord.com/api/webhooks/12/ab?a=1', /only thread_id/],
    ['https://discord.com/api/webhooks/12/ab?thread_id=x', /a number/],
    ['ftp://discord.com/api/webhooks/12/ab', /https URL/],
    ['discord.com/api/webhooks/12/ab', /URL/],
  ])('%s is refused with what to do', (url, message) => {
    expect(parse(url).error?.issues[0]?.message).toMatch(message)
  })
})
