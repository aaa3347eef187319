import type { JsonSchema } from './openapi-schemas.ts'

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '')

export const code = (text: string): string => `<code>${escaped(text)}</code>`

/** Descriptions are ours, and mark code as Markdown does. */
export const prose = (text: string): string => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')

const record = (value: unknown): JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const referred = ({ $ref }: JsonSchema): string | undefined =>
  typeof $ref === 'string' ? $ref.slice($ref.lastIndexOf('/') + 1) : undefined

/** The words of a schema's type, with a link where it has a name. */
const typeOf = (schema: JsonSchema): string => {
  const name = referred(schema)
  if (name !== undefined) return `<a href="#schema-${escaped(name)}">${escaped(name)}</a>`
  if ('const' in schema) return code(JSON.stringify(schema.const))
  const values = list(schema.enum)
  if (values.length > 0) return values.map((value) => code(String(value))).join(', ')
  const choices = [...list(schema.anyOf), ...list(schema.oneOf)]
  if (choices.length > 0) return [...new Set(choices.map((choice) => typeOf(record(choice))))].join(' or ')
  if (schema.type === 'array') return `list of ${typeOf(record(schema.items))}`
  const words = [schema.type].flat().filter((word) => typeof word === 'string')
  return escaped(words.length === 0 ? 'any value' : words.join(' or '))
}

const LIMITS: Record<string, string> = {
  format: 'as',
  minLength: 'characters, at least',
  maxLength: 'characters, at most',
  minimum: 'at least',
  maximum: 'at most',
  maxItems: 'items, at most',
  default: 'unless told',
}

const limitsOf = (schema: JsonSchema): string[] =>
  Object.entries(LIMITS).flatMap(([key, words]) =>
    schema[key] === undefined ? [] : [`${words} ${code(JSON.stringify(schema[key]))}`],
  )

interface Row {
  name: string
  required: boolean
  schema: JsonSchema
}

const rowOf = ({ name, required, schema }: Row): string => {
  const { description } = schema
  const notes = [typeof description === 'string' ? prose(description) : '', ...limitsOf(schema)].filter(Boolean)
  return (
    `<tr><td>${code(name)}${required ? '' : '<br><span class="soft">may be left out</span>'}</td>` +
    `<td>${typeOf(schema)}${notes.length === 0 ? '' : `<br><span class="soft">${notes.join('; ')}</span>`}</td></tr>`
  )
}

/** A table of names with their types; `head` names the first column. */
export const rowsTable = (head: string, rows: readonly Row[]): string =>
  `<table><thead><tr><th>${head}</th><th>Type</th></tr></thead><tbody>${rows.map(rowOf).join('')}</tbody></table>`

/** The fields of an object, those of objects within it by their paths. */
const fieldsOf = (schema: JsonSchema, path = '', depth = 0): Row[] => {
  const required = list(schema.required)
  return Object.entries(record(schema.properties)).flatMap(([name, value]) => {
    const field = record(value)
    const row = { name: path + name, required: required.includes(name), schema: field }
    const inner = field.type === 'array' ? record(field.items) : field
    const mark = field.type === 'array' ? '[].' : '.'
    return depth < 3 ? [row, ...fieldsOf(inner, `${path}${name}${mark}`, depth + 1)] : [row]
  })
}

/** What a schema asks for, as a table of its fields or in words. */
export const schemaBlock = (schema: JsonSchema): string => {
  const rows = fieldsOf(schema)
  return rows.length === 0 ? `<p>${typeOf(schema)}</p>` : rowsTable('Field', rows)
}

/** A value that the schema may take, of what it needs and no more. */
export const exampleOf = (schema: JsonSchema): unknown => {
  if ('const' in schema) return schema.const
  const [value] = list(schema.enum)
  if (value !== undefined) return value
  const [choice] = [...list(schema.anyOf), ...list(schema.oneOf)]
  if (choice !== undefined) return exampleOf(record(choice))
  if (schema.type === 'array') return [exampleOf(record(schema.items))]
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1
  if (schema.type === 'boolean') return true
  if (schema.type !== 'object') return '…'
  const required = list(schema.required)
  const fields = Object.entries(record(schema.properties)).filter(([name]) => required.includes(name))
  return Object.fromEntries(fields.map(([name, field]) => [name, exampleOf(record(field))]))
}
