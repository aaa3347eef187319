import type { z } from 'zod'
import { secretFields } from '../src/core/secret.ts'

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Every text inside the secret fields of a configuration. */
export const secretTexts = (schema: z.ZodObject, config: unknown): string[] => {
  const fields = new Map(Object.entries(config ?? {}))
  return secretFields(schema).flatMap((field) => textsIn(fields.get(field)))
}
