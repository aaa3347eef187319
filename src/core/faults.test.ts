import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AppError } from './error.ts'
import { checked } from './faults.ts'
import { problemOf } from '../http/problem.ts'

const refusal = (schema: z.ZodType, value: unknown): AppError => {
  try {
    checked(schema, value)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('it was taken')
}

const faults = (schema: z.ZodType, value: unknown): string[] =>
  problemOf(refusal(schema, value), 'r').errors?.map(({ pointer, detail }) => `${pointer} ${detail}`) ?? []

const integration = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('slack'), config: z.strictObject({ webhook_url: z.url() }) }),
  z.strictObject({
    kind: z.literal('jira'),
    config: z.strictObject({ email: z.email(), labels: z.array(z.string()).max(2) }),
  }),
])

describe('faults of an input', () => {
  it('say of a missing, a wrong and a null value what must be there', () => {
    const schema = z.strictObject({ a: z.string(), b: z.int(), c: z.enum(['x', 'y']), d: z.boolean(), e: z.uuid() })
    expect(faults(schema, { b: 1.5, c: 'z', d: null, e: 'x' })).toEqual([
      '/a is missing; it must be given',
      '/b must be a whole number',
      '/c must be one of "x", "y"',
      '/d must be true or false',
      '/e must be a UUID',
    ])
  })

  it('name each unknown field', () => {
    expect(faults(z.strictObject({ a: z.strictObject({}) }), { a: { x: 1, y: 2 }, z: 3 })).toEqual([
      '/a/x is not known here; leave it out',
      '/a/y is not known here; leave it out',
      '/z is not known here; leave it out',
    ])
  })

  it('go into the branch of a union that was meant', () => {
    expect(faults(integration, { kind: 'irc' })).toEqual(['/kind must be one of "slack", "jira"'])
    expect(faults(integration, { kind: 'jira', config: { email: 'x', labels: ['a', 'b', 'c'] } })).toEqual([
      '/config/email must be a mail address',
      '/config/labels must have at most 2 items',
    ])
    const either = z.union([z.string(), z.strictObject({ n: z.number().min(3) })])
    expect(faults(either, { n: 1 })).toEqual(['/n must be at least 3'])
    expect(faults(either, 5)).toEqual([' fits none of the allowed forms'])
  })

  it('keep the words that a schema brings', () => {
    const schema = z.object({ name: z.string().refine((name) => name !== 'x', 'must not be x') })
    expect(faults(schema, { name: 'x' })).toEqual(['/name must not be x'])
  })

  it('are sorted by place and cut at fifty', () => {
    const pointers = faults(
      z.array(z.string()),
      Array.from({ length: 100_000 }, () => 1),
    )
    expect(pointers).toHaveLength(50)
    expect(pointers[2]).toBe('/2 must be a text')
    expect(pointers[10]).toBe('/10 must be a text')
  })

  it('never repeat a value', () => {
    const secret = 'xoxb-hunter2'
    const schema = z.strictObject({
      a: z.url(),
      b: z.string().max(3),
      c: z.string().regex(/^\d+$/),
      d: z.number(),
      e: z.enum(['x']),
      f: z.union([z.url(), z.number()]),
      g: z.literal(1),
      h: z.iso.datetime(),
      i: z.record(z.string().max(3), z.string().max(1)),
      k: z.string().startsWith('https'),
    })
    const value = { ...Object.fromEntries(Array.from('abcdefghk', (name) => [name, secret])), i: { ok: secret } }
    const problem = JSON.stringify(problemOf(refusal(schema, value), 'r'))
    expect(problem).not.toContain(secret)
    expect(JSON.parse(problem)).toMatchObject({ errors: { length: 10 } })
  })
})
