import type { IntegrationKind } from '../api/schemas.ts'

export type FieldForm = 'text' | 'choice' | 'switch' | 'list' | 'pairs'

/** One field of a kind's configuration, as the form draws it. */
export interface ConfigField {
  name: string
  title: string
  description: string
  form: FieldForm
  choices: string[]
  required: boolean
  secret: boolean
  /** What the service takes when it is left out. */
  standard: unknown
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

const FORMS: Record<string, FieldForm> = { boolean: 'switch', array: 'list', object: 'pairs' }

const fieldOf = (name: string, schema: Record<string, unknown>, required: readonly string[]): ConfigField => ({
  name,
  title: text(schema.title) || name,
  description: text(schema.description),
  form: Array.isArray(schema.enum) ? 'choice' : (FORMS[text(schema.type)] ?? 'text'),
  choices: texts(schema.enum),
  required: required.includes(name),
  secret: schema.secret === true,
  standard: schema.default,
})

/** The fields of a kind's JSON Schema, the required ones first. */
export const configFields = ({ config_schema }: IntegrationKind): ConfigField[] => {
  const required = texts(config_schema.required)
  const properties = isRecord(config_schema.properties) ? config_schema.properties : {}
  return Object.entries(properties)
    .flatMap(([name, schema]) => (isRecord(schema) ? [fieldOf(name, schema, required)] : []))
    .toSorted((left, right) => Number(right.required) - Number(left.required))
}
