import { describe, expect, it, test } from 'vitest'
import { expectAccepted } from '../../test/corpus/expect-accepted.ts'
import { opsgenieChecker } from '../../test/corpus/opsgenie.ts'
import { describeDestination } from '../../test/describe-destination.ts'
import type { Answer, Handler } from '../../test/receiver.ts'
import type { EventPayload, FindingView } from '../core/event.ts'
import { sampleEvents } from '../core/sample.ts'
import { opsgenie } from './opsgenie.ts'
import type { OpsgenieMessage } from './opsgenie-alert.ts'
import type { OpsgenieConfig } from './opsgenie-config.ts'
import { stepRequest } from './opsgenie-send.ts'

const { example } = opsgenie
const context = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }
const requestContext = { deliveryId: '7d1f3b52-8c4e-4a6b-9d20-3e5f7a9b1c44', now: new Date(0) }
const render = (event: EventPayload): OpsgenieMessage => opsgenie.render(event, example, context)

const check = ({ alias, steps }: OpsgenieMessage): void => {
  expect(steps.length).toBeGreaterThan(0)
  for (const step of steps) {
    const request = stepRequest(step, alias, example)
    const { pathname, search } = new URL(request.url)
    expect(pathname + search).toBe(
      step.verb === 'create'
        ? '/v2/alerts'
        : `/v2/alerts/${encodeURIComponent(alias)}/${step.verb}?identifierType=alias`,
    )
    expectAccepted(opsgenieChecker, request)
  }
}

const queued: Answer = {
  status: 202,
  body: JSON.stringify({ result: 'Request will be processed', took: 0.1, requestId: 'r-1' }),
}
const done: Answer = {
  status: 200,
  body: JSON.stringify({ data: { isSuccess: true, status: 'done', alertId: 'a-1' }, took: 0.1, requestId: 'r-2' }),
}
const vendor: Handler = ({ method }) => (method === 'GET' ? done : queued)

describeDestination(opsgenie, { goodAnswer: queued, vendor, check })

const ALIAS = `${sampleEvents.finding_new.target.id}:${sampleEvents.finding_new.finding?.fingerprint ?? ''}`

const changed = (change_summary: string, fields: Partial<FindingView> = {}): EventPayload => {
  const { finding, ...event } = sampleEvents.finding_changed
  if (!finding) throw new Error('the sample has a finding')
  const base = { ...finding, verification_status: 'unverified' as const }
  return { ...event, change_summary, finding: { ...base, ...fields } }
}

