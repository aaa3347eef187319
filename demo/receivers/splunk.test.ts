import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { startSplunk, type SplunkOptions, type SplunkReceiver } from './splunk.ts'

const open: SplunkReceiver[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.close()))
})
const start = async (options?: SplunkOptions) => {
  const splunk = await startSplunk(options)
  open.push(splunk)
  return splunk
}

const TIME = 1_790_000_000.123
const CHANNEL = '0aeeac95-ac74-4aa9-b30d-6c4c0ac581ba'
const event = (extra: object = {}) =>
  JSON.stringify({
    time: TIME,
    host: 'h',
    source: 's',
    sourcetype: 'scanner:finding',
    index: 'security',
    event: { a: 1 },
    ...extra,
  })

interface Sending {
  path?: string
  headers?: Record<string, string>
  method?: string
}
const send = async (
  splunk: SplunkReceiver,
  body: string | Buffer,
  { path = '/event', headers = {}, method = 'POST' }: Sending = {},
) => {
  const authorization = `Splunk ${String(splunk.config.token)}`
  const init = { method, headers: { authorization, ...headers } }
  const payload = typeof body === 'string' ? body : new Uint8Array(body)
  const url = `${splunk.url}/services/collector${path}`
  const response = await fetch(url, method === 'GET' ? init : { ...init, body: payload })
  const { problem, events } = splunk.receipts.at(-1) ?? {}
  return { status: response.status, answer: await response.json(), problem, events }
}
// 2026-09-21, so that the events' times are neither far in the past nor in the future
const options = { now: () => 1_790_000_100_000 }

test('a batch of objects one after another is indexed in order', async () => {
  const splunk = await start(options)
  const batch = `${event()}\n${event({ event: 'text with } and "quotes" \\' })}${event({ time: String(TIME), fields: { cve: ['a', 'b'], n: '1' } })}`
  expect(await send(splunk, batch)).toEqual({
    status: 200,
    answer: { text: 'Success', code: 0 },
    problem: undefined,
    events: 3,
  })
  expect(splunk.indexed.map(({ event: it }) => it)).toEqual([{ a: 1 }, 'text with } and "quotes" \\', { a: 1 }])
})

test('gzip is read, and the aliases of the path are known', async () => {
  const splunk = await start(options)
  for (const path of ['', '/event', '/event/1.0']) {
    const got = await send(splunk, gzipSync(event()), { path, headers: { 'content-encoding': 'gzip' } })
    expect(got).toMatchObject({ status: 200, events: 1 })
  }
})

test('an empty body with a good token is answered No data and is no problem', async () => {
  const splunk = await start()
  expect(await send(splunk, '')).toEqual({
    status: 400,
    answer: { text: 'No data', code: 5 },
    problem: undefined,
    events: 0,
  })
})

const REFUSED: [what: string, second: string, code: number, text: string, problem: string][] = [
  ['a comma between objects', `,${event()}`, 6, 'Invalid data format', 'not ","'],
  ['an array', `[${event()}]`, 6, 'Invalid data format', 'not "["'],
  ['an object that does not end', '{"event":"x"', 6, 'Invalid data format', 'does not end'],
  ['an object that is not JSON', '{event:1}', 6, 'Invalid data format', 'JSON'],
  ['a lone surrogate', '{"event":"\\udc00"}', 6, 'Invalid data format', 'surrogate'],
  ['an unknown key', event({ severity: 'high' }), 6, 'Invalid data format', 'unknown key severity'],
  ['a null host', event({ host: null }), 6, 'Invalid data format', 'host is not a string'],
  ['a date as time', event({ time: '2026-11-23' }), 6, 'Invalid data format', 'time is not a number'],
  ['an event that is a list', event({ event: [1] }), 6, 'Invalid data format', 'neither text nor object'],
  ['a foreign index', event({ index: 'other' }), 7, 'Incorrect index', 'may not write to other'],
  ['no event', '{"time":1790000000}', 12, 'Event field is required', 'event is missing'],
  ['a null event', event({ event: null }), 12, 'Event field is required', 'event is missing'],
  ['a blank event', event({ event: ' ' }), 13, 'Event field cannot be blank', 'event is blank'],
  ['nested fields', event({ fields: { a: { b: 1 } } }), 15, 'Error in handling indexed fields', 'not flat'],
  ['fields that are a list', event({ fields: [] }), 15, 'Error in handling indexed fields', 'not flat'],
]
describe('keeps what stands before, and names the number of', () => {
  test.each(REFUSED)('%s', async (_what, second, code, text, problem) => {
    const splunk = await start(options)
    const got = await send(splunk, event() + second)
    expect(got).toMatchObject({ status: 400, answer: { text, code, 'invalid-event-number': 1 }, events: 1 })
    expect(got.problem).toContain(problem)
    expect(splunk.indexed).toHaveLength(1)
  })
})

