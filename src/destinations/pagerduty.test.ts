import { describe, expect, it, test } from 'vitest'
import { expectAccepted } from '../../test/corpus/expect-accepted.ts'
import { pagerDutyChecker } from '../../test/corpus/pagerduty.ts'
import { describeDestination } from '../../test/describe-destination.ts'
import { clientTo } from '../../test/describe-destination/client.ts'
import { createIntents } from '../../test/intents.ts'
import { startReceiver, type Answer, type Handler, type Receiver } from '../../test/receiver.ts'
import type { EventPayload, FindingView } from '../core/event.ts'
import { sampleEvents } from '../core/sample.ts'
import type { SendContext } from './destination.ts'
import { pagerduty, type PagerDutyConfig } from './pagerduty.ts'
import type { PagerDutyMessage } from './pagerduty-event.ts'

const { example } = pagerduty
const context = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }
const requestContext = { deliveryId: '7d1f3b52-8c4e-4a6b-9d20-3e5f7a9b1c44', now: new Date(0) }
const render = (event: EventPayload): PagerDutyMessage => pagerduty.render(event, example, context)

const check = (message: PagerDutyMessage): void =>
  expectAccepted(pagerDutyChecker, pagerduty.request(message, example, requestContext))

const taken = (rest: object = {}): Answer => ({
  status: 202,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ status: 'success', message: 'Event processed', ...rest }),
})
const refused = (status: number, ...errors: string[]): Answer => ({
  status,
  body: JSON.stringify({ status: 'invalid event', message: 'Event object is invalid', errors }),
})

describeDestination(pagerduty, { goodAnswer: taken(), check })

const contextAt = (receiver: Receiver): SendContext => ({
  ...requestContext,
  http: clientTo(receiver.url),
  intents: createIntents(),
  sleep: () => Promise.resolve(),
})

const FINDING_KEY = `${sampleEvents.finding_new.target.id}:${sampleEvents.finding_new.finding?.fingerprint ?? ''}`
const FAILURE_KEY = `${sampleEvents.scan_failed.target.id}.scan-failure`

const deliver = async (event: EventPayload, handler: Handler = () => taken(), config: PagerDutyConfig = example) => {
  await using receiver = await startReceiver(handler)
  const message = pagerduty.render(event, config, context)
  const outcome = await pagerduty.send?.(message, config, contextAt(receiver))
  const requests = receiver.requests.map(({ url, body }) => ({
    url,
    sent: JSON.parse(body) as Record<string, unknown>,
  }))
  return { outcome, requests }
}

const changed = (change_summary: string, fields: Partial<FindingView> = {}): EventPayload => {
  const { finding, ...event } = sampleEvents.finding_changed
  if (!finding) throw new Error('the sample has a finding')
  const base = { ...finding, verification_status: 'unverified' as const }
  return { ...event, change_summary, finding: { ...base, ...fields } }
}

describe('an alert', () => {
  it('of a new finding says what, where and how bad', () => {
    expect(render(sampleEvents.finding_new).event).toMatchObject({
      event_action: 'trigger',
      dedup_key: FINDING_KEY,
      client: 'Pencheff',
      client_url: 'https://pencheff.example/findings/9c1d5e30-7a64-4f2b-b1c8-2e4a6d8f0b33',
      links: [{ text: 'Open the finding' }, { text: 'Open the scan' }],
      payload: {
        summary: '[CRITICAL] SQL injection in the product search – GET /search (parameter q) – Acme shop',
        severity: 'critical',
        source: 'Acme shop',
        component: 'GET /search (parameter q)',
        class: 'CWE-89',
        custom_details: {
          severity: 'Critical · CVSS 9.8',
          what_to_do: expect.stringContaining('Bind the search term'),
        },
      },
    })
    expect(JSON.stringify(render(sampleEvents.finding_new))).not.toContain('1,284 products')
  })

  it.each([
    ['critical', 'critical'],
    ['high', 'error'],
    ['medium', 'warning'],
    ['low', 'info'],
    ['info', 'info'],
  ] as const)('of a %s finding is of severity %s', (severity, theirs) => {
    expect(render(changed('recheck: never → present', { severity })).event).toMatchObject({
      payload: { severity: theirs },
    })
  })

  it.each([
    ['state: open → fixed', { state: 'fixed' }, 'resolve'],
    ['suppressed: no → accepted_risk', { suppressed: 'accepted_risk' }, 'resolve'],
    ['verification_status: unverified → false_positive', { verification_status: 'false_positive' }, 'resolve'],
    ['recheck: fixed → fixed', { state: 'fixed' }, 'resolve'],
    ['verification_status: unverified → true_positive', { verification_status: 'true_positive' }, 'acknowledge'],
    ['state: fixed → open', {}, 'trigger'],
    ['severity: high → critical', {}, 'trigger'],
    ['severity: critical → high', {}, 'trigger'],
    ['recheck: never → present', {}, 'trigger'],
  ] satisfies [string, Partial<FindingView>, string][])(
    'after %s with %j gets a %s',
    async (summary, fields, action) => {
      const { outcome, requests } = await deliver(changed(summary, fields))
      expect(requests).toHaveLength(1)
      expect(requests[0]?.sent).toMatchObject({ event_action: action, dedup_key: FINDING_KEY })
      expect(outcome).toEqual({ status: 'accepted', external: { ref: FINDING_KEY } })
    },
  )

  it('is another for the same fingerprint at another target', () => {
    const { target } = sampleEvents.finding_new
    const other = { ...target, id: '7f0c1f8e-6f0b-4b1e-9a53-0d6f3d1c7a11' }
    expect(render({ ...sampleEvents.finding_new, target: other }).event).not.toMatchObject({ dedup_key: FINDING_KEY })
  })

  it('has no link where the URL is too long or not http', () => {
    for (const url of ['', 'javascript:alert(1)', `https://pencheff.example/${'x'.repeat(3000)}`])
      expect(render(changed('recheck: never → present', { url })).event).toMatchObject({
        links: [{ text: 'Open the scan' }],
      })
  })
})

