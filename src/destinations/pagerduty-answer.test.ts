import { describe, expect, it } from 'vitest'
import type { Answer } from '../../test/receiver.ts'
import type { HttpResponse } from '../core/http.ts'
import { classifyPagerDuty } from './pagerduty-answer.ts'

const refused = (status: number, ...errors: string[]): Answer => ({
  status,
  body: JSON.stringify({ status: 'invalid event', message: 'Event object is invalid', errors }),
})

describe('an answer', () => {
  const judge = ({ status, headers = {}, body = '' }: Answer) => {
    const response: HttpResponse = { status, headers, body, at: 0 }
    return classifyPagerDuty(response, 'a1b2c3d4e5f60718293a4b5c6d7e8f90')
  }

  it('is accepted, not delivered', () => {
    expect(judge({ status: 202, body: '{"status":"success","message":"Event processed"}' })).toEqual({
      status: 'accepted',
    })
    expect(judge({ status: 202, body: '' })).toEqual({ status: 'accepted' })
    expect(judge({ status: 200, body: '<title>Sign in</title>' })).toMatchObject({ status: 'retry', reason: 'server' })
  })

  it.each([
    ["Length of 'routing_key' is incorrect (should be 32 characters)", true],
    ["'routing_key' is invalid", true],
    ["'payload.severity' is invalid", false],
    ["'payload.summary' is too long", false],
  ])('400 with %s disables: %s', (error, disable) => {
    const outcome = judge(refused(400, error))
    expect(outcome).toMatchObject({ status: 'rejected', reason: disable ? 'auth' : 'invalid_request' })
    expect('disable' in outcome).toBe(disable)
    expect(outcome.detail).toContain(error)
  })

  it('names the region as a mend of an unknown key', () => {
    expect(judge(refused(400, "'routing_key' is invalid")).detail).toContain('region')
  })

  it('403 disables only in PagerDuty’s own words', () => {
    expect(judge(refused(403, 'Forbidden'))).toMatchObject({ status: 'rejected', reason: 'auth', disable: true })
    for (const status of [400, 403, 404])
      expect(judge({ status, body: '<h1>routing_key</h1>' })).not.toHaveProperty('disable')
  })

  it('429 waits half a minute unless told otherwise', () => {
    const throttled = { status: 429, body: JSON.stringify({ status: 'throttle exceeded' }) }
    expect(judge(throttled)).toMatchObject({ status: 'retry', reason: 'rate_limited', afterMs: 30_000 })
    expect(judge({ ...throttled, headers: { 'retry-after': '5' } })).toMatchObject({ afterMs: 5000 })
  })
})
