import { expect, it } from 'vitest'
import { z } from 'zod'
import { secretFields } from '../../src/core/secret.ts'
import { KINDS, type Destination } from '../../src/destinations/destination.ts'
import { fieldsOf } from './options.ts'

const schemaOf = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  secret: z.boolean().optional(),
  items: z.looseObject({ type: z.string() }).optional(),
  additionalProperties: z.looseObject({ type: z.string().optional() }).optional(),
})
type FieldSchema = z.output<typeof schemaOf>

const schemasOf = (config: z.ZodObject): [string, FieldSchema][] =>
  Object.entries(z.toJSONSchema(config, { io: 'input' }).properties ?? {}).map(([name, schema]) => [
    name,
    schemaOf.parse(schema),
  ])

/** What the dashboard's form knows how to draw. */
const isDrawable = ({ type, enum: choices, items, additionalProperties }: FieldSchema): boolean => {
  if (choices) return choices.length > 0
  if (type === 'array') return items?.type === 'string'
  if (type === 'object') return additionalProperties?.type === 'string'
  return type === 'string' || type === 'boolean' || type === 'integer'
}

const SECRET_NAME = /(?:^|_)(?:token|secret|password)$|^(?:api|routing)_key$|^webhook_url$|^headers$/

export const describeConfig = <Config, Message>(destination: Destination<Config, Message>): void => {
  const { config, example, hostRule } = destination

  it('is one of the ten kinds and says what it is', () => {
    expect(KINDS).toContain(destination.kind)
    for (const text of [destination.title, destination.use, destination.protocol, destination.setup])
      expect(text.trim()).not.toBe('')
    expect(destination.use).toMatch(/\.$/)
  })

  it('has a title, a description and a drawable type on every field of its configuration', () => {
    for (const [name, schema] of schemasOf(config)) {
      expect(schema.title, `title of ${name}`).toMatch(/\S/)
      expect(schema.description, `description of ${name}`).toMatch(/\S/)
      expect(isDrawable(schema), `${name} can be drawn`).toBe(true)
    }
  })

  it('marks its secrets, in the JSON Schema too', () => {
    const secrets = secretFields(config)
    const inSchema = schemasOf(config).filter(([, schema]) => schema.secret)
    expect(secrets.length).toBeGreaterThan(0)
    expect(inSchema.map(([name]) => name)).toEqual(secrets)
    expect(Object.keys(config.shape).filter((name) => SECRET_NAME.test(name) && !secrets.includes(name))).toEqual([])
  })

  it('takes its own example, which sets every field, and refuses a field that it does not know', () => {
    expect(config.parse(example)).toEqual(example)
    expect(
      fieldsOf(example)
        .map(([name]) => name)
        .toSorted(),
    ).toEqual(Object.keys(config.shape).toSorted())
    expect(config.safeParse({ ...Object.fromEntries(fieldsOf(example)), unknown_field: 'x' }).success).toBe(false)
    expect(config.safeParse({}).success).toBe(false)
  })

  it('names the fields that hold a URL, and no others', () => {
    for (const field of hostRule.fields) expect(Object.keys(config.shape)).toContain(field)
    const urls = fieldsOf(example).filter(([, value]) => typeof value === 'string' && /^https?:/.test(value))
    expect(hostRule.fields.toSorted()).toEqual(urls.map(([name]) => name).toSorted())
  })
}
