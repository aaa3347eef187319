import { describe, expect, it, test } from 'vitest'
import { expectAccepted } from '../../test/corpus/expect-accepted.ts'
import { teamsChecker } from '../../test/corpus/teams.ts'
import { describeDestination } from '../../test/describe-destination.ts'
import { MARKUP } from '../../test/describe-destination/hostile.ts'
import type { EventPayload } from '../core/event.ts'
import type { HttpResponse } from '../core/http.ts'
import { sampleEvents } from '../core/sample.ts'
import { teams } from './teams.ts'
import type { TeamsMessage } from './teams-message.ts'

const { example } = teams
const renderContext = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }
const requestContext = { deliveryId: 'd', now: new Date(0) }
const render = (event: EventPayload): TeamsMessage => teams.render(event, example, renderContext)
const cardOf = (event: EventPayload) => render(event).attachments[0].content

type Json = Record<string, unknown>
/** Every object in a value, at any depth. */
const objectsIn = (value: unknown): Json[] =>
  typeof value === 'object' && value !== null
    ? [...(Array.isArray(value) ? [] : [value as Json]), ...Object.values(value).flatMap(objectsIn)]
    : []
const ofType = (value: unknown, type: string): Json[] => objectsIn(value).filter((object) => object.type === type)
const textsOf = (value: unknown): string[] => ofType(value, 'TextRun').map(({ text }) => String(text))

/** Only text runs, which read no Markdown. */
const expectTextRuns = (message: TeamsMessage): void => {
  expect(message.attachments[0].content.msteams).toEqual({ width: 'Full' })
  for (const type of ['TextBlock', 'FactSet']) expect(ofType(message, type)).toEqual([])
  const ids = objectsIn(message).flatMap(({ id }) => (id === undefined ? [] : [id]))
  expect(ofType(message, 'Action.ToggleVisibility').flatMap(({ targetElements }) => targetElements)).toEqual(ids)
}

describeDestination(teams, {
  goodAnswer: { status: 202, body: '' },
  check: (message) => {
    expectAccepted(teamsChecker, teams.request(message, example, requestContext))
    expectTextRuns(message)
  },
})

