import { afterEach, describe, expect, test } from 'vitest'
import { startPagerDuty, type PagerDutyReceiver } from './pagerduty.ts'

let receiver: PagerDutyReceiver
afterEach(() => receiver.close())

const send = async (body: unknown, { path = '/v2/enqueue', method = 'POST', type = 'application/json' } = {}) => {
  const init = { method, headers: { 'content-type': type } }
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(receiver.url + path, method === 'GET' ? init : { ...init, body: text })
  const { problem, events } = receiver.receipts.at(-1) ?? {}
  return { status: response.status, body: await response.json(), problem, events }
}

const key = () => receiver.config.routing_key
const payload = { summary: 'SQL injection', source: 'shop', severity: 'critical' }
const trigger = (extra: object = {}, inPayload: object = {}) => ({
  routing_key: key(),
  event_action: 'trigger',
  dedup_key: 'k1',
  payload: { ...payload, ...inPayload },
  ...extra,
})
const follow = (event_action: string, dedup_key = 'k1') => ({ routing_key: key(), event_action, dedup_key })
const change = (extra: object = {}) => ({ routing_key: key(), payload: { summary: 'Scan started' }, ...extra })
const CHANGE = { path: '/v2/change/enqueue' }

test('an alert is opened, merged, acknowledged, resolved and opened again by its key', async () => {
  receiver = await startPagerDuty()
  const answers = []
  for (const event of [trigger(), trigger(), follow('acknowledge'), follow('resolve'), trigger()])
    answers.push(await send(event))
  expect(answers.map(({ status, events }) => [status, events])).toEqual(Array(5).fill([202, 1]))
  expect(answers[0]?.body).toEqual({ status: 'success', message: 'Event processed', dedup_key: 'k1' })
  expect(receiver.alerts.map(({ status, payloads }) => [status, payloads.length])).toEqual([
    ['resolved', 2],
    ['triggered', 1],
  ])
  expect(receiver.problems()).toEqual([])
})

test('what is said of an unknown alert is answered 202 and dropped', async () => {
  receiver = await startPagerDuty()
  expect(await send(follow('resolve', 'nobody'))).toMatchObject({ status: 202, events: 0, problem: undefined })
  expect(receiver.alerts).toEqual([])
})

test('a change event opens nothing', async () => {
  receiver = await startPagerDuty()
  expect(await send(change(), CHANGE)).toMatchObject({ status: 202, events: 1, problem: undefined })
  expect([receiver.changes.length, receiver.alerts.length]).toEqual([1, 0])
})

test('the key of an orchestration takes alerts and no change events', async () => {
  receiver = await startPagerDuty({ orchestration: true })
  expect(await send(trigger())).toMatchObject({ status: 202 })
  expect(await send(change(), CHANGE)).toMatchObject({
    status: 400,
    body: { errors: ["'routing_key' is not of a service"] },
  })
})

describe('refuses with 400', () => {
  const REFUSED: [what: string, body: () => unknown, error: string, options?: object][] = [
    ['no JSON', () => '{', 'not a JSON object'],
    ['no key', () => trigger({ routing_key: undefined }), "'routing_key' is missing"],
    ['a short key', () => trigger({ routing_key: 'abc' }), 'should be 32 characters'],
    ['an unknown key', () => trigger({ routing_key: 'f'.repeat(32) }), 'routing key is unknown'],
    ['an unknown action', () => trigger({ event_action: 'open' }), "'event_action' is invalid"],
    ['no payload', () => trigger({ payload: undefined }), "'payload' is missing"],
    ['a scanner’s severity', () => trigger({}, { severity: 'high' }), "'payload.severity' is invalid"],
    ['a summary over 1024', () => trigger({}, { summary: 'x'.repeat(1025) }), '1025 characters'],
    ['a blank summary', () => trigger({}, { summary: ' ' }), "'payload.summary' is blank"],
    ['no source', () => trigger({}, { source: undefined }), "'payload.source' is missing"],
    ['another time', () => trigger({}, { timestamp: 'today' }), "'timestamp'"],
    ['details that are a text', () => trigger({}, { custom_details: 'x' }), "'custom_details'"],
    ['a key over 255', () => trigger({ dedup_key: 'x'.repeat(256) }), '256 characters'],
    ['a resolve without a key', () => ({ ...follow('resolve'), dedup_key: undefined }), 'is needed to resolve'],
    ['a link to a script', () => trigger({ links: [{ href: 'javascript:1', text: 'x' }] }), 'a link has no http'],
    ['a client_url of no URL', () => trigger({ client_url: 'x' }), "'client_url'"],
    ['a change without a summary', () => change({ payload: {} }), "'payload.summary' is missing", CHANGE],
  ]
  test.each(REFUSED)('%s', async (_what, body, error, options = {}) => {
    receiver = await startPagerDuty()
    const got = await send(body(), options)
    expect(got).toMatchObject({ status: 400, body: { status: 'invalid event' }, events: 0 })
    expect(got.problem).toContain(error)
  })
})

test.each([
  ['a trigger without a key', () => trigger({ dedup_key: undefined }), 'no dedup_key'],
  ['an unknown key', () => trigger({ colour: 1 }), 'unknown key colour'],
  ['an unknown key of the payload', () => trigger({}, { colour: 1 }), 'unknown key payload.colour'],
  ['a payload beside a resolve', () => ({ ...follow('resolve'), payload }), 'no place beside resolve'],
  ['a bidi character', () => trigger({}, { custom_details: { a: '\u202Ex' } }), 'bidi'],
])('takes, as PagerDuty does, but names as a problem %s', async (_what, body, problem) => {
  receiver = await startPagerDuty()
  const got = await send(body())
  expect(got.status).toBe(202)
  expect(got.problem).toContain(problem)
})

test('another path, another method and too large a body are refused', async () => {
  receiver = await startPagerDuty()
  expect(await send(trigger(), { path: '/v1/enqueue' })).toMatchObject({ status: 404 })
  expect(await send('', { method: 'GET' })).toMatchObject({ status: 405 })
  expect(await send(trigger({}, { custom_details: { a: 'x'.repeat(512_000) } }))).toMatchObject({ status: 413 })
})

test('beyond 120 events at once it answers 429', async () => {
  receiver = await startPagerDuty({ enforceRate: true, now: () => 0 })
  const statuses = []
  for (let n = 0; n < 121; n += 1) statuses.push((await send(follow('resolve'))).status)
  expect(statuses.filter((status) => status === 429)).toHaveLength(1)
})
