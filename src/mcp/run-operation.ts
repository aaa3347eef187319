import { Readable } from 'node:stream'
import { requireScope } from '../core/caller.ts'
import { checked } from '../core/faults.ts'
import { operations } from '../operations/index.ts'
import type { Operation, OperationContext } from '../operations/operation.ts'

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

/** Runs an operation as the API does: its scope, its schemas, its workspace. Throws what the API throws. */
export const runOperation = async <Answer extends object>(
  name: string,
  { id, query = {} }: Asked,
  context: OperationContext,
): Promise<Answer> => {
  const operation = operationNamed(name)
  requireScope(context.caller, operation.scope)
  const given = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]))
  const input = {
    params: operation.params && checked(operation.params, { id }),
    query: operation.query && checked(operation.query, Object.fromEntries(given)),
    body: undefined,
    stream: Readable.from([]),
  }
  return (await operation.run(input, context)) as Answer
}