describe('a card', () => {
  it('leads with the severity and the title in the severity’s colour', () => {
    expect(cardOf(sampleEvents.finding_new).body[0]).toMatchObject({
      type: 'Container',
      style: 'attention',
      items: [{ inlines: [{ text: '🔴 Critical · SQL injection in the product search' }] }, {}],
    })
  })

  it('says where, how bad, which target and what to do', () => {
    const texts = textsOf(cardOf(sampleEvents.finding_new)).join('\n')
    for (const part of ['GET /search (parameter q)', 'CVSS 9.8', 'CWE-89', 'Acme shop', 'Bind the search term'])
      expect(texts).toContain(part)
  })

  it('hides the evidence until it is asked for', () => {
    const { body, actions } = cardOf(sampleEvents.finding_new)
    expect(body).toContainEqual(expect.objectContaining({ id: 'evidence', isVisible: false }))
    expect(actions.map(({ title }) => title)).toEqual(['Open finding', 'Open scan', 'Show evidence'])
  })

  it('strikes the old value of a change through and is green once the finding is fixed', () => {
    const { finding } = sampleEvents.finding_changed
    const { body } = cardOf({
      ...sampleEvents.finding_changed,
      ...(finding && { finding: { ...finding, state: 'fixed' } }),
      change_summary: 'state: open → fixed; recheck: never → fixed',
    })
    expect(body[0]).toMatchObject({ style: 'good' })
    expect(body.slice(1, 3)).toMatchObject([
      {
        inlines: [
          { text: 'state: ' },
          { text: 'open', strikethrough: true },
          { text: ' → ' },
          { text: 'fixed', weight: 'Bolder' },
        ],
      },
      { inlines: [{ text: 'recheck: ' }, { text: 'never' }, {}, {}] },
    ])
  })

  it('counts what a scan found in large numbers, the worst first', () => {
    const { body } = cardOf(sampleEvents.scan_done)
    expect(textsOf(body[1])).toEqual([
      '1',
      '🔴 Critical',
      '2',
      '🟠 High',
      '4',
      '🟡 Medium',
      '3',
      '🔵 Low',
      '7',
      '⚪ Info',
    ])
  })

  it('keeps markup as text', () => {
    const { finding } = sampleEvents.finding_new
    const texts = textsOf(
      cardOf({ ...sampleEvents.finding_new, ...(finding && { finding: { ...finding, title: MARKUP } }) }),
    )
    expect(texts[0]).toContain('<!channel> <!here|here>')
  })

  it('shows twenty lines of a reason at most, and keeps how they are indented', () => {
    const error = ['first', '  second', ...Array.from({ length: 40 }, (_, index) => `line ${index}`)].join('\n')
    const texts = textsOf(cardOf({ ...sampleEvents.scan_failed, error }))
    const lines = texts.slice(texts.indexOf('first'), -1)
    expect(lines).toHaveLength(20)
    expect(lines[1]).toBe('\u00A0\u00A0second')
    expect(lines.at(-1)).toBe('…')
  })

  it('shortens the long texts of a card that would be too large, and keeps the rest', () => {
    const long = '漢'.repeat(50_000)
    const { finding } = sampleEvents.finding_new
    const texts = textsOf(
      cardOf({
        ...sampleEvents.finding_new,
        ...(finding && { finding: { ...finding, description: long, remediation: long, evidence: long } }),
      }),
    )
    const lengths = texts.filter((text) => text.startsWith('漢')).map((text) => text.length)
    expect(lengths).toHaveLength(3)
    expect(Math.min(...lengths)).toBeGreaterThan(400)
    expect(texts.at(-1)).toContain('Finding 9c1d5e30')
  })

  it.each(['漢', '"', '{', '\n"'])('of nothing but %j stays within 20,000 bytes', (sign) => {
    const long = sign.repeat(20_000)
    const change = `${sign.repeat(60)}: ${sign.repeat(200)} → ${sign.repeat(200)}`
    for (const event of Object.values(sampleEvents)) {
      const { finding } = event
      const message = render({
        ...event,
        target: { ...event.target, name: long },
        error: long,
        change_summary: Array.from({ length: 20 }, () => change).join('; '),
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
      })
      expectAccepted(teamsChecker, teams.request(message, example, requestContext))
    }
  })

  it('has no button where a link is missing, too long or not http', () => {
    for (const url of ['', 'javascript:alert(1)', `https://pencheff.example/${'x'.repeat(3000)}`]) {
      const { scan } = sampleEvents.scan_done
      expect(cardOf({ ...sampleEvents.scan_done, scan: scan && { ...scan, url } }).actions).toEqual([])
    }
  })
})

describe('a request', () => {
  it('goes to the URL exactly as it was entered, without a header that would void its signature', () => {
    const webhook_url = `${example.webhook_url}%2Bx%2F&z=a+b`
    const config = teams.config.parse({ webhook_url }) as typeof example
    const request = teams.request(render(sampleEvents.scan_done), config, { deliveryId: 'd', now: new Date(0) })
    expect(request.url).toBe(webhook_url)
    expect(request.headers).toEqual({ 'content-type': 'application/json; charset=utf-8' })
  })
})

