import { describe, expect, it, test } from 'vitest'
import { expectAccepted } from '../../test/corpus/expect-accepted.ts'
import { splunkChecker } from '../../test/corpus/splunk.ts'
import { describeDestination } from '../../test/describe-destination.ts'
import { clientTo } from '../../test/describe-destination/client.ts'
import { createIntents } from '../../test/intents.ts'
import { startReceiver, type Answer, type Handler, type ReceivedRequest } from '../../test/receiver.ts'
import { EVENT_NAMES } from '../core/event.ts'
import type { HttpResponse } from '../core/http.ts'
import { sampleEvents } from '../core/sample.ts'
import type { SendContext } from './destination.ts'
import { splunk, type SplunkConfig } from './splunk.ts'
import type { HecEvent } from './splunk-event.ts'

const { example } = splunk
const withoutAck: SplunkConfig = { ...example, ack: false }
const context = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }
const ENVELOPE = { source: 'pencheff', sourcetype: 'pencheff:events', index: 'security' }
const requestContext = { deliveryId: 'd', now: new Date(0) }

const hec = (status: number, code: number, rest: object = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ text: `code ${code}`, code, ...rest }),
})

/** A collector, after its documented codes: it knows the example's token, and wants a channel where `ack` is on. */
const collector =
  ({ ack = false, acknowledgeAfter = 0 } = {}): Handler =>
  ({ method, url, headers, body }: ReceivedRequest) => {
    const path = new URL(url, 'http://localhost').pathname
    if (method === 'GET') return path === '/services/collector/health' ? hec(200, 17) : { status: 404 }
    if (headers.authorization !== `Splunk ${example.token}`) return hec(403, 4)
    const channel = headers['x-splunk-request-channel']
    if (ack && !channel) return hec(400, 10)
    if (path === '/services/collector/ack') {
      acknowledgeAfter -= 1
      return { status: 200, body: JSON.stringify({ acks: { 7: acknowledgeAfter < 0 } }) }
    }
    if (path !== '/services/collector/event') return { status: 404 }
    if (body === '') return hec(400, 5)
    return hec(200, 0, ack ? { ackId: 7 } : {})
  }

describeDestination(splunk, {
  goodAnswer: hec(200, 0),
  vendor: collector(),
  check: (lines) => {
    expectAccepted(splunkChecker, splunk.request(lines, example, requestContext))
    // What a scanner wrote reaches nothing of the envelope.
    for (const line of lines) {
      const event = JSON.parse(line) as HecEvent
      expect({ ...event, time: 0, event: {} }).toEqual({ ...ENVELOPE, time: 0, event: {} })
    }
  },
})

it('concatenates the events of a batch, one a line', () => {
  const events = EVENT_NAMES.map((name) => sampleEvents[name])
  const { message, count } = splunk.renderMany?.(events, example, context) ?? { message: [], count: 0 }
  expect(count).toBe(events.length)
  const { body = '' } = splunk.request(message, example, requestContext)
  const ids = body.split('\n').map((line) => (JSON.parse(line) as HecEvent).event.event_id)
  expect(ids).toEqual(events.map((event) => event.event_id))
})

test.each([
  ['https://splunk.example:8088', 'https://splunk.example:8088/services/collector/event'],
  ['https://splunk.example:8088/', 'https://splunk.example:8088/services/collector/event'],
  ['https://splunk.example:8088/services/collector', 'https://splunk.example:8088/services/collector/event'],
  ['https://splunk.example:8088/services/collector/event', 'https://splunk.example:8088/services/collector/event'],
  ['https://splunk.example:8088/services/collector/event/1.0', 'https://splunk.example:8088/services/collector/event'],
  ['https://splunk.example:8088/services/collector/raw', 'https://splunk.example:8088/services/collector/event'],
  ['https://proxy.example/hec/', 'https://proxy.example/hec/services/collector/event'],
])('the collector at %s is posted to at %s', (hec_url, url) => {
  expect(splunk.request([], { ...example, hec_url }, requestContext).url).toBe(url)
})

describe('the channel', () => {
  const channelOf = (config: SplunkConfig): string | undefined =>
    splunk.request([], config, requestContext).headers['x-splunk-request-channel']

  it('is a GUID, the same for the same address and token', () => {
    expect(channelOf(example)).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/)
    expect(channelOf(example)).toBe(channelOf({ ...example, index: 'other' }))
    expect(channelOf(example)).not.toBe(channelOf({ ...example, token: 'another' }))
  })

  it('is named only where acknowledgment is on', () => {
    expect(channelOf(withoutAck)).toBeUndefined()
  })
})

const answer = ({ status, body = '' }: Answer): HttpResponse => ({ status, headers: {}, body, at: 0 })

