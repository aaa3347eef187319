import { ERRORS, type ErrorCode } from '../core/error.ts'
import type { Operation } from '../operations/operation.ts'
import type { JsonSchema } from './openapi-schemas.ts'

const text = { type: 'string' }

/** RFC 9457 with our extensions. */
export const PROBLEM_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'What went wrong, after RFC 9457.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'request_id'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: text,
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string', maxLength: 200 },
    instance: { type: 'string', format: 'uri' },
    code: { type: 'string', enum: Object.keys(ERRORS) },
    request_id: { type: 'string', format: 'uuid' },
    errors: {
      type: 'array',
      maxItems: 50,
      description: 'What is wrong with the input; pointers go into the body, or begin with /query or /header.',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'detail'],
        properties: { pointer: text, code: text, detail: { type: 'string', maxLength: 200 } },
      },
    },
  },
}

const ALWAYS: ErrorCode[] = [
  'bad_request',
  'not_acceptable',
  'uri_too_long',
  'unknown_parameter',
  'rate_limited',
  'headers_too_large',
  'internal',
  'unavailable',
]
const ANY_BODY: ErrorCode[] = ['request_timeout', 'too_large', 'unsupported_media_type']
const JSON_BODY: ErrorCode[] = [
  ...ANY_BODY,
  'body_not_json',
  'body_not_utf8',
  'duplicate_key',
  'forbidden_key',
  'too_deep',
  'too_many_keys',
  'not_well_formed_unicode',
  'invalid',
]

const bodyCodes = (operation: Operation): ErrorCode[] => {
  if (operation.rawBody) return ANY_BODY
  if (operation.method === 'GET') return []
  return operation.body !== undefined && !operation.bodyOptional ? ['body_missing', ...JSON_BODY] : JSON_BODY
}

const codesOf = (operation: Operation): Set<ErrorCode> =>
  new Set<ErrorCode>([
    ...ALWAYS,
    ...(operation.scope === 'none' ? [] : (['unauthorized', 'insufficient_scope', 'cross_site'] as const)),
    ...bodyCodes(operation),
    ...(operation.params === undefined ? [] : (['not_found'] as const)),
    ...(operation.query === undefined ? [] : (['invalid'] as const)),
    ...(operation.status === 201 ? (['invalid', 'conflict', 'idempotency_conflict'] as const) : []),
    ...(operation.errors ?? []),
  ])

const responseOf = (codes: ErrorCode[]): JsonSchema => ({
  description: codes.map((code) => `\`${code}\`: ${ERRORS[code][1]}.`).join(' '),
  content: {
    'application/problem+json': {
      schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }] },
    },
  },
})

/**
 * The problem responses of an operation, by status. Each is written into `shared` once, under its status and codes, and
 * referred to: written out at every operation they are two thirds of the document.
 */
export const problemResponses = (
  operation: Operation,
  shared: Record<string, JsonSchema>,
): Record<string, JsonSchema> => {
  const byStatus = Map.groupBy(codesOf(operation), (code) => String(ERRORS[code][0]))
  return Object.fromEntries(
    [...byStatus].map(([status, unordered]) => {
      const codes = unordered.toSorted()
      const name = [status, ...codes].join('.')
      shared[name] = responseOf(codes)
      return [status, { $ref: `#/components/responses/${name}` }]
    }),
  )
}
