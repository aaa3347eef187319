import type { HttpRequest } from '../../src/core/http.ts'

export type Json = Record<string, unknown>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every object in a value, at any depth, the outer before the inner. */
export const objectsIn = (value: unknown): Json[] =>
  typeof value === 'object' && value !== null
    ? [...(isObject(value) ? [value] : []), ...Object.values(value).flatMap(objectsIn)]
    : []

export const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

export const textAt = (object: Json | undefined, key: string): string | undefined => {
  const value = object?.[key]
  return typeof value === 'string' ? value : undefined
}

export const objectAt = (object: Json | undefined, key: string): Json | undefined => {
  const value = object?.[key]
  return isObject(value) ? value : undefined
}

/** The objects in the list at `key`; none where there is no list. */
export const listAt = (object: Json | undefined, key: string): Json[] => {
  const value = object?.[key]
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** The body of a request that carries one JSON object; throws on any other. */
export const bodyOf = ({ body = '' }: HttpRequest): Json => {
  const parsed: unknown = JSON.parse(body)
  if (!isObject(parsed)) throw new Error('the body is not an object')
  return parsed
}
