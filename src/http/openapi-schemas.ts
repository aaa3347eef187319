import { z } from 'zod'

export type JsonSchema = Record<string, unknown>
export type Direction = 'input' | 'output'

const LOCAL = '#/$defs/'
const SHARED = '#/components/schemas/'

/** Rewrites every `$ref` into the document's shared schemas; `names` gives the name there. */
const relocated = (value: unknown, names: ReadonlyMap<string, string>): unknown => {
  if (Array.isArray(value)) return value.map((item) => relocated(item, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key !== '$ref' || typeof inner !== 'string' || !inner.startsWith(LOCAL)) return [key, relocated(inner, names)]
      const name = inner.slice(LOCAL.length)
      return [key, `${SHARED}${names.get(name) ?? name}`]
    }),
  )
}

const isRecord = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export interface SchemaBook {
  /** The zod schema as JSON Schema 2020-12; schemas with a `meta({ id })` become shared ones and are referred to. */
  write(schema: z.ZodType, direction: Direction): JsonSchema
  shared: Record<string, JsonSchema>
  /** Responses that several operations share. */
  responses: Record<string, JsonSchema>
}

/** Collects the shared schemas of one document. Where what is taken differs from what is given, the former ends in `Input`. */
export const createSchemaBook = (): SchemaBook => {
  const shared: Record<string, JsonSchema> = {}
  const nameFor = (id: string, definition: JsonSchema, direction: Direction): string => {
    const known = shared[id]
    const same = known === undefined || JSON.stringify(known) === JSON.stringify(definition)
    if (same) return id
    return `${id}${direction === 'input' ? 'Input' : 'Output'}`
  }
  const write = (schema: z.ZodType, direction: Direction): JsonSchema => {
    const { $schema: _, $defs, ...root } = z.toJSONSchema(schema, { io: direction, unrepresentable: 'any' })
    const definitions = Object.entries($defs ?? {})
    // The first look at a name decides on the plain form, before references are rewritten inside it.
    const plain = new Map(definitions.map(([id]) => [id, id]))
    const names = new Map(
      definitions.map(([id, definition]) => [id, nameFor(id, asRecord(relocated(definition, plain)), direction)]),
    )
    for (const [id, definition] of definitions) shared[names.get(id) ?? id] = asRecord(relocated(definition, names))
    return asRecord(relocated(root, names))
  }
  return { write, shared, responses: {} }
}

const asRecord = (value: unknown): JsonSchema => (isRecord(value) ? value : {})

export interface Field {
  name: string
  required: boolean
  schema: JsonSchema
}

const propertiesOf = (schema: JsonSchema): JsonSchema => asRecord(schema.properties)

const requiredOf = (schema: JsonSchema): unknown[] => (Array.isArray(schema.required) ? schema.required : [])

/**
 * The fields of a query or path. Their values travel as texts and are read by the schema, so its output tells the type
 * and its input what must be there; a plain transform tells nothing of its output, and then the input is shown.
 */
export const fieldsOf = (schema: z.ZodObject, book: SchemaBook): Field[] => {
  const taken = book.write(schema, 'input')
  const given = propertiesOf(book.write(schema, 'output'))
  const required = requiredOf(taken)
  return Object.entries(propertiesOf(taken)).map(([name, input]) => {
    const output = asRecord(given[name])
    return {
      name,
      required: required.includes(name),
      schema: Object.keys(output).some((key) => key !== 'description' && key !== 'title') ? output : asRecord(input),
    }
  })
}
