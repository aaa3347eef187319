import type { Problem } from './schemas.ts'
import { currentSession, forgetSession } from './session.ts'

/** What the service refused, in its own words. */
export class ApiProblem extends Error {
  override name = 'ApiProblem'
  readonly status: number
  readonly code: string
  /** By the JSON Pointer of the field. */
  readonly faults: ReadonlyMap<string, string>
  readonly requestId: string | undefined
  constructor(status: number, problem: Partial<Omit<Problem, 'code'>> & { code?: string }) {
    super(problem.detail ?? problem.title ?? `The service answered ${status}.`)
    this.status = status
    this.code = problem.code ?? 'unknown'
    this.faults = new Map(problem.errors?.map(({ pointer, detail }) => [pointer, detail]))
    this.requestId = problem.request_id
  }
}

export type Query = Record<string, string | number | boolean | undefined>

const addressOf = (path: string, query: Query = {}): string => {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return `/api${path}${search === '' ? '' : `?${search}`}`
}

const problemOf = async (response: Response): Promise<ApiProblem> => {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  return new ApiProblem(response.status, problem)
}

const unreachable = (): ApiProblem =>
  new ApiProblem(0, {
    code: 'unreachable',
    detail: 'The service does not answer. Check that it runs and that this machine reaches it; the page tries again.',
  })

export interface SendOptions {
  body?: unknown
  /** In place of the session's own. */
  key?: string
  signal?: AbortSignal
}

/** Throws `ApiProblem` where the answer is none; a 401 ends the session. */
const ask = async (method: string, path: string, options: SendOptions): Promise<Response> => {
  const { body, signal } = options
  const key = options.key ?? currentSession()?.key
  const response = await fetch(path, {
    method,
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      // With a session's cookie the service wants what no page of another site can send.
      ...(method !== 'GET' && { 'x-pencheff-csrf': '1' }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    throw signal?.aborted ? error : unreachable()
  })
  if (response.ok) return response
  if (response.status === 401 && currentSession() != null) forgetSession(true)
  throw await problemOf(response)
}

/** Sends one request below `/api`. Throws `ApiProblem`; a 401 ends the session. */
export const send = async <T>(method: string, path: string, options: SendOptions = {}): Promise<T> => {
  const response = await ask(method, path, options)
  return (response.status === 204 ? undefined : await response.json()) as T
}

/** Opens an answer that has no end. Throws as `send` does. */
export const openStream = async (path: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> => {
  const { body } = await ask('GET', path, { signal })
  if (body === null) throw unreachable()
  return body
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
    send('GET', addressOf(path, query), signal ? { signal } : {}),
  post: <T>(path: string, body?: unknown): Promise<T> => send('POST', addressOf(path), { body }),
  patch: <T>(path: string, body: unknown): Promise<T> => send('PATCH', addressOf(path), { body }),
  delete: (path: string): Promise<void> => send('DELETE', addressOf(path)),
}