describe('confirming', () => {
  /** Sleeps at once; after `deadline` sleeps the attempt's time is over. */
  const contextAt = (url: string, deadline = Infinity): SendContext & { slept: number[] } => {
    const slept: number[] = []
    const sleep = (ms: number): Promise<void> => {
      if (slept.length >= deadline) return Promise.reject(new Error('the deadline has passed'))
      slept.push(ms)
      return Promise.resolve()
    }
    return { ...requestContext, http: clientTo(url), intents: createIntents(), sleep, slept }
  }
  const taken = answer(hec(200, 0, { ackId: 7 }))
  const acksAskedFor = (requests: ReceivedRequest[]): string[] => requests.map(({ body }) => body)

  it('asks every second until the indexers have the event', async () => {
    await using receiver = await startReceiver(collector({ ack: true, acknowledgeAfter: 2 }))
    const sendContext = contextAt(receiver.url)
    expect(await splunk.confirm?.(taken, example, sendContext)).toEqual({ status: 'delivered' })
    expect(sendContext.slept).toEqual([1000, 1000, 1000])
    expect(acksAskedFor(receiver.requests)).toEqual(Array(3).fill('{"acks":[7]}'))
  })

  it('tries again in five minutes when they do not have it within the deadline', async () => {
    await using receiver = await startReceiver(collector({ ack: true, acknowledgeAfter: 99 }))
    expect(await splunk.confirm?.(taken, example, contextAt(receiver.url, 4))).toMatchObject({
      status: 'retry',
      reason: 'timeout',
      afterMs: 300_000,
    })
    expect(receiver.requests).toHaveLength(4)
  })

  it('asks again after a lost answer', async () => {
    let asked = 0
    await using receiver = await startReceiver((request) => {
      asked += 1
      return asked === 1 ? 'reset' : collector({ ack: true })(request)
    })
    expect(await splunk.confirm?.(taken, example, contextAt(receiver.url))).toEqual({ status: 'delivered' })
    expect(asked).toBe(2)
  })

  it('says so when the token has acknowledgment off', async () => {
    await using receiver = await startReceiver(() => hec(400, 14))
    const off = { status: 'accepted', detail: expect.stringContaining('acknowledgment off') as string }
    expect(await splunk.confirm?.(taken, example, contextAt(receiver.url))).toEqual(off)
    expect(await splunk.confirm?.(answer(hec(200, 0)), example, contextAt(receiver.url))).toEqual(off)
  })

  it('asks nothing where it is off', async () => {
    await using receiver = await startReceiver()
    expect(await splunk.confirm?.(taken, withoutAck, contextAt(receiver.url))).toEqual({ status: 'accepted' })
    expect(receiver.requests).toEqual([])
  })
})

describe('the connection test', () => {
  const probe = (url: string, config: SplunkConfig) =>
    splunk.probe?.(config, {
      ...context,
      ...requestContext,
      http: clientTo(url),
      intents: createIntents(),
      sleep: () => Promise.resolve(),
    })

  it('needs a healthy collector and a good token, and indexes nothing', async () => {
    await using receiver = await startReceiver(collector({ ack: true }))
    expect(await probe(receiver.url, example)).toMatchObject({ status: 'delivered' })
    expect(receiver.requests.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', '/services/collector/health', ''],
      ['POST', '/services/collector/event', ''],
    ])
    expect(receiver.requests[0]?.headers).not.toHaveProperty('authorization')
  })

  it('tells a bad token, and a token that wants acknowledgment', async () => {
    await using receiver = await startReceiver(collector({ ack: true }))
    expect(await probe(receiver.url, { ...example, token: 'wrong' })).toMatchObject({
      status: 'rejected',
      reason: 'auth',
    })
    expect(await probe(receiver.url, withoutAck)).toMatchObject({
      status: 'rejected',
      detail: expect.stringContaining('turn Acknowledgment on') as string,
    })
  })

  it('stops at a collector that says it is not well', async () => {
    await using receiver = await startReceiver(() => hec(503, 18))
    expect(await probe(receiver.url, example)).toMatchObject({ status: 'retry', reason: 'server' })
    expect(receiver.requests).toHaveLength(1)
  })
})

describe('the configuration', () => {
  const fault = (fields: object) => splunk.config.safeParse({ ...example, ...fields }).error?.issues[0]?.path

  it.each([
    { hec_url: 'splunk.example:8088' },
    { hec_url: 'https://u:p@splunk.example' },
    { hec_url: 'https://splunk.example?token=x' },
    { token: 'Splunk abc' },
    { token: '' },
    { token: 'a\nb' },
    { index: 'Security' },
    { index: '-x' },
    { source: 'a\nb' },
    { sourcetype: '' },
  ])('refuses %j', (fields) => {
    expect(fault(fields)).toEqual(Object.keys(fields))
  })

  it('takes a local collector, and leaves acknowledgment off', () => {
    expect(splunk.config.parse({ hec_url: 'http://127.0.0.1:8088', token: 'x' })).toMatchObject({ ack: false })
  })
})
