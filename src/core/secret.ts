import type { z } from 'zod'

/**
 * Marks a field of a configuration as secret: encrypted at rest, left out of answers, masked in previews.
 * It goes outermost (`secret(z.string().optional())`), so that the mark survives into the JSON Schema as `"secret": true`.
 */
export const secret = <T extends z.ZodType>(schema: T): T => schema.meta({ ...schema.meta(), secret: true })

export const isSecret = (schema: z.ZodType): boolean => schema.meta()?.secret === true

/** The names of the secret fields of a configuration's schema. */
export const secretFields = (schema: z.ZodObject): string[] =>
  Object.entries(schema.shape)
    .filter(([, field]) => isSecret(field as z.ZodType))
    .map(([name]) => name)

/** Every text within a value. */
export const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Every text inside the secret fields of a configuration. */
export const secretTexts = (schema: z.ZodObject, config: unknown): string[] => {
  const values = new Map(Object.entries(config ?? {}))
  return secretFields(schema).flatMap((field) => textsIn(values.get(field)))
}

/** What stands for a secret wherever one would be shown. */
export const MASK = '••••••••'