describe('an alert', () => {
  it('of a new finding says what, where, how bad and what to do', () => {
    const { alias, steps } = render(sampleEvents.finding_new)
    expect(alias).toBe(ALIAS)
    expect(steps).toMatchObject([
      {
        verb: 'create',
        body: {
          alias: ALIAS,
          message: '[CRITICAL] SQL injection in the product search – Acme shop',
          priority: 'P1',
          source: 'Pencheff',
          entity: 'Acme shop',
          tags: ['security-scan', 'critical', 'CWE-89', 'url'],
          details: { cvss: '9.8', where: 'GET /search (parameter q)' },
          description: expect.stringMatching(
            /CVSS 9\.8[^]*Open the finding: https:[^]*What to do\nBind the search term/,
          ),
        },
      },
    ])
  })

  it.each([
    ['critical', 'P1'],
    ['high', 'P2'],
    ['medium', 'P3'],
    ['low', 'P4'],
    ['info', 'P5'],
  ] as const)('of a %s finding has the priority %s', (severity, priority) => {
    expect(render(changed('state: fixed → open', { severity })).steps[0]).toMatchObject({ body: { priority } })
  })

  it.each([
    ['state: open → fixed', { state: 'fixed' }, ['close']],
    ['suppressed: no → accepted_risk', { suppressed: 'accepted_risk' }, ['close']],
    ['verification_status: unverified → false_positive', { verification_status: 'false_positive' }, ['close']],
    ['verification_status: unverified → true_positive', { verification_status: 'true_positive' }, ['acknowledge']],
    ['state: fixed → open', {}, ['create', 'notes']],
    ['suppressed: accepted_risk → no', {}, ['create', 'notes']],
    ['severity: high → critical', {}, ['create', 'priority', 'message', 'notes']],
    ['severity: critical → high', { severity: 'high' }, ['priority', 'message', 'notes']],
    ['recheck: never → present', {}, ['notes']],
  ] satisfies [string, Partial<FindingView>, string[]][])('after %s with %j gets %j', (summary, fields, verbs) => {
    const message = render(changed(summary, fields))
    expect(message.steps.map(({ verb }) => verb)).toEqual(verbs)
    expect(message.steps.at(-1)).toMatchObject({ body: { note: expect.stringContaining(' → ') } })
    check(message)
  })

  it('keeps message and target below 130 characters once escaped', () => {
    const { target } = sampleEvents.finding_new
    const event = changed('state: fixed → open', { title: '<&>'.repeat(300) })
    const [step] = render({ ...event, target: { ...target, name: '&'.repeat(300) } }).steps
    expect(step?.verb === 'create' && step.body.message).toMatch(/^\[CRITICAL\] (?:&lt;|&amp;|&gt;)+….{0,60}$/)
  })

  it('has no link where the URL is too long or not http', () => {
    for (const url of ['', 'javascript:alert(1)', `https://pencheff.example/${'x'.repeat(3000)}`])
      expect(JSON.stringify(render(changed('state: fixed → open', { url })))).not.toContain('Open the finding')
  })
})

test('a scan that failed opens an alert that the next one done closes', () => {
  const failed = render(sampleEvents.scan_failed)
  expect(failed.steps).toMatchObject([{ verb: 'create', body: { alias: failed.alias, priority: 'P3' } }])
  expect(render(sampleEvents.scan_done)).toMatchObject({ alias: failed.alias, steps: [{ verb: 'close' }] })
})

test.each([
  [{ api: 'opsgenie', region: 'us' }, 'https://api.opsgenie.com/v2/alerts'],
  [{ api: 'opsgenie', region: 'eu' }, 'https://api.eu.opsgenie.com/v2/alerts'],
  [{ api: 'jsm', region: 'us' }, 'https://api.atlassian.com/jsm/ops/integration/v2/alerts'],
  [{ api: 'jsm', region: 'eu' }, 'https://api.atlassian.com/jsm/ops/integration/v2/alerts'],
  [{ api: 'jsm', region: 'us', base_url: 'http://127.0.0.1:8080/jsm/' }, 'http://127.0.0.1:8080/jsm/v2/alerts'],
  [
    { api: 'opsgenie', region: 'us', base_url: 'https://api.opsgenie.com/v2/alerts' },
    'https://api.opsgenie.com/v2/alerts',
  ],
] as const)('with %j alerts are made at %s', (fields, url) => {
  const config: OpsgenieConfig = { api_key: example.api_key, ...fields }
  const request = opsgenie.request(render(sampleEvents.finding_new), config, requestContext)
  expect(request).toMatchObject({ method: 'POST', url, headers: { authorization: `GenieKey ${example.api_key}` } })
})

describe('the configuration', () => {
  it.each([
    { api_key: 'GenieKey abc' },
    { api_key: '' },
    { region: 'de' },
    { api: 'v3' },
    { base_url: 'api.opsgenie.com' },
    { base_url: 'https://u:p@api.opsgenie.com' },
    { base_url: 'https://api.opsgenie.com?x=1' },
  ])('refuses %j', (fields) => {
    expect(opsgenie.config.safeParse({ ...example, ...fields }).error?.issues[0]?.path).toEqual(Object.keys(fields))
  })

  it('is of Opsgenie in the US unless told', () => {
    expect(opsgenie.config.parse({ api_key: 'abc' })).toEqual({ api_key: 'abc', region: 'us', api: 'opsgenie' })
  })
})
