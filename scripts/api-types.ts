import { format } from 'prettier'
import type { OpenApi } from '../src/http/openapi.ts'

const BANNER = '// Written by `npm run generate` from the schemas of docs/openapi.json.\n'

type Schema = Record<string, unknown>

const record = (value: unknown): Schema =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const fieldsOf = (schema: Schema): string => {
  const required = list(schema.required)
  const fields = Object.entries(record(schema.properties)).map(
    ([name, field]) => `${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(record(field))}`,
  )
  return `{ ${fields.join('; ')} }`
}

const objectOf = (schema: Schema): string => {
  if (Object.keys(record(schema.properties)).length > 0) return fieldsOf(schema)
  const values = record(schema.additionalProperties)
  return Object.keys(values).length > 0 ? `Record<string, ${typeOf(values)}>` : 'Record<string, unknown>'
}

const namedType = (name: unknown, schema: Schema): string => {
  if (name === 'array') return `(${typeOf(record(schema.items))})[]`
  if (name === 'object') return objectOf(schema)
  if (name === 'integer') return 'number'
  return typeof name === 'string' ? name : 'unknown'
}

const typeOf = (schema: Schema): string => {
  if (typeof schema.$ref === 'string') return schema.$ref.replace(/^.*\//, '')
  if ('const' in schema) return JSON.stringify(schema.const)
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const choices = [...list(schema.anyOf), ...list(schema.oneOf)]
  if (choices.length > 0) return choices.map((choice) => typeOf(record(choice))).join(' | ')
  return [schema.type]
    .flat()
    .map((name) => namedType(name, schema))
    .join(' | ')
}

const declared = (name: string, schema: Schema): string =>
  schema.type === 'object' ? `export interface ${name} ${objectOf(schema)}` : `export type ${name} = ${typeOf(schema)}`

/** The document's named schemas as TypeScript: all that the dashboard knows of the API. */
export const apiTypes = (document: OpenApi): Promise<string> => {
  const types = Object.entries(document.components.schemas).map(
    ([name, schema]) => `${declared(name, record(schema))}\n`,
  )
  return format(BANNER + types.join('\n'), { parser: 'typescript', semi: false, singleQuote: true, printWidth: 120 })
}
