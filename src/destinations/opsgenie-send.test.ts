import { describe, expect, it } from 'vitest'
import { clientTo } from '../../test/describe-destination/client.ts'
import { createIntents } from '../../test/intents.ts'
import { startReceiver, type Answer, type Handler, type Reply } from '../../test/receiver.ts'
import type { EventPayload } from '../core/event.ts'
import type { ExternalRef, Outcome } from '../core/outcome.ts'
import { sampleEvents } from '../core/sample.ts'
import { opsgenie } from './opsgenie.ts'
import { opsgenieMessage } from './opsgenie-alert.ts'
import type { OpsgenieConfig } from './opsgenie-config.ts'
import { probeOpsgenie, sendOpsgenie } from './opsgenie-send.ts'

const { base_url: _base, ...example } = opsgenie.example
const renderContext = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }
const ALIAS = `${sampleEvents.finding_new.target.id}:${sampleEvents.finding_new.finding?.fingerprint ?? ''}`

const json = (status: number, body: object): Answer => ({
  status,
  body: JSON.stringify({ took: 0.1, requestId: 'r-1', ...body }),
})
const queued = json(202, { result: 'Request will be processed' })
const notYet = json(404, { message: 'Request not found. It might not be processed, yet.' })
const worked = (data: object): Answer => json(200, { data })
const done = worked({ isSuccess: true, status: 'Created alert', alertId: 'a/1' })

/** Takes every order; tells of it by `replies`, one after another, the last for ever. */
const vendor =
  (...replies: Reply[]): Handler =>
  ({ method }) => {
    if (method !== 'GET') return queued
    return (replies.length > 1 ? replies.shift() : replies[0]) ?? notYet
  }

interface Options {
  config?: OpsgenieConfig
  external?: ExternalRef
  /** How many waits the attempt's deadline leaves room for. */
  waits?: number
}

const attempt = async (
  handler: Handler,
  { waits = Infinity, external }: Options,
  run: typeof probeOpsgenie | undefined,
  event: EventPayload,
  config: OpsgenieConfig,
) => {
  await using receiver = await startReceiver(handler)
  const slept: number[] = []
  const context = {
    deliveryId: '7d1f3b52-8c4e-4a6b-9d20-3e5f7a9b1c44',
    now: new Date(0),
    http: clientTo(receiver.url),
    intents: createIntents(),
    ...(external && { external }),
    sleep: (ms: number): Promise<void> => {
      if (slept.length >= waits) return Promise.reject(new Error('the deadline has passed'))
      slept.push(ms)
      return Promise.resolve()
    },
  }
  const outcome: Outcome = run
    ? await run(config, { ...context, ...renderContext })
    : await sendOpsgenie(opsgenieMessage(event, renderContext), config, context)
  return { outcome, slept, requests: receiver.requests.map(({ method, url }) => `${method} ${url}`) }
}

const deliver = (event: EventPayload, handler: Handler, options: Options = {}) =>
  attempt(handler, options, undefined, event, options.config ?? example)

