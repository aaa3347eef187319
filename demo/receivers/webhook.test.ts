import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Receiver } from './receiver.ts'
import { startWebhook } from './webhook.ts'

const ISO = '2026-11-23T09:20:00.000Z'
const target = { id: 't1', kind: 'url', name: 'acme-web', base_url: 'https://acme.example' }
const data = (event: string, extra: object = {}) => ({
  event,
  event_id: 'e1',
  occurred_at: ISO,
  target,
  scan: null,
  ...extra,
})
const message = (type: string, extra: object = {}) => ({ type, timestamp: ISO, data: data(type, extra) })

let receiver: Receiver
beforeAll(async () => {
  receiver = await startWebhook()
})
afterAll(() => receiver.close())

interface Sending {
  id?: string
  seconds?: string
  headers?: Record<string, string>
  path?: string
}

const send = async (body: unknown, { id = 'msg_1', seconds, headers = {}, path }: Sending = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const at = seconds ?? String(Math.floor(Date.now() / 1000))
  const sign = new Webhook(String(receiver.config.webhook_secret))
  const signed = {
    'content-type': 'application/json',
    'user-agent': 'test/1',
    'webhook-id': id,
    'webhook-timestamp': at,
    'webhook-signature': sign.sign(id, new Date(Number(at) * 1000), text),
    ...headers,
  }
  const url = path === undefined ? String(receiver.config.webhook_url) : receiver.url + path
  const response = await fetch(url, { method: 'POST', headers: signed, body: text })
  const { problem, events } = receiver.receipts.at(-1) ?? {}
  return { status: response.status, problem, events, body: await response.text() }
}

test.each([
  message('scan_started'),
  message('scan_done'),
  message('scan_failed', { error: 'timeout' }),
  message('finding_new', { finding: { id: 'f1' } }),
  message('finding_changed', { finding: { id: 'f1' }, change_summary: 'state: open → fixed' }),
])('a signed $type is taken', async (body) => {
  expect(await send(body)).toEqual({ status: 204, problem: undefined, events: 1, body: '' })
})

test('a test is taken and carries no event', async () => {
  const got = await send({ type: 'test', timestamp: ISO, data: { text: 'Pencheff integration test' } })
  expect(got).toMatchObject({ status: 204, problem: undefined, events: 0 })
})

test('one of several signatures is enough, as when a secret is rotated', async () => {
  const body = JSON.stringify(message('scan_done'))
  const now = new Date()
  const good = new Webhook(String(receiver.config.webhook_secret)).sign('r', now, body)
  const headers = { 'webhook-signature': `v1,${'A'.repeat(43)}= ${good}` }
  expect(await send(body, { id: 'r', seconds: String(Math.floor(now.getTime() / 1000)), headers })).toMatchObject({
    status: 204,
  })
})

