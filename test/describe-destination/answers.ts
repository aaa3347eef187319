import { STATUS_CODES } from 'node:http'
import { expect, it } from 'vitest'
import { isDone, REASONS, type Outcome } from '../../src/core/outcome.ts'
import type { HttpResponse } from '../../src/core/http.ts'
import { sampleEvents } from '../../src/core/sample.ts'
import type { Destination } from '../../src/destinations/destination.ts'
import { goodAnswerOf, renderContext, requestOf, secretsOf, type DescribeOptions, type Verdict } from './options.ts'

/** All that IANA has registered, and four that nobody has. */
const STATUSES = [...Object.keys(STATUS_CODES).map(Number), 99, 199, 600, 999]

const RETRIED = new Set([408, 425, 429])

const sharedVerdict = (status: number): Verdict => {
  if (status >= 200 && status < 300) return 'done'
  return RETRIED.has(status) || status >= 500 || status < 200 ? 'retry' : 'rejected'
}

const verdictOf = (outcome: Outcome): Verdict => {
  if (isDone(outcome)) return 'done'
  return outcome.status === 'retry' ? 'retry' : 'rejected'
}

const at = Date.parse('2026-11-23T09:00:00Z')
const answer = (status: number, body: string, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers,
  body,
  at,
})

/** Bodies that proxies, load balancers and broken servers answer with. */
const ODD_BODIES = [
  '',
  'null',
  '[]',
  '"text"',
  '{"error":null}',
  '{"errors":[null],"message":{"a":1},"code":"x"}',
  '{"error":{"message":["a"],"status":7}}',
  '<!DOCTYPE html><title>502</title><h1>Bad gateway</h1>',
  '['.repeat(20_000),
  'x\0\ud800\u202E'.repeat(10_000),
]

const expectTellable = (outcome: Outcome): void => {
  if (isDone(outcome)) return
  expect(REASONS).toContain(outcome.reason)
  expect(outcome.detail).toMatch(/^\S.*$/)
  expect(outcome.detail.isWellFormed()).toBe(true)
  expect(outcome.detail.length).toBeLessThanOrEqual(600)
}

export const describeAnswers = <Config, Message>(
  destination: Destination<Config, Message>,
  options: DescribeOptions<Message>,
): void => {
  const { example } = destination
  const classify = (response: HttpResponse): Outcome => destination.classify(response, example)
  const goodBody = goodAnswerOf(options).body ?? ''

  it('judges every status', () => {
    const bodyOf = (status: number): string => (sharedVerdict(status) === 'done' ? goodBody : '')
    const judged = STATUSES.map((status) => [status, verdictOf(classify(answer(status, bodyOf(status))))])
    const expected = STATUSES.map((status) => [status, options.verdicts?.(status) ?? sharedVerdict(status)])
    expect(Object.fromEntries(judged)).toEqual(Object.fromEntries(expected))
  })

  it('tells what went wrong in one plain line, whatever the body', () => {
    for (const status of STATUSES)
      for (const body of ODD_BODIES) expectTellable(classify(answer(status, body, { 'retry-after': 'soon' })))
  })

  it('takes the hint of Retry-After in seconds and as a date', () => {
    for (const status of [429, 503])
      for (const hint of ['90', 'Mon, 23 Nov 2026 09:01:30 GMT'])
        expect(classify(answer(status, '', { 'retry-after': hint }))).toMatchObject({
          status: 'retry',
          afterMs: 90_000,
        })
  })

  it('never repeats a credential that the vendor echoes', () => {
    const secrets = secretsOf(destination)
    const request = requestOf(destination, destination.renderTest(example, renderContext))
    const echo = [request.url, ...Object.values(request.headers), ...secrets].join(' ')
    const bodies = [echo, JSON.stringify({ message: echo, text: echo, error: { message: echo }, errors: [echo] })]
    for (const status of [200, 302, 400, 401, 403, 404, 410, 422, 429, 500, 503])
      for (const body of [...bodies, ...secrets])
        for (const secret of secrets) expect(JSON.stringify(classify(answer(status, body)))).not.toContain(secret)
  })

  const { classifyMany } = destination
  if (!classifyMany) return

  it('judges each event of a batch, whatever the answer', () => {
    for (const status of STATUSES)
      for (const body of [goodBody, ...ODD_BODIES]) {
        const outcomes = classifyMany(answer(status, body), example, 3)
        expect(outcomes).toHaveLength(3)
        outcomes.forEach(expectTellable)
      }
    const done = classifyMany(answer(goodAnswerOf(options).status, goodBody), example, 3)
    expect(done.map(verdictOf)).toEqual(['done', 'done', 'done'])
  })

  it('offers batches and their judgement together', () => {
    expect(destination.renderMany?.([sampleEvents.scan_done], example, renderContext)).toBeDefined()
  })
}
