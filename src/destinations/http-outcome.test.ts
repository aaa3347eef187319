import { describe, expect, it, test } from 'vitest'
import type { HttpResponse } from '../core/http.ts'
import { excerpt, jsonBody, outcomeOfStatus, quote, retryAfterMs } from './http-outcome.ts'

const at = Date.parse('2026-11-23T09:00:00Z')
const answer = (status: number, body = '', headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers,
  body,
  at,
})

describe('a status', () => {
  it.each([200, 201, 202, 204, 206, 299])('%d is delivered', (status) => {
    expect(outcomeOfStatus(answer(status))).toEqual({ status: 'delivered' })
  })

  it.each([
    [408, 'timeout'],
    [425, 'server'],
    [429, 'rate_limited'],
    [500, 'server'],
    [502, 'server'],
    [503, 'server'],
    [504, 'server'],
    [599, 'server'],
    [600, 'server'],
    [999, 'server'],
    [99, 'server'],
    [199, 'server'],
  ])('%d is tried again, reason %s', (status, reason) => {
    expect(outcomeOfStatus(answer(status))).toEqual({ status: 'retry', reason, detail: `answered ${status}` })
  })

  it.each([
    [400, 'invalid_request'],
    [401, 'auth'],
    [403, 'auth'],
    [404, 'not_found'],
    [413, 'invalid_request'],
    [422, 'invalid_request'],
    [451, 'invalid_request'],
  ])('%d is rejected, reason %s, and does not disable', (status, reason) => {
    expect(outcomeOfStatus(answer(status))).toEqual({ status: 'rejected', reason, detail: `answered ${status}` })
  })

  it('410 disables', () => {
    expect(outcomeOfStatus(answer(410))).toMatchObject({ status: 'rejected', reason: 'gone', disable: true })
  })

  it.each([300, 301, 302, 303, 304, 307, 308])('%d is rejected, for redirects are not followed', (status) => {
    expect(outcomeOfStatus(answer(status))).toMatchObject({ status: 'rejected', reason: 'invalid_request' })
  })
})

it('hands on the vendor’s hint on any status that is tried again, and on no other', () => {
  const headers = { 'retry-after': '7' }
  expect(outcomeOfStatus(answer(429, '', headers))).toMatchObject({ afterMs: 7000 })
  expect(outcomeOfStatus(answer(503, '', headers))).toMatchObject({ afterMs: 7000 })
  expect(outcomeOfStatus(answer(400, '', headers))).not.toHaveProperty('afterMs')
})

it('says the vendor’s words, or those it is given', () => {
  expect(outcomeOfStatus(answer(400, '<p>No&amp;such</p>'))).toMatchObject({ detail: 'answered 400: No&such' })
  expect(outcomeOfStatus(answer(400, 'x'), { detail: 'pick another channel' })).toMatchObject({
    detail: 'answered 400: pick another channel',
  })
})

test.each([
  ['0', 0],
  ['120', 120_000],
  [' 1.5 ', 1500],
  ['0.0001', 1],
  ['Mon, 23 Nov 2026 09:01:00 GMT', 60_000],
  ['Monday, 23-Nov-26 09:01:00 GMT', 60_000],
  ['Mon Nov 23 09:01:00 2026', 60_000],
  ['Mon, 23 Nov 2026 08:00:00 GMT', 0],
  ['999999999', 999_999_999_000],
  ['-5', undefined],
  ['NaN', undefined],
  ['soon', undefined],
  ['', undefined],
  ['1e3', undefined],
  ['Infinity', undefined],
  ['Mon, nonsense', undefined],
  // Two headers come as one.
  ['5, 120', 120_000],
  ['30, Mon, 23 Nov 2026 09:01:00 GMT', 60_000],
  ['Mon, 23 Nov 2026 09:01:00 GMT, NaN', 60_000],
  ['soon, -5', undefined],
])('Retry-After %j is %s ms', (value, expected) => {
  expect(retryAfterMs(answer(429, '', { 'retry-after': value }))).toBe(expected)
})

test('no Retry-After is no hint', () => {
  expect(retryAfterMs(answer(429))).toBeUndefined()
})

describe('a quotation of an answer', () => {
  const answer = (more: Partial<HttpResponse>): HttpResponse => ({
    status: 500,
    headers: {},
    body: 'it broke',
    at: 0,
    ...more,
  })
  const typed = (type: string) => answer({ headers: { 'content-type': type } })

  it.each(['text/plain', 'text/html; charset=utf-8', 'application/json', 'application/problem+json', 'Text/Plain'])(
    'shows %s',
    (type) => {
      expect(quote(typed(type))).toBe('it broke')
    },
  )

  it.each(['application/octet-stream', 'image/png', 'application/pdf', 'application/jsonp', ''])(
    'shows nothing of %j',
    (type) => {
      expect(quote(typed(type))).toBe('')
    },
  )

  it('shows nothing of a peer inside the network of the operator, and the outcome says no more than the status', () => {
    expect(quote(answer({ inside: true }))).toBe('')
    expect(outcomeOfStatus(answer({ inside: true }))).toMatchObject({ detail: 'answered 500' })
  })

  it('never cuts a character in two', () => {
    expect(quote(answer({ body: `${'a'.repeat(198)}🔑🔑` })).isWellFormed()).toBe(true)
  })
})

describe('an excerpt', () => {
  it('is one line without markup or scripts', () => {
    const page =
      '<!DOCTYPE html><head><style>p{}</style><script>x()</script></head><h1>Bad\n gateway</h1><p>nginx &lt;1&gt;'
    expect(excerpt(page)).toBe('Bad gateway nginx <1>')
  })

  it('is cut', () => {
    expect(excerpt('x'.repeat(70_000))).toBe(`${'x'.repeat(199)}…`)
    expect(excerpt('abcdef', 4)).toBe('abc…')
  })

  it('holds no credential that the vendor echoes, in any of its forms', () => {
    const url = 'https://hooks.acme.example/secret/path?k=v&x="1"'
    const echoes = [url, JSON.stringify({ url }), encodeURIComponent(url), '/secret/path?k=v&x=%221%22']
    for (const echo of echoes) expect(excerpt(`no ${echo} here`, 200, [url])).not.toContain('secret')
    expect(excerpt('bad token tok-123456', 200, ['tok-123456', undefined])).toBe('bad token [redacted]')
    expect(excerpt('you sent authorization: Bearer abcdefgh')).toBe('you sent authorization: Bearer [redacted]')
  })

  it.each(['<', '<script>', '&', '<a ', ' '])('of 64 KiB of %s takes less than 200 ms', (part) => {
    const startedAt = performance.now()
    excerpt(part.repeat(65_536 / part.length))
    expect(performance.now() - startedAt).toBeLessThan(200)
  })
})

it('reads JSON, and anything else as undefined', () => {
  expect(jsonBody(answer(200, '{"code":0}'))).toEqual({ code: 0 })
  expect(jsonBody(answer(200, '<html>'))).toBeUndefined()
})
