import { isUtf8 } from 'node:buffer'

export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The first key of `object` that is not among `allowed`. */
export const strangeKey = (object: JsonObject, allowed: readonly string[]): string | undefined =>
  Object.keys(object).find((key) => !allowed.includes(key))

/** Parses strictly: lone surrogates, which most vendors refuse or mangle, are an error too. Throws a `SyntaxError`. */
export const parseJson = (text: string): unknown =>
  JSON.parse(text, (key, value: unknown) => {
    const wellFormed = key.isWellFormed() && (typeof value !== 'string' || value.isWellFormed())
    if (!wellFormed) throw new SyntaxError('a lone surrogate in the JSON')
    return value
  })

/** The body as an object; undefined when it is not UTF-8, not JSON or not an object. */
export const readObject = ({ bytes, body }: { bytes: Buffer; body: string }): JsonObject | undefined => {
  if (!isUtf8(bytes)) return undefined
  try {
    const value = parseJson(body)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export const isJsonType = (contentType: string | undefined): boolean =>
  /^application\/json(?:\s*;\s*charset="?utf-8"?)?\s*$/i.test(contentType ?? '')

/** Length in code points. */
export const codePoints = (text: string): number => Array.from(text).length