describe('an answer', () => {
  const judge = (status: number, body: unknown) => {
    const response: HttpResponse = { status, headers: {}, body: JSON.stringify(body), at: 0 }
    return teams.classify(response, example)
  }
  const said = (code: string, message = 'Something.') => ({ error: { code, message } })

  it('with any 2xx is accepted, and where to look is told', () => {
    for (const status of [200, 202, 204])
      expect(judge(status, '')).toMatchObject({ status: 'accepted', detail: expect.stringContaining('channel') })
  })

  test.each([
    [400, 'TriggerInputSchemaMismatch', 'invalid_request', false],
    [400, 'InvalidRequestContent', 'invalid_request', false],
    [401, 'DirectApiAuthorizationRequired', 'auth', true],
    [401, 'DirectApiInvalidAuthorizationScheme', 'auth', true],
    [403, 'AuthorizationFailed', 'auth', true],
    [404, 'WorkflowNotFound', 'not_found', true],
    [404, 'WorkflowTriggerIsNotEnabled', 'not_found', true],
    [400, 'WorkflowTriggerIsNotEnabled', 'not_found', true],
  ])('%d %s is rejected as %s, disables: %s', (status, code, reason, disable) => {
    const outcome = judge(status, said(code))
    expect(outcome).toMatchObject({ status: 'rejected', reason, ...(disable && { disable: true }) })
    expect('disable' in outcome).toBe(disable)
    expect(outcome.detail).toMatch(new RegExp(`^${code}: .{10,}`))
  })

  it('of an unknown word tells it, and does not disable', () => {
    expect(judge(403, said('BlockedByPolicy', 'The policy "Finance" forbids it.'))).toEqual({
      status: 'rejected',
      reason: 'auth',
      detail: 'answered 403: BlockedByPolicy: The policy "Finance" forbids it.',
    })
  })

  it('that a proxy gives with 401, 403 or 404 does not disable', () => {
    for (const status of [401, 403, 404]) expect(judge(status, '<h1>Forbidden</h1>')).not.toHaveProperty('disable')
  })

  it('with 429 or 5xx is tried again whatever its word', () => {
    expect(judge(429, said('WorkflowNotFound'))).toMatchObject({ status: 'retry', reason: 'rate_limited' })
    expect(judge(502, said('NoResponse'))).toMatchObject({ status: 'retry', reason: 'server' })
  })

  it('never repeats the signature of the URL', () => {
    const signature = new URL(example.webhook_url).searchParams.get('sig') ?? ''
    expect(signature).not.toBe('')
    for (const status of [400, 401, 429, 500])
      expect(judge(status, said('Odd', `sig=${signature} is wrong`)).detail).not.toContain(signature)
  })
})

describe('a workflow URL', () => {
  const parse = (webhook_url: string) => teams.config.safeParse({ webhook_url })
  const trigger = '/workflows/0123/triggers/manual/paths/invoke'

  it.each([
    `https://a.b.environment.api.powerplatform.com/powerautomate/automations/direct${trigger}?api-version=1&sig=x`,
    `https://a.b.environment.api.powerplatform.com:443/powerautomate/automations/direct/cu/03${trigger}?sig=x%2B`,
    `http://127.0.0.1:8099/powerautomate/automations/direct${trigger}?sig=x`,
  ])('%s is taken as it is', (url) => {
    expect(parse(url).data).toEqual({ webhook_url: url })
  })

  it.each([
    ['https://acme.webhook.office.com/webhookb2/1@2/IncomingWebhook/3/4', /retired Office 365 connectors.*Workflows/],
    ['https://outlook.office.com/webhook/1@2/IncomingWebhook/3/4', /retired Office 365 connectors.*Workflows/],
    [`https://prod-01.westeurope.logic.azure.com:443${trigger}?sig=x`, /30 November 2025.*copy the new URL/],
    ['https://a.b.environment.api.powerplatform.com/powerautomate?sig=x', /paths\/invoke/],
    [`https://a.b.environment.api.powerplatform.com${trigger}?api-version=1`, /cut off/],
    [`https://u:p@a.b.environment.api.powerplatform.com${trigger}?sig=x`, /without a user name/],
    [`ftp://a.b.environment.api.powerplatform.com${trigger}?sig=x`, /https URL/],
    ['a.b.environment.api.powerplatform.com', /URL/],
  ])('%s is refused with what to do', (url, message) => {
    expect(parse(url).error?.issues[0]?.message).toMatch(message)
  })
})
