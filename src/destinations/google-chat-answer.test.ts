import { describe, expect, it, test } from 'vitest'
import type { HttpResponse } from '../core/http.ts'
import { googleChat } from './google-chat.ts'

const { example } = googleChat
const good = JSON.stringify({ name: 'spaces/AAAA/messages/abc.def', space: { name: 'spaces/AAAA' } })

describe('an answer', () => {
  const answer = (status: number, body: string): HttpResponse => ({ status, headers: {}, body, at: 0 })
  const judge = (status: number, body: unknown) => googleChat.classify(answer(status, JSON.stringify(body)), example)
  const said = (status: string, message = 'Something.', details: unknown[] = []) => ({
    error: { code: 400, message, status, details },
  })

  it('with the message is delivered, and its name is kept', () => {
    expect(googleChat.classify(answer(200, good), example)).toEqual({
      status: 'delivered',
      external: { ref: 'spaces/AAAA/messages/abc.def' },
    })
    expect(judge(200, {})).toEqual({ status: 'delivered' })
  })

  it('of a proxy’s page with 200 is not delivered', () => {
    expect(googleChat.classify(answer(200, '<title>Sign in</title>'), example)).toEqual({
      status: 'retry',
      reason: 'server',
      detail: 'answered 200, but not as Chat does: Sign in',
    })
  })

  test.each([
    [400, 'INVALID_ARGUMENT', 'invalid_request', false],
    [400, 'FAILED_PRECONDITION', 'invalid_request', false],
    [401, 'UNAUTHENTICATED', 'auth', true],
    [403, 'PERMISSION_DENIED', 'auth', true],
    [404, 'NOT_FOUND', 'not_found', true],
  ])('%d %s is rejected as %s, disables: %s', (status, word, reason, disable) => {
    const outcome = judge(status, said(word))
    expect(outcome).toMatchObject({ status: 'rejected', reason, ...(disable && { disable: true }) })
    expect('disable' in outcome).toBe(disable)
    expect(outcome.detail).toMatch(new RegExp(`${word}: .{10,}`))
  })

  it('that names a bad key disables although its status is that of a bad message', () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }]
    expect(judge(400, said('INVALID_ARGUMENT', 'API key not valid.', details))).toMatchObject({
      status: 'rejected',
      reason: 'auth',
      disable: true,
    })
  })

  it('that a proxy gives with 401, 403 or 404 does not disable', () => {
    for (const status of [401, 403, 404]) expect(judge(status, '<h1>Forbidden</h1>')).not.toHaveProperty('disable')
  })

  it('tells Google’s words of a message that it refused', () => {
    expect(judge(400, said('INVALID_ARGUMENT', 'Invalid JSON payload: Unknown name "x"')).detail).toBe(
      'answered 400: INVALID_ARGUMENT: Invalid JSON payload: Unknown name "x"',
    )
  })

  it('with 429, 5xx or a conflict of two requests is tried again', () => {
    expect(judge(429, said('RESOURCE_EXHAUSTED'))).toMatchObject({ status: 'retry', reason: 'rate_limited' })
    expect(judge(503, said('UNAVAILABLE'))).toMatchObject({ status: 'retry', reason: 'server' })
    expect(judge(409, said('ABORTED'))).toMatchObject({ status: 'retry', reason: 'server' })
  })

  it('never repeats the key or the token of the URL', () => {
    const secrets = [...new URL(example.webhook_url).searchParams.values()]
    expect(secrets).toHaveLength(2)
    for (const status of [200, 400, 409, 429, 500])
      for (const secret of secrets) {
        expect(judge(status, said('ABORTED', `bad ${secret}`)).detail ?? '').not.toContain(secret)
        expect(judge(status, `bad ${secret}`).detail ?? '').not.toContain(secret)
      }
  })
})
