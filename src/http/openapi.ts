import { type Operation, SCOPES } from '../operations/operation.ts'
import { EVENT_STREAM } from './change-stream.ts'
import { createCookies } from './cookies.ts'
import { OWN_PAGE_HEADER } from './own-page.ts'
import { PROBLEM_SCHEMA, problemResponses } from './openapi-problems.ts'
import { createSchemaBook, fieldsOf, type JsonSchema, type SchemaBook } from './openapi-schemas.ts'

export interface OpenApiParameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  description?: string
  schema: JsonSchema
}

export interface OpenApiOperation {
  operationId: string
  summary: string
  tags: string[]
  security: Record<string, string[]>[]
  parameters: OpenApiParameter[]
  requestBody?: JsonSchema
  responses: Record<string, JsonSchema>
}

export interface OpenApi {
  openapi: string
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  tags: { name: string }[]
  paths: Record<string, Record<string, OpenApiOperation>>
  components: {
    securitySchemes: JsonSchema
    schemas: Record<string, JsonSchema>
    responses: Record<string, JsonSchema>
  }
}

const DESCRIPTION = `A request carries \`Authorization: Bearer KEY\`, or the session of a person. The scope that either must hold stands in each \
operation's \`security\`: one of ${SCOPES.map((scope) => `\`${scope}\``).join(', ')}, or \`instance\` for the owner of \
the instance. No operation needs \`mcp:unattended\`: with it, the MCP tools that send ask for no confirmation. Errors are problem documents after RFC 9457 with a stable \`code\`.`

const IDEMPOTENCY_KEY: OpenApiParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key and body within 24 hours give the same answer again and make nothing twice.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
}

const describedBy = ({ description }: JsonSchema): { description?: string } =>
  typeof description === 'string' ? { description } : {}

const parametersOf = (operation: Operation, book: SchemaBook): OpenApiParameter[] => {
  const inPath = operation.params === undefined ? [] : fieldsOf(operation.params, book)
  const inQuery = operation.query === undefined ? [] : fieldsOf(operation.query, book)
  return [
    ...inPath.map(({ name, schema }) => ({
      name,
      in: 'path' as const,
      required: true,
      ...describedBy(schema),
      schema,
    })),
    ...inQuery.map((field) => ({ ...field, in: 'query' as const, ...describedBy(field.schema) })),
    ...(operation.status === 201 ? [IDEMPOTENCY_KEY] : []),
  ]
}

const requestBodyOf = (operation: Operation, book: SchemaBook): JsonSchema | undefined => {
  if (operation.rawBody) return { required: true, content: { '*/*': {} } }
  if (operation.body === undefined) return undefined
  const schema = book.write(operation.body, 'input')
  return { required: operation.bodyOptional !== true, content: { 'application/json': { schema } } }
}

const STATUS_WORDS = { 200: 'Done', 201: 'Created', 204: 'Done; no content', 302: 'Go on there' } as const

const answerOf = ({ status, output, streams }: Operation, book: SchemaBook): JsonSchema => ({
  description: streams ? 'The stream; the data of each event is JSON' : STATUS_WORDS[status],
  ...(output !== null && {
    content: { [streams ? EVENT_STREAM : 'application/json']: { schema: book.write(output, 'output') } },
  }),
})

/** A key or a session; none at all where anybody is taken. */
const securityOf = ({ scope }: Operation): OpenApiOperation['security'] => {
  if (scope === 'none') return []
  const needed = scope === 'any' ? [] : [scope]
  return [{ apiKey: needed }, { session: needed }]
}

const described = (operation: Operation, book: SchemaBook): OpenApiOperation => {
  const requestBody = requestBodyOf(operation, book)
  return {
    operationId: operation.name,
    summary: operation.summary,
    tags: [operation.tag],
    security: securityOf(operation),
    parameters: parametersOf(operation, book),
    ...(requestBody !== undefined && { requestBody }),
    responses: { [operation.status]: answerOf(operation, book), ...problemResponses(operation, book.responses) },
  }
}

const templated = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}')

const pathsOf = (operations: readonly Operation[], book: SchemaBook): OpenApi['paths'] => {
  const paths: OpenApi['paths'] = {}
  for (const operation of operations) {
    const methods = (paths[templated(operation.path)] ??= {})
    methods[operation.method.toLowerCase()] = described(operation, book)
  }
  return paths
}

const securitySchemes = (publicUrl: string): JsonSchema => ({
  apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of the workspace.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: createCookies(publicUrl).session.name,
    description:
      `The session of a person, whose role holds the scopes. A request that changes something also needs the browser's ` +
      `Origin or Sec-Fetch-Site, and the header ${OWN_PAGE_HEADER}: 1.`,
  },
})

/** OpenAPI 3.1 of the operations. Paths are relative to the server `PUBLIC_URL/api`. */
export const openApiDocument = (
  operations: readonly Operation[],
  { publicUrl, version }: { publicUrl: string; version: string },
): OpenApi => {
  const book = createSchemaBook()
  const paths = pathsOf(operations, book)
  return {
    openapi: '3.1.0',
    info: { title: 'Pencheff Integrations', version, description: DESCRIPTION },
    servers: [{ url: `${publicUrl.replace(/\/+$/, '')}/api` }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: securitySchemes(publicUrl),
      schemas: { ...book.shared, Problem: PROBLEM_SCHEMA },
      responses: book.responses,
    },
  }
}