describe('a scan', () => {
  it('that failed opens its target’s alert', async () => {
    const { outcome, requests } = await deliver(sampleEvents.scan_failed)
    expect(requests.map(({ sent }) => sent)).toMatchObject([
      { event_action: 'trigger', dedup_key: FAILURE_KEY, payload: { severity: 'error' } },
    ])
    expect(outcome).toEqual({ status: 'accepted', external: { ref: FAILURE_KEY } })
  })

  it('that is done resolves that alert and then says so on the timeline', async () => {
    const { outcome, requests } = await deliver(sampleEvents.scan_done)
    expect(requests).toMatchObject([
      { url: '/v2/enqueue', sent: { event_action: 'resolve', dedup_key: FAILURE_KEY } },
      { url: '/v2/change/enqueue', sent: { payload: { custom_details: { findings: expect.any(String) } } } },
    ])
    expect(outcome).toEqual({ status: 'accepted' })
  })

  it('that is done says nothing while the resolve is not taken', async () => {
    const { outcome, requests } = await deliver(sampleEvents.scan_done, () => ({ status: 500 }))
    expect(outcome).toMatchObject({ status: 'retry' })
    expect(requests.map(({ url }) => url)).toEqual(['/v2/enqueue'])
  })

  it('that started is one change event', async () => {
    const { requests } = await deliver(sampleEvents.scan_started)
    expect(requests.map(({ url }) => url)).toEqual(['/v2/change/enqueue'])
  })
})

describe('a key that takes no change events', () => {
  const orchestration: PagerDutyConfig = { ...example, routing_key: `R${'0'.repeat(31)}` }
  const noChanges: Handler = ({ url }) => (url.includes('change') ? refused(400, "'routing_key' is invalid") : taken())

  it('still resolves the scan failure', async () => {
    const { outcome } = await deliver(sampleEvents.scan_done, noChanges, orchestration)
    expect(outcome).toMatchObject({ status: 'accepted', detail: expect.stringContaining('not of an orchestration') })
  })

  it('is not disabled for scan_started, and told what to do', async () => {
    const { outcome } = await deliver(sampleEvents.scan_started, noChanges, orchestration)
    expect(outcome).toMatchObject({ status: 'rejected', detail: expect.stringContaining('leave scan_started out') })
    expect(outcome).not.toHaveProperty('disable')
  })

  it('is dead all the same when it is a service’s', async () => {
    const { outcome } = await deliver(sampleEvents.scan_started, noChanges)
    expect(outcome).toMatchObject({ status: 'rejected', reason: 'auth', disable: true })
  })
})

it('drops the details of an event that is too large, and sends it once more', async () => {
  const { outcome, requests } = await deliver(sampleEvents.finding_new, ({ body }) =>
    body.includes('what_to_do') ? { status: 413 } : taken(),
  )
  expect(outcome).toMatchObject({ status: 'accepted' })
  expect(requests).toHaveLength(2)
  expect(requests[1]?.sent).toMatchObject({
    dedup_key: FINDING_KEY,
    payload: { severity: 'critical', custom_details: { note: expect.stringContaining('too large') } },
  })
})

test.each([
  [{ region: 'us' }, 'https://events.pagerduty.com/v2/enqueue'],
  [{ region: 'eu' }, 'https://events.eu.pagerduty.com/v2/enqueue'],
  [{ region: 'eu', base_url: 'http://127.0.0.1:8080/' }, 'http://127.0.0.1:8080/v2/enqueue'],
] as const)('with %j events go to %s', (fields, url) => {
  const config: PagerDutyConfig = { routing_key: example.routing_key, ...fields }
  expect(pagerduty.request(render(sampleEvents.finding_new), config, requestContext).url).toBe(url)
})

describe('the connection test', () => {
  const probe = async (handler: Handler) => {
    await using receiver = await startReceiver(handler)
    const outcome = await pagerduty.probe?.(example, { ...contextAt(receiver), ...context })
    return { outcome, requests: receiver.requests }
  }

  it('resolves an alert that nobody has', async () => {
    const { outcome, requests } = await probe(() => taken())
    expect(outcome).toMatchObject({ status: 'accepted', detail: expect.stringContaining('no incident') })
    expect(requests.map(({ url, body }) => [url, JSON.parse(body) as unknown])).toEqual([
      [
        '/v2/enqueue',
        {
          routing_key: example.routing_key,
          event_action: 'resolve',
          dedup_key: `test-${requestContext.deliveryId}`,
        },
      ],
    ])
  })

  it('tells a bad key', async () => {
    const { outcome } = await probe(() => refused(400, "'routing_key' is invalid"))
    expect(outcome).toMatchObject({ status: 'rejected', reason: 'auth' })
  })
})

describe('the configuration', () => {
  it.each([
    { routing_key: 'short' },
    { routing_key: 'a'.repeat(33) },
    { routing_key: `${'a'.repeat(31)} ` },
    { region: 'de' },
    { base_url: 'events.pagerduty.com' },
    { base_url: 'https://u:p@events.pagerduty.com' },
    { base_url: 'https://events.pagerduty.com?x=1' },
  ])('refuses %j', (fields) => {
    expect(pagerduty.config.safeParse({ ...example, ...fields }).error?.issues[0]?.path).toEqual(Object.keys(fields))
  })

  it('is of the US region unless told', () => {
    expect(pagerduty.config.parse({ routing_key: example.routing_key })).toEqual({
      routing_key: example.routing_key,
      region: 'us',
    })
  })
})
