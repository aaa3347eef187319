import { describe, expect, it } from 'vitest'
import { BODY_CASES } from './bad-input/body-cases.ts'
import { CALLER_CASES } from './bad-input/caller-cases.ts'
import { HTTP_CASES } from './bad-input/http-cases.ts'
import { MEDIA_CASES } from './bad-input/media-cases.ts'
import type { BadInputCase, BadInputSubject } from './bad-input/request.ts'
import { ROUTE_CASES } from './bad-input/route-cases.ts'
import { type RawAnswer, rawExchange } from './raw-http.ts'

const parsed = (body: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(body)
  if (typeof value !== 'object' || value === null) throw new Error('the answer is not an object')
  return Object.fromEntries(Object.entries(value))
}

/** RFC 9457 with our extensions, within their sizes. */
export const expectProblem = (answer: RawAnswer): Record<string, unknown> => {
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(answer.headers['x-content-type-options']).toBe('nosniff')
  expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  expect(Buffer.byteLength(answer.body)).toBeLessThanOrEqual(64 * 1024)
  const problem = parsed(answer.body)
  const requestId = answer.headers['x-request-id'] ?? ''
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/)
  expect(problem).toMatchObject({
    status: answer.status,
    type: `urn:pencheff:problem:${String(problem.code)}`,
    instance: `urn:request:${requestId}`,
    request_id: requestId,
    title: expect.any(String),
  })
  expect(Array.from(String(problem.detail)).length).toBeLessThanOrEqual(200)
  const faults = problem.errors ?? []
  expect(Array.isArray(faults) && faults.length <= 50).toBe(true)
  return problem
}

const pointersOf = (problem: Record<string, unknown>): unknown[] => {
  const faults = problem.errors
  return Array.isArray(faults) ? faults.map((fault: { pointer: unknown }) => fault.pointer) : []
}

/** Plays one case and gives the answer after the assertions that hold for all. */
const play = async (bad: BadInputCase, subject: BadInputSubject): Promise<void> => {
  const startedAt = performance.now()
  const [answer] = await rawExchange(subject.port, bad.send(subject), { end: bad.end ?? false })
  expect(performance.now() - startedAt).toBeLessThan(2_000)
  if (answer === undefined) throw new Error('the connection was closed without an answer')
  expect([bad.status].flat(), answer.body).toContain(answer.status)
  const problem = expectProblem(answer)
  if (bad.code !== undefined) expect([bad.code].flat()).toContain(problem.code)
  if (bad.pointer !== undefined) expect(pointersOf(problem)).toContain(bad.pointer)
  for (const header of bad.headers ?? []) expect(answer.headers[header]).toBeDefined()
  expect(answer.body).not.toContain(subject.key)
}

/** Inputs that must be refused, each with the answer it must get. */
export const BAD_INPUT_CASES: readonly BadInputCase[] = [
  ...BODY_CASES,
  ...MEDIA_CASES,
  ...HTTP_CASES,
  ...ROUTE_CASES,
  ...CALLER_CASES,
]

const healthz = 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'

/**
 * The bad-input suite against a listening server. `effects` counts what must never change: runs of an operation, or rows.
 */
export const describeBadInput = (subject: () => BadInputSubject, effects: () => number | Promise<number>): void => {
  describe('a request that must be refused', () => {
    it.each(BAD_INPUT_CASES)('$name', async (bad) => {
      const before = await effects()
      await play(bad, subject())
      expect(await effects()).toBe(before)
      const [alive] = await rawExchange(subject().port, healthz)
      expect(alive?.status).toBe(200)
    })
  })
}
