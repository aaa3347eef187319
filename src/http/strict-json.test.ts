import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../core/error.ts'
import { readJson } from './strict-json.ts'

const read = (text: string): unknown => readJson(Buffer.from(text))

const refusal = (text: string | Buffer): AppError => {
  try {
    readJson(Buffer.from(text))
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('it was read')
}

const isForbidden = (key: string): boolean => ['__proto__', 'constructor', 'prototype'].includes(key)

const holdsForbidden = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([key, inner]) => isForbidden(key) || holdsForbidden(inner))

describe('the strict JSON reader', () => {
  it('reads whatever JSON.stringify writes, and as JSON.parse does', () => {
    const values = fc
      .jsonValue({ maxDepth: 8, noUnicodeString: false })
      .filter((value) => !holdsForbidden(value))
      .map((value) => JSON.stringify(value))
      .filter((text) => !text.includes('\\u0000') && !/\\ud[89a-f]/i.test(text) && !/\d{16}/.test(text))
    fc.assert(
      fc.property(values, (text) => {
        expect(read(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('never throws anything but an AppError, whatever the bytes', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', 'a', '1e9', '-', '\\u12', '\\ud800', ' ')
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(noise, (input) => {
        const bytes = Buffer.from(input)
        try {
          expect(readJson(bytes)).toEqual(JSON.parse(bytes.toString().replace(/^\ufeff/, '')))
        } catch (error) {
          expect(error).toBeInstanceOf(AppError)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('finds a duplicate key wherever it stands among others', () => {
    const objects = fc.uniqueArray(
      fc.string({ maxLength: 5 }).filter((key) => !isForbidden(key) && !key.includes('\0')),
      {
        minLength: 1,
        maxLength: 20,
      },
    )
    fc.assert(
      fc.property(objects, fc.nat(), (keys, pick) => {
        const twice = keys[pick % keys.length] ?? ''
        const members = [...keys, twice].map((key) => `${JSON.stringify(key)}:{${JSON.stringify(key)}:0}`)
        expect(refusal(`{${members.join(',')}}`).code).toBe('duplicate_key')
      }),
    )
  })

  it('takes the same key in sibling, parent and child objects', () => {
    const text = '[{"a":{"a":[{"a":1},{"a":2}]}},{"a":1}]'
    expect(read(text)).toEqual(JSON.parse(text))
  })

  it('skips a byte order mark', () => {
    expect(readJson(Buffer.from('\ufeff{"a":1}'))).toEqual({ a: 1 })
  })

  it('takes 32 levels and 10,000 keys, and one more of neither', () => {
    expect(read('['.repeat(32) + ']'.repeat(32))).toBeInstanceOf(Array)
    expect(refusal('['.repeat(33) + ']'.repeat(33)).code).toBe('too_deep')
    const keys = (count: number): string =>
      JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, at])))
    expect(read(keys(10_000))).toBeInstanceOf(Object)
    expect(refusal(keys(10_001)).code).toBe('too_many_keys')
  })

  it('takes numbers that a double holds, and refuses those that it would round or lose', () => {
    expect(read('[9007199254740991,-9007199254740991,0.1234567890123456789,1e308,-0,1E2]')).toHaveLength(6)
    for (const number of ['9007199254740992', '-9007199254740993', '123456789012345678901', '1e309', '-1e999'])
      expect(refusal(`{"n":${number}}`)).toMatchObject({ code: 'invalid', faults: [{ pointer: '/n' }] })
  })

  it('takes whole surrogate pairs, raw and by escape', () => {
    expect(read('["😀","\\ud83d\\ude00","\\uD83D\\uDE00x"]')).toEqual(['😀', '😀', '😀x'])
  })

  it('points at the place, below lists and keys with slashes', () => {
    expect(refusal('{"a/b":[1,{"x":[[],"\\ud800"]}]}').faults[0]?.pointer).toBe('/a~1b/1/x/1')
  })

  it('never repeats what the body holds', () => {
    const secret = 'hunter2hunter2'
    const bodies = [
      `{"token":"${secret}"`,
      `{"token":${secret}}`,
      `{"token":"${secret}\\ud800"}`,
      `{"a":"${secret}","a":1}`,
    ]
    for (const body of bodies) expect(JSON.stringify([refusal(body), refusal(body).message])).not.toContain(secret)
  })

  it('reads a body of 100,000 findings within its larger limits', () => {
    const findings = Array.from({ length: 100_000 }, (_, at) => ({ title: `t${at}`, severity: 'low', cvss_score: 1.5 }))
    const bytes = Buffer.from(JSON.stringify({ findings }))
    expect(readJson(bytes, { depth: 32, keys: 4_000_000 })).toEqual({ findings })
    expect(refusal(bytes).code).toBe('too_many_keys')
  })
})
