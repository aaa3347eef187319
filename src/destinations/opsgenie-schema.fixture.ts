import { Ajv } from 'ajv'

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength })
const priority = { enum: ['P1', 'P2', 'P3', 'P4', 'P5'] }
const message = text(130)
const note = { note: text(25_000), user: text(100), source: text(100) }
const strict = (properties: Record<string, object>, required: string[]) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

/** The bodies of the alert API with the lengths that it documents, by the last part of their path. */
const ajv = new Ajv({ allErrors: true })
export const VALIDATORS = {
  alerts: ajv.compile(
    strict(
      {
        message,
        alias: text(512),
        description: text(15_000),
        priority,
        source: text(100),
        entity: text(512),
        tags: { type: 'array', maxItems: 20, items: { type: 'string', pattern: '^[^\\s,]{1,50}$' } },
        details: { type: 'object', additionalProperties: { type: 'string' } },
      },
      ['message', 'alias', 'priority'],
    ),
  ),
  close: ajv.compile(strict(note, [])),
  acknowledge: ajv.compile(strict(note, [])),
  notes: ajv.compile(strict(note, ['note'])),
  priority: ajv.compile(strict({ priority }, ['priority'])),
  message: ajv.compile(strict({ message }, ['message'])),
}
