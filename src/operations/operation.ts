import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Caller, NeededScope } from '../core/caller.ts'
import type { ErrorCode } from '../core/error.ts'
import type { Account } from '../people/sign-in.ts'
import type { Services } from './services.ts'

export { type Caller, type Scope, SCOPES } from '../core/caller.ts'

export interface OperationContext {
  /** `NOBODY` where the scope is `none`. */
  caller: Caller
  services: Services
  /** The browser, or other HTTP client, that asks; absent where the operation is not called over HTTP. */
  visit?: Visit
  /** Is told who signed in, for the record; there where the scope is `none`. */
  onSignIn?: (account: Account) => void
}

/** What signing in needs of HTTP. */
export interface Visit {
  /** The client's, as far as it can be told. */
  address: string
  /** Gives the browser a session to keep, or takes it away. */
  setSession(text: string | null): void
  /** What the browser brings back of a sign-in that went to a provider. */
  readonly signIn: string | undefined
  /** Gives it something to bring back, or takes it away. */
  setSignIn(text: string | null): void
}

/** The caller of an operation that takes anybody. */
export const NOBODY: Caller = { workspaceId: '', keyId: '', keyName: '', scopes: [], instanceOwner: false }

export const visitOf = ({ visit }: OperationContext): Visit => {
  if (!visit) throw new Error('signing in is there over HTTP only')
  return visit
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
  scope: NeededScope
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
  /** 201 creates and takes an `Idempotency-Key`, 204 answers nothing, 302 sends the browser where `run` says. */
  status: 200 | 201 | 204 | 302
  output: z.ZodType | null
  /** `run` gives a stream of what changed, which is sent as server-sent events; each one's data is an `output`. */
  streams?: boolean
  /** Though no GET it changes nothing, so that it leaves no trace in the audit log. */
  readsOnly?: boolean
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
