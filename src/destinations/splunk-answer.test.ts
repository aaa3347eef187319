import { describe, expect, it, test } from 'vitest'
import type { HttpResponse } from '../core/http.ts'
import type { Outcome } from '../core/outcome.ts'
import { judge as judgeOne, judgeMany } from './splunk-answer.ts'

interface Answer {
  status: number
  body?: string
}

const answer = ({ status, body = '' }: Answer): HttpResponse => ({ status, headers: {}, body, at: 0 })
const hec = (status: number, code: number, rest: object = {}): Answer => ({
  status,
  body: JSON.stringify({ text: `code ${code}`, code, ...rest }),
})
const classify = (response: HttpResponse): Outcome => judgeOne(response, ['a-secret-token'])
const classifyMany = (response: HttpResponse, count = 4): Outcome[] => judgeMany(response, ['a-secret-token'], count)

describe('an answer', () => {
  it('of success is accepted, for only the indexers can tell more', () => {
    expect(classify(answer(hec(200, 0)))).toEqual({ status: 'accepted' })
  })

  test.each([
    [403, 1, 'auth', true],
    [401, 2, 'auth', true],
    [401, 3, 'auth', true],
    [403, 4, 'auth', true],
    [400, 5, 'invalid_request', false],
    [400, 6, 'invalid_request', false],
    [400, 7, 'invalid_request', true],
    [400, 10, 'invalid_request', false],
    [400, 11, 'invalid_request', false],
    [400, 12, 'invalid_request', false],
    [400, 13, 'invalid_request', false],
    [400, 14, 'invalid_request', false],
    [400, 15, 'invalid_request', false],
    [400, 16, 'invalid_request', false],
    [400, 21, 'auth', true],
    [400, 22, 'auth', true],
    [400, 28, 'invalid_request', false],
  ])('%d with code %d is rejected as %s, disables: %s, and names the mend', (status, code, reason, disable) => {
    const outcome = classify(answer(hec(status, code)))
    expect(outcome).toMatchObject({ status: 'rejected', reason })
    expect('disable' in outcome && outcome.disable).toBe(disable)
    expect(outcome.detail).toMatch(new RegExp(`^answered ${status}, code ${code}: code ${code} – .{10,}`))
  })

  test.each([
    [500, 8, 'server'],
    [503, 9, 'server'],
    [503, 18, 'server'],
    [503, 20, 'server'],
    [503, 23, 'server'],
    [503, 24, 'server'],
    [429, 26, 'rate_limited'],
    [429, 27, 'rate_limited'],
  ])('%d with code %d is tried again as %s', (status, code, reason) => {
    expect(classify(answer(hec(status, code)))).toMatchObject({ status: 'retry', reason })
  })

  it('of another port names the right one, and a page with 200 is not success', () => {
    expect(classify(answer({ status: 404, body: '<h1>Not found</h1>' }))).toMatchObject({
      status: 'rejected',
      detail: 'answered 404: there is no collector here; its port is 8088, in Splunk Cloud mostly 443',
    })
    expect(classify(answer({ status: 200, body: '<html>Sign in' }))).toMatchObject({
      status: 'retry',
      detail: 'answered 200, but not as the collector does: Sign in',
    })
  })
})

it('never repeats the token that the collector echoes', () => {
  for (const code of [4, 9])
    expect(
      classify(answer({ status: 403, body: JSON.stringify({ text: 'no token a-secret-token', code }) })).detail,
    ).toMatch(/^answered 403, code \d: no token \[redacted\]/)
})

describe('a batch of four', () => {
  const judge = (reply: Answer) => classifyMany(answer(reply)).map((outcome) => outcome.status)

  test.each([6, 12, 13, 15])('with code %d at event 1 keeps the one before and sends those after it again', (code) => {
    const outcomes = classifyMany(answer(hec(400, code, { 'invalid-event-number': 1 })))
    expect(outcomes).toMatchObject([
      { status: 'accepted' },
      { status: 'rejected', reason: 'invalid_request' },
      { status: 'retry', afterMs: 0 },
      { status: 'retry', afterMs: 0 },
    ])
  })

  it('whose bad event is not named is tried again as a whole', () => {
    for (const number of [undefined, 4, -1])
      expect(judge(hec(400, 6, { 'invalid-event-number': number }))).toEqual(['retry', 'retry', 'retry', 'retry'])
  })

  it('with a wrong index or token is rejected as a whole', () => {
    for (const code of [4, 7])
      expect(judge(hec(400, code, { 'invalid-event-number': 1 }))).toEqual(Array(4).fill('rejected'))
  })

  it('of one event is judged as that event', () => {
    expect(classifyMany(answer(hec(400, 6)), 1)).toMatchObject([{ status: 'rejected' }])
  })
})
