import type { z } from 'zod'
import { AppError, type Fault } from '../core/error.ts'
import { checked, refused } from '../core/faults.ts'
import { pointerTo } from '../core/pointer.ts'

/** Names and values of a query; far above what any list takes. */
const PARAMETERS = 100

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new AppError('bad_request', 'The query has a percent sign that does not begin a valid UTF-8 escape.')
  }
}

const pairOf = (part: string): [string, string] => {
  const equals = part.indexOf('=')
  return equals < 0 ? [decoded(part), ''] : [decoded(part.slice(0, equals)), decoded(part.slice(equals + 1))]
}

const pairsOf = (url: string): [string, string][] => {
  const start = url.indexOf('?')
  if (start < 0) return []
  const parts = url
    .slice(start + 1)
    .split('&')
    .filter((part) => part !== '')
  if (parts.length > PARAMETERS)
    throw new AppError('unknown_parameter', `A query has at most ${PARAMETERS} parameters.`)
  return parts.map(pairOf)
}

const faultAt = (name: string, code: string, detail: string): Fault => ({
  pointer: `/query${pointerTo([name])}`,
  code,
  detail,
})

const refuseAny = (names: string[], code: 'unknown_parameter' | 'invalid', fault: string, detail: string): void => {
  if (names.length > 0)
    throw refused(
      names.map((name) => faultAt(name, fault, detail)),
      code,
    )
}

/**
 * The query of a URL as its schema gives it out; values reach the schema as texts. Throws `unknown_parameter` for a
 * name that the schema lacks, `invalid` for a repeated name or a value that does not fit, `bad_request` for bad escapes.
 */
export const readQuery = (url: string, schema: z.ZodObject | undefined): Record<string, unknown> | undefined => {
  const pairs = pairsOf(url)
  const names = pairs.map(([name]) => name)
  const known = new Set(Object.keys(schema?.shape ?? {}))
  const allowed = known.size === 0 ? 'none is taken here' : `taken are ${[...known].join(', ')}`
  const unknown = [...new Set(names.filter((name) => !known.has(name)))]
  refuseAny(unknown, 'unknown_parameter', 'unknown_parameter', `is not a parameter; ${allowed}`)
  const repeated = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))]
  refuseAny(repeated, 'invalid', 'repeated', 'stands twice; send it once')
  const withNul = pairs.filter(([, value]) => value.includes('\0')).map(([name]) => name)
  refuseAny(withNul, 'invalid', 'nul', 'must not hold the character NUL')
  return schema === undefined ? undefined : checked(schema, Object.fromEntries(pairs), '/query')
}
