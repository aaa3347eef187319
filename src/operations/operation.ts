import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Caller, Scope } from '../core/caller.ts'
import type { ErrorCode } from '../core/error.ts'
import type { Services } from './services.ts'

export { type Caller, type Scope, SCOPES } from '../core/caller.ts'

export interface OperationContext {
  caller: Caller
  services: Services
}

export interface OperationInput<Params, Query, Body> {
  params: Params
  query: Query
  body: Body
  /** The raw body, where `rawBody` is set. */
  stream: Readable
}

type Shape = z.ZodObject | undefined
type Out<S extends z.ZodType | undefined> = S extends z.ZodType ? z.output<S> : undefined

/**
 * One thing that the service can do. REST, MCP and the command line are three doors onto the list of these.
 */
export interface Operation<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
> {
  /** camelCase; the `operationId` in OpenAPI. */
  name: string
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below `/api`, with `:name` for parameters. */
  path: string
  /** What the key must hold; `instance` for the instance's owner, `any` for whoever is known. */
  scope: Scope | 'instance' | 'any'
  /** The first word of its OpenAPI tag: `scans`, `integrations`, … */
  tag: string
  summary: string
  params?: Params
  query?: Query
  body?: Body
  /** The body may be left out. */
  bodyOptional?: boolean
  /** Bytes; 1 MiB unless told. */
  bodyLimit?: number
  /** The body is handed over as a stream, of any media type. */
  rawBody?: boolean
  /** 201 creates and takes an `Idempotency-Key`, 204 answers nothing. */
  status: 200 | 201 | 204
  output: z.ZodType | null
  /** Errors of its own, beside those that every operation shares. */
  errors?: ErrorCode[]
  run(input: OperationInput<Out<Params>, Out<Query>, Out<Body>>, context: OperationContext): Promise<unknown>
}

/** Declares an operation; its schemas type what `run` gets. */
export const defineOperation = <
  Params extends Shape = undefined,
  Query extends Shape = undefined,
  Body extends z.ZodType | undefined = undefined,
>(
  operation: Operation<Params, Query, Body>,
): Operation => operation
