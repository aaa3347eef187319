import { Readable } from 'node:stream'
import { holdsScope, missingScope } from '../core/caller.ts'
import { AppError } from '../core/error.ts'
import { checked } from '../core/faults.ts'
import type { Auditable } from '../operations/audited.ts'
import { operations } from '../operations/index.ts'
import type { Operation } from '../operations/operation.ts'
import type { McpContext } from './tool.ts'

const byName = new Map(operations.map((operation) => [operation.name, operation]))

export const operationNamed = (name: string): Operation => {
  const operation = byName.get(name)
  if (!operation) throw new Error(`there is no operation ${name}`)
  return operation
}

export interface Asked {
  id?: string
  /** As a query string has it; what is undefined is left out. */
  query?: Record<string, string | number | boolean | undefined>
}

/** Throws `insufficient_scope` unless the caller may run it; that it was tried is on record. */
export const admitTo = async (operation: Auditable, context: McpContext): Promise<void> => {
  const { caller, auditor, origin } = context
  if (holdsScope(caller, operation.scope)) return
  await auditor.denied(operation, context, origin)
  throw missingScope(caller, operation.scope)
}

/** What a tool's argument names is not there: says so of the argument. */
export const orUnknown =
  (field: string, detail: string) =>
  (error: unknown): never => {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error
    const fault = { pointer: `/${field}`, code: 'not_found', detail }
    throw new AppError('not_found', `${fault.pointer}: ${detail}`, { faults: [fault], cause: error })
  }

const nothing = () => ({ params: undefined, query: undefined, body: undefined, stream: Readable.from([]) })

/** Runs what has no path of the API: its scope and its record. */
export const runOnRecord = async <Answer extends object>(
  operation: Auditable,
  body: unknown,
  context: McpContext,
): Promise<Answer> => {
  await admitTo(operation, context)
  return (await context.auditor.run(operation, { ...nothing(), body }, context, context.origin)) as Answer
}

/** Runs an operation as the API does: its scope, its schemas, its workspace, its record. Throws what the API throws. */
export const runOperation = async <Answer extends object>(
  name: string,
  { id, query = {} }: Asked,
  context: McpContext,
): Promise<Answer> => {
  const operation = operationNamed(name)
  await admitTo(operation, context)
  const given = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]))
  const input = {
    ...nothing(),
    params: operation.params && checked(operation.params, { id }),
    query: operation.query && checked(operation.query, Object.fromEntries(given)),
  }
  return (await context.auditor.run(operation, input, context, context.origin)) as Answer
}
