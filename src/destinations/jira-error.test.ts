import { describe, expect, it } from 'vitest'
import type { HttpResponse } from '../core/http.ts'
import { jira } from './jira.ts'

const NOW = Date.parse('2026-11-24T10:00:00Z')
const answer = (status: number, body: unknown = '', headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  at: NOW,
})
const judge = (...args: Parameters<typeof answer>) => jira.classify(answer(...args), jira.example)

describe('answers of Jira', () => {
  it('links the issue that was made by its numeric id', () => {
    expect(judge(201, { id: '10042', key: 'SEC-7', self: 'x' })).toEqual({
      status: 'delivered',
      external: { ref: '10042', url: 'https://acme.atlassian.net/browse/SEC-7' },
    })
  })

  it('takes no path or script for an issue', () => {
    expect(judge(201, { id: '../myself', key: 'SEC-7' })).toEqual({ status: 'delivered' })
    expect(judge(201, { id: '1', key: '../../x' })).toEqual({ status: 'delivered' })
  })

  it.each([
    [{ project: 'valid project is required' }, 'project: valid project is required (check the project key)'],
    [{ issuetype: 'Specify a valid issue type' }, 'check the issue type'],
    [
      { customfield_10010: 'Team is required.' },
      'customfield_10010: Team is required. (this integration does not fill',
    ],
    [{ labels: "The label 'a b' contains spaces" }, "labels: The label 'a b' contains spaces"],
  ])('names the field of %j', (errors, words) => {
    const outcome = judge(400, { errorMessages: [], errors })
    expect(outcome).toMatchObject({ status: 'rejected', reason: 'invalid_request' })
    expect(outcome).not.toHaveProperty('disable')
    expect(outcome.detail).toContain(words)
  })

  it('joins both places where Jira puts its words', () => {
    const outcome = judge(400, { errorMessages: ['First.'], errors: { summary: 'Second.' } })
    expect(outcome.detail).toBe('answered 400: First.; summary: Second.')
  })

  it.each([401, 403])('disables on a %i that Jira itself gave', (status) => {
    const rejected = { status: 'rejected', reason: 'auth', disable: true }
    expect(judge(status, { errorMessages: ['No permission'], errors: {} })).toMatchObject(rejected)
    expect(judge(status, { code: status, message: 'Unauthorized; scope does not match' })).toMatchObject(rejected)
    expect(judge(status, '<html>Basic Authentication Failure</html>', { 'x-arequestid': '1' })).toMatchObject(rejected)
  })

  it.each([401, 403])('does not disable on a %i of a proxy', (status) => {
    expect(judge(status, '<html>Blocked by policy</html>')).toEqual({
      status: 'rejected',
      reason: 'auth',
      detail: `answered ${status}: Blocked by policy`,
    })
    expect(judge(status, { message: 'Forbidden' })).not.toHaveProperty('disable')
  })

  it('asks for a sign-in where Data Center demands a CAPTCHA', () => {
    const headers = { 'x-authentication-denied-reason': 'CAPTCHA_CHALLENGE; login-url=https://jira.acme.example/login' }
    expect(judge(403, '', headers).detail).toContain('sign in once with a browser')
  })

  it('waits as long as Jira says, in seconds or until an instant', () => {
    expect(judge(429, '', { 'retry-after': '7' })).toMatchObject({
      status: 'retry',
      reason: 'rate_limited',
      afterMs: 7000,
    })
    expect(judge(429, '', { 'x-ratelimit-reset': '2026-11-24T10:01Z' })).toMatchObject({ afterMs: 60_000 })
    expect(judge(429, '', { 'retry-after': '0', 'x-ratelimit-reset': '2026-11-24T10:01Z' })).toMatchObject({
      afterMs: 0,
    })
    expect(judge(503, '', { 'retry-after': '30' })).toMatchObject({
      status: 'retry',
      reason: 'server',
      afterMs: 30_000,
    })
    expect(judge(429, '<html>Rate limit exceeded</html>', { 'x-ratelimit-reset': '60' })).not.toHaveProperty('afterMs')
  })

  it('tries again after a conflict and after its own faults', () => {
    expect(judge(409, { errorMessages: ['Conflict'] })).toMatchObject({
      status: 'retry',
      detail: 'answered 409: Conflict',
    })
    expect(judge(500)).toMatchObject({ status: 'retry', reason: 'server' })
  })

  it('does not switch off over an API that Atlassian took away', () => {
    expect(judge(410, { errorMessages: ['The requested API has been removed.'] })).not.toHaveProperty('disable')
  })

  it('never repeats the token that an answer echoes', () => {
    const basic = Buffer.from(`${jira.example.email}:${jira.example.api_token}`).toString('base64')
    const outcome = judge(400, { errorMessages: [`bad ${jira.example.api_token} and Basic ${basic}`], errors: {} })
    expect(outcome.detail).not.toContain(jira.example.api_token)
    expect(outcome.detail).not.toContain(basic)
  })
})