test.each([
  ['milliseconds', TIME * 1000, 'in the future'],
  ['a time before 2000', 5, 'before the year 2000'],
])('%s are taken, as Splunk does, but named as a problem', async (_what, time, problem) => {
  const got = await send(await start(options), event({ time }))
  expect(got).toMatchObject({ status: 200, events: 1 })
  expect(got.problem).toContain(problem)
})

describe('refuses', () => {
  test.each<[what: string, sending: Sending, status: number, code: number]>([
    ['an unknown token', { headers: { authorization: 'Splunk 00000000-0000-4000-8000-000000000000' } }, 403, 4],
    ['another scheme', { headers: { authorization: 'Bearer x' } }, 401, 3],
    ['no token', { headers: { authorization: '' } }, 401, 3],
    ['a token in the query', { path: '/event?token=x' }, 400, 16],
    ['deflate', { headers: { 'content-encoding': 'deflate' } }, 415, 415],
    ['damaged gzip', { headers: { 'content-encoding': 'gzip' } }, 400, 6],
    ['another path', { path: '/events' }, 404, 404],
    ['GET', { method: 'GET' }, 405, 405],
    ['a question for acknowledgments where they are off', { path: `/ack?channel=${CHANNEL}` }, 400, 14],
  ])('%s', async (_what, sending, status, code) => {
    const got = await send(await start(), event(), sending)
    expect(got).toMatchObject({ status, answer: { code }, events: 0 })
    expect(got.problem).toBeDefined()
  })
  test('a missing authorization header', async () => {
    const splunk = await start()
    const response = await fetch(`${splunk.url}/services/collector/event`, { method: 'POST', body: event() })
    expect([response.status, await response.json()]).toEqual([401, { text: 'Token is required', code: 2 }])
  })
  test('more than 1 MB, as Splunk Cloud does, with code 6', async () => {
    const got = await send(await start(), event({ event: 'x'.repeat(1_000_000) }))
    expect(got).toMatchObject({ status: 400, answer: { code: 6, 'invalid-event-number': 0 } })
    expect(got.problem).toContain('1000000 bytes')
  })
  test('bytes that are not UTF-8', async () => {
    const got = await send(await start(), Buffer.from('{"event":"\xff"}', 'latin1'))
    expect(got).toMatchObject({ status: 400, answer: { code: 6 }, problem: 'the body is not UTF-8' })
  })
})

test('the health check needs no token, and refuses a wrong one', async () => {
  const splunk = await start()
  const response = await fetch(`${splunk.url}/services/collector/health`)
  expect([response.status, await response.json()]).toEqual([200, { text: 'HEC is healthy', code: 17 }])
  const sending = { path: '/health/1.0', method: 'GET', headers: { authorization: 'Splunk wrong' } }
  expect(await send(splunk, '', sending)).toMatchObject({ status: 400, answer: { code: 21 } })
})

describe('with indexer acknowledgment', () => {
  const headers = { 'x-splunk-request-channel': CHANNEL }
  const ask = (splunk: SplunkReceiver, ids: unknown) =>
    send(splunk, JSON.stringify({ acks: ids }), { path: `/ack?channel=${CHANNEL}` })

  test('a channel is needed, and must be a GUID', async () => {
    const splunk = await start({ ...options, ack: true })
    expect(splunk.config).toMatchObject({ ack: true })
    expect(await send(splunk, event())).toMatchObject({
      status: 400,
      answer: { text: 'Data channel is missing', code: 10 },
    })
    const bad = { headers: { 'x-splunk-request-channel': 'one' } }
    expect(await send(splunk, event(), bad)).toMatchObject({ status: 400, answer: { code: 11 } })
  })

  test('ids count from 0 in a channel and are told true once', async () => {
    const splunk = await start({ ...options, ack: true })
    expect((await send(splunk, event(), { headers })).answer).toEqual({ text: 'Success', code: 0, ackId: 0 })
    expect((await send(splunk, event(), { path: `/event?channel=${CHANNEL}` })).answer).toMatchObject({ ackId: 1 })
    expect((await ask(splunk, [0, 1, 2])).answer).toEqual({ acks: { 0: true, 1: true, 2: false } })
    expect((await ask(splunk, [0])).answer).toEqual({ acks: { 0: false } })
    expect(await ask(splunk, ['a'])).toMatchObject({ status: 400, answer: { code: 6 } })
  })

  test('an id stays false until indexing is over', async () => {
    let now = 1_790_000_100_000
    const splunk = await start({ ack: true, ackDelayMs: 500, now: () => now })
    await send(splunk, event(), { headers })
    expect((await ask(splunk, [0])).answer).toEqual({ acks: { 0: false } })
    now += 500
    expect((await ask(splunk, [0])).answer).toEqual({ acks: { 0: true } })
  })
})
