import type { KnownBlock } from '@slack/types'
import { describe, expect, it, test } from 'vitest'
import { expectAccepted } from '../../test/corpus/expect-accepted.ts'
import { slackChecker } from '../../test/corpus/slack.ts'
import { describeDestination } from '../../test/describe-destination.ts'
import { EVENT_NAMES, type EventPayload } from '../core/event.ts'
import type { HttpResponse } from '../core/http.ts'
import { sampleEvents } from '../core/sample.ts'
import { slack } from './slack.ts'
import type { SlackMessage } from './slack-message.ts'

const { example } = slack
const renderContext = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }
const requestContext = { deliveryId: 'd', now: new Date(0) }
const render = (event: EventPayload): SlackMessage => slack.render(event, example, renderContext)

/** Every value under `key`, at any depth. */
const all = (value: unknown, key: string): unknown[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value as Record<string, unknown>).flatMap(([name, inner]) =>
        name === key ? [inner, ...all(inner, key)] : all(inner, key),
      )
    : []

/** Slack's own types know every block and key that it takes. */
const typed = (message: SlackMessage) => message satisfies { blocks: KnownBlock[] }

const OWN_LINK = /<https:\/\/pencheff\.example\/?[^<>|]*\|[A-Za-z ]+>/g

/** `mrkdwn` carries a bold label, a count, a link to our own pages, and nothing of a scanner's. */
const expectOwnWords = (message: SlackMessage): void => {
  const texts = [...all(message, 'fields'), ...all(message, 'elements')].flat() as { type: string; text: string }[]
  for (const { type, text } of texts)
    if (type === 'mrkdwn') expect(text.replace(OWN_LINK, '')).toMatch(/^(?:\S{0,3} ?\*[A-Za-z ]+\*(?: {2}\d+)?)?$/)
}

describeDestination(slack, {
  goodAnswer: { status: 200, body: 'ok' },
  check: (message) => {
    expectAccepted(slackChecker, slack.request(typed(message), example, requestContext))
    expectOwnWords(message)
  },
})

describe('a message', () => {
  it('leads with the severity and the title', () => {
    expect(render(sampleEvents.finding_new).blocks[0]).toMatchObject({
      type: 'header',
      text: { text: '🔴 Critical · SQL injection in the product search' },
    })
  })

  it('strikes the old value of a change through and makes the new one bold', () => {
    const changed = { ...sampleEvents.finding_changed, change_summary: 'state: open → fixed; recheck: never → fixed' }
    expect(render(changed).blocks[1]).toMatchObject({
      elements: [
        {
          elements: [
            { text: 'state: ' },
            { text: 'open', style: { strike: true } },
            { text: ' → ' },
            { text: 'fixed', style: { bold: true } },
            { text: '\nrecheck: ' },
            { text: 'never', style: { strike: true } },
            { text: ' → ' },
            { text: 'fixed', style: { bold: true } },
          ],
        },
      ],
    })
  })

  it('has no button where a link is missing, too long or not http', () => {
    for (const url of ['', 'javascript:alert(1)', `https://pencheff.example/${'x'.repeat(3000)}`])
      for (const name of EVENT_NAMES) {
        const { scan, finding, ...event } = sampleEvents[name]
        const message = render({
          ...event,
          scan: scan && { ...scan, url },
          ...(finding && { finding: { ...finding, url } }),
        })
        expect(all(message.blocks, 'url')).toEqual([])
      }
  })

  it('escapes what is user’s in the notification text and in plain text', () => {
    const { target } = sampleEvents.scan_failed
    const message = render({
      ...sampleEvents.scan_failed,
      target: { ...target, name: '<!channel> & co' },
      error: '<@U1>',
    })
    expect(message.text).toBe('Scan failed: &lt;!channel&gt; &amp; co – &lt;@U1&gt;')
    expect(message.blocks[0]).toMatchObject({ text: { text: '❌ Scan failed: &lt;!channel&gt; &amp; co' } })
  })
})

describe('an answer', () => {
  const answer = (status: number, body: string): HttpResponse => ({ status, headers: {}, body, at: 0 })
  const judge = (status: number, body: string) => slack.classify(answer(status, body), example)

  it('is delivered when Slack says ok', () => {
    expect(judge(200, 'ok')).toEqual({ status: 'delivered' })
    expect(judge(200, 'ok\n')).toEqual({ status: 'delivered' })
  })

  it('of a proxy’s page with 200 is not delivered', () => {
    expect(judge(200, '<html><title>Sign in</title>')).toEqual({
      status: 'retry',
      reason: 'server',
      detail: 'answered 200, but not as Slack does: Sign in',
    })
  })

  test.each([
    [400, 'invalid_blocks', 'invalid_request', false],
    [400, 'no_text', 'invalid_request', false],
    [400, 'msg_blocks_too_long', 'invalid_request', false],
    [403, 'action_prohibited', 'auth', true],
    [403, 'invalid_token', 'auth', true],
    [403, 'posting_to_general_channel_denied', 'auth', true],
    [404, 'channel_not_found', 'not_found', true],
    [404, 'no_service', 'not_found', true],
    [404, 'team_disabled', 'not_found', true],
    [400, 'no_service', 'not_found', true],
    [410, 'channel_is_archived', 'gone', true],
  ])('%d %s is rejected as %s, disables: %s', (status, word, reason, disable) => {
    const outcome = judge(status, word)
    expect(outcome).toMatchObject({ status: 'rejected', reason, ...(disable && { disable: true }) })
    expect('disable' in outcome).toBe(disable)
    expect(outcome.detail).toMatch(new RegExp(`^${word}: .{10,}`))
  })

  it('that a proxy gives with 403 or 404 does not disable', () => {
    for (const status of [403, 404]) expect(judge(status, '<h1>Forbidden</h1>')).not.toHaveProperty('disable')
  })

  it('with 429 or 500 is tried again whatever its word', () => {
    expect(judge(429, 'no_service')).toMatchObject({ status: 'retry', reason: 'rate_limited' })
    expect(judge(500, 'rollup_error')).toMatchObject({ status: 'retry', reason: 'server' })
  })
})

describe('a webhook URL', () => {
  const parse = (webhook_url: string) => slack.config.safeParse({ webhook_url })

  it.each([
    'https://hooks.slack.com/services/T0/B0/abc',
    'https://hooks.slack-gov.com/services/T0/B0/abc',
    'http://127.0.0.1:8099/services/T/B/x',
  ])('%s is taken', (url) => {
    expect(parse(url).success).toBe(true)
  })

  it.each([
    ['https://hooks.slack.com/triggers/T0/1/abc', /starts a workflow/],
    ['https://hooks.slack.com/workflows/T0/A0/1/abc', /starts a workflow/],
    ['https://hooks.slack.com/services/T0', /\/services\/T…\/B…\/…/],
    ['https://acme.slack.com/archives/C0', /\/services\/T…\/B…\/…/],
    ['https://u:p@hooks.slack.com/services/T/B/x', /without a user name/],
    ['https://hooks.slack.com/services/T/B/x?a=1', /without a user name, query/],
    ['ftp://hooks.slack.com/services/T/B/x', /https URL/],
    ['hooks.slack.com/services/T/B/x', /URL/],
  ])('%s is refused with what to do', (url, message) => {
    expect(parse(url).error?.issues[0]?.message).toMatch(message)
  })
})
