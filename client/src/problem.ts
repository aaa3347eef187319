import type { Problem } from './schema.ts'

/** What the service refused, as it says it: a problem document after RFC 9457. */
export class ProblemError extends Error {
  override name = 'ProblemError'
  readonly status: number
  /** Stable, from the closed set of the OpenAPI document; `unknown` where something on the way answered. */
  readonly code: Problem['code'] | 'unknown'
  /** Each thing that is wrong with the input, by JSON Pointer. */
  readonly errors: NonNullable<Problem['errors']>
  /** By which the service's log knows the request. */
  readonly requestId: string | undefined
  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? problem.title ?? `the service answered ${status}`)
    this.status = status
    this.code = problem.code ?? 'unknown'
    this.errors = problem.errors ?? []
    this.requestId = problem.request_id
  }
}

/** Either is there: what was asked for, or what was wrong. */
export interface Answered<Data> {
  data?: Data
  error?: unknown
  response: Response
}

/** The data of an answer. Throws `ProblemError` for what the service refused. */
export const answer = async <Data>(call: Promise<Answered<Data>>): Promise<Data> => {
  const { data, error, response } = await call
  if (!response.ok) throw new ProblemError(response.status, typeof error === 'object' && error !== null ? error : {})
  return data as Data
}