describe('a delivery', () => {
  it('asks after its request until the alert is really there, and names its page', async () => {
    const { outcome, slept, requests } = await deliver(sampleEvents.finding_new, vendor(notYet, notYet, done))
    expect(outcome).toEqual({
      status: 'delivered',
      external: { ref: ALIAS, url: 'https://app.eu.opsgenie.com/alert/detail/a%2F1/details' },
    })
    expect(slept).toEqual([500, 1000, 2000])
    expect(requests).toEqual(['POST /v2/alerts', ...Array<string>(3).fill('GET /v2/alerts/requests/r-1')])
  })

  it('is only accepted when the deadline ends the wait', async () => {
    const { outcome, slept } = await deliver(sampleEvents.finding_new, vendor(notYet), { waits: 2 })
    expect(outcome).toEqual({
      status: 'accepted',
      external: { ref: ALIAS },
      detail: expect.stringContaining('not done it yet'),
    })
    expect(slept).toHaveLength(2)
  })

  it('does not ask for ever', async () => {
    const { outcome, slept } = await deliver(sampleEvents.finding_new, vendor(notYet))
    expect(outcome).toMatchObject({ status: 'accepted' })
    expect(slept.reduce((sum, ms) => sum + ms)).toBeLessThan(20_000)
  })

  it('outlives a lost answer, a throttled and a broken one about it', async () => {
    const { outcome } = await deliver(sampleEvents.finding_new, vendor('reset', { status: 429 }, { status: 500 }, done))
    expect(outcome).toMatchObject({ status: 'delivered' })
  })

  it.each([401, 403])('is accepted when the key may not read (%d)', async (status) => {
    const { outcome, slept } = await deliver(sampleEvents.finding_new, vendor({ status }))
    expect(outcome).toMatchObject({ status: 'accepted', detail: expect.stringContaining('may not read') })
    expect(slept).toHaveLength(1)
  })

  it('is rejected with Opsgenie’s reason when the work failed', async () => {
    const failed = worked({ isSuccess: false, status: 'Alert policy dropped it' })
    expect((await deliver(sampleEvents.finding_new, vendor(failed))).outcome).toEqual({
      status: 'rejected',
      reason: 'invalid_request',
      detail: 'Opsgenie took the request but did not do it: Alert policy dropped it',
    })
  })

  it('has nothing left to do where there is no alert, or it was done before', async () => {
    const missing = worked({ isSuccess: false, status: 'Alert does not exist' })
    expect((await deliver(sampleEvents.scan_done, vendor(missing))).outcome).toMatchObject({
      status: 'delivered',
      detail: 'there was no open alert to close',
    })
    const before = worked({ success: false, status: 'Alert is already acknowledged' })
    expect((await deliver(sampleEvents.finding_changed, vendor(before))).outcome).toMatchObject({ status: 'delivered' })
  })

  it('keeps the page that an earlier delivery named', async () => {
    const external = { ref: ALIAS, url: 'https://app.eu.opsgenie.com/alert/detail/a/details' }
    const { outcome } = await deliver(sampleEvents.finding_changed, vendor(worked({ isSuccess: true })), { external })
    expect(outcome).toEqual({ status: 'delivered', external })
  })

  it('names no page where it does not know the site', async () => {
    for (const config of [
      { ...example, api: 'jsm' as const },
      { ...example, base_url: 'https://api.opsgenie.com' },
    ]) {
      const { outcome } = await deliver(sampleEvents.finding_new, vendor(done), { config })
      expect(outcome).toEqual({ status: 'delivered', external: { ref: ALIAS } })
    }
  })

  it('waits for the alert before it changes it, and adds the note last', async () => {
    const event = { ...sampleEvents.finding_changed, change_summary: 'severity: high → critical' }
    const { outcome, requests } = await deliver(event, vendor(done))
    const alias = encodeURIComponent(ALIAS)
    expect(outcome).toMatchObject({ status: 'delivered' })
    expect(requests).toEqual([
      'POST /v2/alerts',
      'GET /v2/alerts/requests/r-1',
      `PUT /v2/alerts/${alias}/priority?identifierType=alias`,
      `PUT /v2/alerts/${alias}/message?identifierType=alias`,
      `POST /v2/alerts/${alias}/notes?identifierType=alias`,
      'GET /v2/alerts/requests/r-1',
    ])
  })

  it('stops at the first request that is refused', async () => {
    const event = { ...sampleEvents.finding_changed, change_summary: 'severity: high → critical' }
    const refusing: Handler = ({ method, url }) => {
      if (method === 'PUT') return { status: 503 }
      return vendor(done)({ method, url, headers: {}, body: '' })
    }
    const { outcome, requests } = await deliver(event, refusing)
    expect(outcome).toMatchObject({ status: 'retry' })
    expect(requests.at(-1)).toContain('/priority')
  })

  it('is accepted when the answer names no request', async () => {
    const { outcome, requests } = await deliver(sampleEvents.finding_new, () => ({ status: 202 }))
    expect(outcome).toMatchObject({ status: 'accepted', detail: expect.stringContaining('named no request') })
    expect(requests).toHaveLength(1)
  })
})

describe('the connection test', () => {
  const probe = (answer: Answer) => attempt(() => answer, {}, probeOpsgenie, sampleEvents.finding_new, example)

  it('asks after a request that was never made', async () => {
    const { outcome, requests } = await probe(notYet)
    expect(outcome).toMatchObject({ status: 'delivered', detail: expect.stringContaining('no alert was made') })
    expect(requests).toEqual(['GET /v2/alerts/requests/7d1f3b52-8c4e-4a6b-9d20-3e5f7a9b1c44'])
  })

  it.each([
    [json(403, { message: 'no', code: 40301 }), 'auth'],
    [json(401, { message: 'no' }), 'auth'],
    [{ status: 404, body: '<h1>Not found</h1>' }, 'not_found'],
  ])('tells what is wrong by %j', async (answer, reason) => {
    expect((await probe(answer)).outcome).toMatchObject({ status: 'rejected', reason })
  })
})
