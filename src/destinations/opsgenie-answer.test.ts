import { expect, it } from 'vitest'
import type { HttpResponse } from '../core/http.ts'
import { opsgenie } from './opsgenie.ts'
import { classifyOpsgenie } from './opsgenie-answer.ts'
import type { OpsgenieConfig } from './opsgenie-config.ts'

const judge = (status: number, body: object | string, headers = {}, config: OpsgenieConfig = opsgenie.example) => {
  const text = typeof body === 'string' ? body : JSON.stringify({ took: 0.1, requestId: 'r-1', ...body })
  const response: HttpResponse = { status, headers, body: text, at: 0 }
  return classifyOpsgenie(response, config)
}

it('is accepted while it only promises', () => {
  expect(judge(202, { result: 'Request will be processed' })).toEqual({ status: 'accepted' })
  expect(judge(202, '')).toEqual({ status: 'accepted' })
  expect(judge(200, '<title>Sign in</title>')).toMatchObject({ status: 'retry', reason: 'server' })
})

it.each([
  [401, { message: 'Could not authenticate' }, 'auth', true, 'region is right'],
  [403, { message: 'You are not authorized', code: 40301 }, 'auth', true, 'of the type API'],
  [402, { message: 'Account is blocked' }, 'auth', true, 'blocked'],
  [410, { message: 'Gone' }, 'gone', true, 'Jira Service Management'],
  [404, { message: 'No such resource' }, 'not_found', false, 'check API, region and base URL'],
  [422, { message: 'Not processable', errors: { message: 'too long' } }, 'invalid_request', false, 'message: too long'],
  [400, { message: 'Bad JSON' }, 'invalid_request', false, 'Bad JSON'],
])('%d %j is rejected as %s, disables: %s, and says "%s"', (status, body, reason, disable, words) => {
  const outcome = judge(status, body)
  expect(outcome).toMatchObject({ status: 'rejected', reason, detail: expect.stringContaining(words) })
  expect('disable' in outcome).toBe(disable)
})

it('does not disable for a proxy’s page', () => {
  for (const status of [401, 402, 403]) expect(judge(status, '<h1>Forbidden</h1>')).not.toHaveProperty('disable')
})

it('names the mend of the API that is used', () => {
  const jsm = judge(403, { message: 'x', code: 40301 }, {}, { ...opsgenie.example, api: 'jsm' })
  expect(jsm.detail).toContain('Jira Service Management')
})

it('waits as long as the rate limit’s headers say, and names whose limit it is', () => {
  const headers = {
    'x-ratelimit-state': 'THROTTLED',
    'x-ratelimit-reason': 'ACCOUNT',
    'x-ratelimit-period-in-sec': '60',
  }
  const body = { message: 'You are making too many requests!' }
  expect(judge(429, body, headers)).toEqual({
    status: 'retry',
    reason: 'rate_limited',
    detail: 'answered 429: You are making too many requests! (the limit of the whole account)',
    afterMs: 60_000,
  })
  expect(judge(429, body, { ...headers, 'retry-after': '5' })).toMatchObject({ afterMs: 5000 })
  expect(judge(503, body, headers)).toMatchObject({ reason: 'rate_limited', afterMs: 60_000 })
  expect(judge(429, body, { ...headers, 'x-ratelimit-period-in-sec': 'soon' })).not.toHaveProperty('afterMs')
})
