import { afterEach, describe, expect, test } from 'vitest'
import { OTHER_KEY, startOpsgenie, type OpsgenieReceiver } from './opsgenie.ts'

let receiver: OpsgenieReceiver
afterEach(() => receiver.close())

interface Got {
  status: number
  body: { requestId?: string; data?: { isSuccess: boolean; status: string; alias: string }; message?: string }
  problem: string | undefined
  events: number | undefined
}

const call = async (
  method: string,
  path: string,
  body?: unknown,
  { key = `GenieKey ${String(receiver.config.api_key)}`, type = 'application/json' } = {},
): Promise<Got> => {
  const response = await fetch(receiver.url + path, {
    method,
    headers: { authorization: key, 'content-type': type },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const { problem, events } = receiver.receipts.at(-1) ?? {}
  return { status: response.status, body: (await response.json()) as Got['body'], problem, events }
}

const ALERT = { message: 'SQL injection', alias: 'shop:1', priority: 'P1', tags: ['a'], details: { cvss: '9.8' } }
const create = (extra: object = {}) => call('POST', '/v2/alerts', { ...ALERT, ...extra })
const act = (verb: string, body: object = { note: 'x' }, name = 'shop%3A1', method = 'POST') =>
  call(method, `/v2/alerts/${name}/${verb}?identifierType=alias`, body)
const statusOf = (got: Got) => call('GET', `/v2/alerts/requests/${got.body.requestId ?? ''}`)

test('an alert is made, counted, changed, acknowledged, closed and made again by its alias', async () => {
  receiver = await startOpsgenie()
  await create()
  await create()
  await act('priority', { priority: 'P2' }, 'shop%3A1', 'PUT')
  await act('message', { message: 'Worse' }, 'shop%3A1', 'PUT')
  for (const verb of ['notes', 'acknowledge', 'close']) await act(verb, { note: verb })
  await create()
  expect(receiver.alerts).toMatchObject([
    {
      alias: 'shop:1',
      status: 'closed',
      acknowledged: true,
      count: 2,
      priority: 'P2',
      message: 'Worse',
      notes: ['notes', 'acknowledge', 'close'],
    },
    { alias: 'shop:1', status: 'open', count: 1, priority: 'P1' },
  ])
  expect(receiver.problems()).toEqual([])
})

test('what became of a request is told once it was worked off', async () => {
  let now = 0
  receiver = await startOpsgenie({ workMs: 1000, now: () => now })
  const got = await create()
  expect(got).toMatchObject({ status: 202, body: { result: 'Request will be processed' }, events: 1 })
  expect(await statusOf(got)).toMatchObject({ status: 404, problem: undefined })
  now = 1000
  expect((await statusOf(got)).body.data).toMatchObject({ isSuccess: true, status: 'Created alert', alias: 'shop:1' })
})

test('an action on no open alert is answered 202, and told to have failed', async () => {
  receiver = await startOpsgenie()
  const got = await act('close')
  expect(got).toMatchObject({ status: 202, events: 0, problem: undefined })
  expect((await statusOf(got)).body.data).toMatchObject({ isSuccess: false, status: 'Alert does not exist' })
  await create()
  const byId = await call('POST', '/v2/alerts/shop%3A1/close', {})
  expect(byId.problem).toContain('identifierType')
  expect((await statusOf(byId)).body.data).toMatchObject({ isSuccess: false })
})

describe('refuses with 422', () => {
  test.each([
    ['a message over 130', { message: 'x'.repeat(131) }, 'message is longer than 130'],
    ['no message', { message: undefined }, 'Message can not be empty'],
    ['a description over 15,000', { description: 'x'.repeat(15_001) }, 'description is longer'],
    ['an alias over 512', { alias: 'x'.repeat(513) }, 'alias is longer'],
    ['a priority of words', { priority: 'high' }, 'priority is not P1 to P5'],
    ['21 tags', { tags: Array(21).fill('x') }, 'tags has more than 20'],
    ['a tag over 50', { tags: ['x'.repeat(51)] }, 'tags has a tag over 50'],
    ['a number among the details', { details: { cvss: 9.8 } }, 'details is not an object of strings'],
    ['details over 8,000', { details: { a: 'x'.repeat(8000) } }, 'details is longer than 8000'],
    ['teams as texts', { responders: ['AppSec'] }, 'responders is not a list of objects'],
  ])('%s', async (_what, extra, problem) => {
    receiver = await startOpsgenie()
    const got = await create(extra)
    expect(got).toMatchObject({ status: 422, events: 0 })
    expect(got.problem).toContain(problem)
    expect(receiver.alerts).toEqual([])
  })

  test('an empty note', async () => {
    receiver = await startOpsgenie()
    expect(await act('notes', {})).toMatchObject({ status: 422, problem: 'note note can not be empty' })
  })
})

test.each([
  ['markup in a message', { message: '<b>x</b>' }, 'message holds unescaped markup'],
  ['markup in a description', { description: 'R&D' }, 'description holds unescaped markup'],
  ['a tag with a space', { tags: ['a b'] }, 'a tag with a space'],
  ['an unknown key', { colour: 1 }, 'unknown key colour'],
  ['no alias', { alias: undefined }, 'no alias'],
  ['a bidi character', { details: { a: '\u202Ex' } }, 'bidi'],
])('takes, as Opsgenie does, but names as a problem %s', async (_what, extra, problem) => {
  receiver = await startOpsgenie()
  const got = await create(extra)
  expect(got.status).toBe(202)
  expect(got.problem).toContain(problem)
})

test.each([
  ['no key', '', 401],
  ['a bare key', 'abc', 401],
  ['an unknown key', 'GenieKey abc', 401],
  ['a key of another integration', `GenieKey ${OTHER_KEY}`, 403],
])('%s is refused', async (_what, key, status) => {
  receiver = await startOpsgenie()
  const got = await call('POST', '/v2/alerts', ALERT, { key })
  expect(got.status).toBe(status)
  expect(got.problem).toMatch(/key/)
})

test.each([
  ['an alias with a bare slash', 'POST', '/v2/alerts/a/b/close', 404],
  ['another method', 'PUT', '/v2/alerts/a/close', 404],
  ['another path', 'POST', '/v1/alerts', 404],
])('%s leads nowhere', async (_what, method, path, status) => {
  receiver = await startOpsgenie()
  expect(await call(method, path, {})).toMatchObject({ status, events: 0 })
})

test('a body that is not JSON is refused', async () => {
  receiver = await startOpsgenie()
  expect(await call('POST', '/v2/alerts', '{')).toMatchObject({ status: 400 })
  expect(await call('POST', '/v2/alerts', '{}', { type: 'text/plain' })).toMatchObject({ status: 415 })
})

test('beyond the rate it answers 429 and says whose limit it was', async () => {
  receiver = await startOpsgenie({ enforceRate: true, now: () => 0 })
  const answers = []
  for (let n = 0; n < 31; n += 1) answers.push(await create())
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(1)
})