const REFUSED: [what: string, body: unknown, sending: Sending, status: number, problem: string][] = [
  [
    'a wrong signature',
    message('scan_done'),
    { headers: { 'webhook-signature': 'v1,AAAA' } },
    401,
    'No matching signature',
  ],
  ['no signature', message('scan_done'), { headers: { 'webhook-signature': '' } }, 401, 'webhook-signature is missing'],
  [
    'signatures split by commas',
    message('scan_done'),
    { headers: { 'webhook-signature': 'v1,A, v1,B' } },
    401,
    'single spaces',
  ],
  ['an old timestamp', message('scan_done'), { seconds: '1700000000' }, 401, 'too old'],
  ['a timestamp of tomorrow', message('scan_done'), { seconds: '4000000000' }, 401, 'too new'],
  ['milliseconds', message('scan_done'), { headers: { 'webhook-timestamp': '1795425600123' } }, 400, 'whole seconds'],
  ['an id with a dot', message('scan_done'), { id: 'a.b' }, 400, 'webhook-id'],
  ['another content type', message('scan_done'), { headers: { 'content-type': 'text/plain' } }, 415, 'content-type'],
  ['another path', message('scan_done'), { path: '/' }, 404, 'no hook'],
  ['a body that is not JSON', '{', {}, 400, 'not a JSON object'],
  ['an unknown type', message('scan.done'), {}, 400, 'type "scan.done" is unknown'],
  ['an unknown key', { ...message('scan_done'), extra: 1 }, {}, 400, 'unknown key extra'],
  ['a local time', { ...message('scan_done'), timestamp: '2026-11-23 09:20' }, {}, 400, 'ISO 8601'],
  ['a type unlike its event', { ...message('scan_done'), data: data('scan_failed') }, {}, 400, 'data.event is not'],
  ['no target', message('scan_done', { target: null }), {}, 400, 'data.target is missing'],
  ['no event id', message('scan_done', { event_id: 1 }), {}, 400, 'data.event_id'],
  ['no time of the event', message('scan_done', { occurred_at: 'now' }), {}, 400, 'data.occurred_at'],
  ['a finding event without its finding', message('finding_new'), {}, 400, 'data.finding is missing'],
  [
    'a change without its summary',
    message('finding_changed', { finding: {} }),
    {},
    400,
    'data.change_summary is missing',
  ],
  ['a failed scan without its error', message('scan_failed'), {}, 400, 'data.error is missing'],
  ['data that is no object', { type: 'test', timestamp: ISO, data: [] }, {}, 400, 'data is not an object'],
]
describe('refuses', () => {
  test.each(REFUSED)('%s', async (_what, body, sending, status, problem) => {
    const got = await send(body, sending)
    expect(got).toMatchObject({ status, events: 0 })
    expect(got.problem).toContain(problem)
    expect(got.body).toContain('error')
  })
  test('GET', async () => {
    expect((await fetch(String(receiver.config.webhook_url))).status).toBe(405)
  })
})

test('messages are counted by their id', async () => {
  const counted = await startWebhook({ verify: false, keepReceipts: false })
  for (const id of ['a', 'b', 'a', 'c'])
    await fetch(counted.url, { method: 'POST', headers: { 'webhook-id': id }, body: 'anything' })
  expect(counted.counters()).toMatchObject({ requests: 4, unique: 3, duplicates: 1, events: 4 })
  await counted.close()
})

describe('in mode sha256', () => {
  const secret = 'a text used as it is'
  const body = JSON.stringify(message('scan_done'))
  let sha: Receiver
  beforeAll(async () => {
    sha = await startWebhook({ signature: 'sha256', secret })
  })
  afterAll(() => sha.close())
  const mac = (key: string) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`
  const post = async (headers: Record<string, string>) => {
    const base = { 'content-type': 'application/json', 'user-agent': 'test/1', 'webhook-id': 'x' }
    const at = { 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) }
    const response = await fetch(String(sha.config.webhook_url), {
      method: 'POST',
      headers: { ...base, ...at, ...headers },
      body,
    })
    return [response.status, sha.receipts.at(-1)?.problem]
  }
  test('the HMAC of the body is taken', async () => {
    expect(await post({ 'x-pencheff-signature': mac(secret) })).toEqual([204, undefined])
    expect(sha.config).toMatchObject({ signature: 'sha256', webhook_secret: secret })
  })
  test('that of another key is refused', async () => {
    expect(await post({ 'x-pencheff-signature': mac('other') })).toEqual([
      401,
      'x-pencheff-signature does not match the body',
    ])
  })
  test('none is refused', async () => {
    expect(await post({})).toEqual([401, 'x-pencheff-signature does not match the body'])
  })
  test('an old timestamp is refused', async () => {
    const got = await post({ 'x-pencheff-signature': mac(secret), 'webhook-timestamp': '1700000000' })
    expect(got).toEqual([401, 'webhook-timestamp is more than five minutes off'])
  })
  test('a Standard Webhooks signature beside it is refused', async () => {
    const got = await post({ 'x-pencheff-signature': mac(secret), 'webhook-signature': 'v1,AAAA' })
    expect(got).toEqual([400, 'webhook-signature has no place beside sha256'])
  })
})
