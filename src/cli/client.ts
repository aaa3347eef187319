import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable, Transform } from 'node:stream'

/** What the service refused, in its own words. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** The service does not answer. The message is one line. */
export class Unreachable extends Error {
  override name = 'Unreachable'
}

export type Query = Record<string, string | number | undefined>

export interface UploadOptions {
  /** Hears how much of it is through. */
  onBytes(sent: number, all: number): void
  /** Ends it; its reason is thrown. */
  signal: AbortSignal
}

/** Speaks to a running service; whatever it answers below 400 is an answer, all else is thrown. */
export interface Client {
  url: string
  key: string
  get<T>(path: string, query?: Query): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  delete(path: string): Promise<void>
  /** Sends a file as it is. */
  upload<T>(path: string, query: Query, file: string, options: UploadOptions): Promise<T>
  /** Every item of a list, page by page. */
  all<T>(path: string, query?: Query): Promise<T[]>
  /** Any path of the service, not only of its API. */
  reach(path: string, init?: RequestInit): Promise<Response>
}

interface Problem {
  code?: string
  detail?: string
  errors?: { pointer: string; detail: string }[]
}

const wordsOf = ({ detail = 'no reason given', errors = [] }: Problem): string =>
  errors.length > 1 ? errors.map(({ pointer, detail: words }) => `${pointer} ${words}`).join('; ') : detail

const refusedBy = async (response: Response): Promise<Refused> => {
  const problem = (await response.json().catch(() => ({}))) as Problem
  return new Refused(response.status, problem.code ?? 'unknown', wordsOf(problem))
}

const causeOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined
  return (cause as { code?: string } | undefined)?.code ?? 'no answer'
}

/** `duplex` is what fetch asks for with a body that streams; its types do not know it yet. */
type Init = RequestInit & { duplex?: 'half' }

const pathWith = (path: string, query: Query): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  )
  return given.length === 0 ? path : `${path}?${new URLSearchParams(Object.fromEntries(given)).toString()}`
}

/** The file's bytes, counted as they go. */
const counted = async (file: string, onBytes: (sent: number, all: number) => void): Promise<Readable> => {
  const { size } = await stat(file)
  let sent = 0
  const counter = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      sent += chunk.length
      onBytes(sent, size)
      done(null, chunk)
    },
  })
  const source = createReadStream(file)
  source.once('error', (error) => counter.destroy(error))
  return source.pipe(counter)
}

export const createClient = (url: string, key: string): Client => {
  const reach = async (path: string, init: Init = {}): Promise<Response> => {
    try {
      return await fetch(url + path, { ...init, redirect: 'error' })
    } catch (error) {
      init.signal?.throwIfAborted()
      throw new Unreachable(`${url} does not answer (${causeOf(error)})`, { cause: error })
    }
  }
  const call = async (method: string, path: string, init: Init = {}, type?: string): Promise<Response> => {
    const headers = { authorization: `Bearer ${key}`, ...(type !== undefined && { 'content-type': type }) }
    const response = await reach(`/api${path}`, { ...init, method, headers })
    if (!response.ok) throw await refusedBy(response)
    return response
  }
  const get = async <T>(path: string, query: Query = {}): Promise<T> =>
    (await (await call('GET', pathWith(path, query))).json()) as T
  return {
    url,
    key,
    get,
    post: async (path, body) => {
      const init = body === undefined ? {} : { body: JSON.stringify(body) }
      return (await (
        await call('POST', path, init, body === undefined ? undefined : 'application/json')
      ).json()) as never
    },
    delete: async (path) => {
      await call('DELETE', path)
    },
    upload: async (path, query, file, { onBytes, signal }) => {
      const body = Readable.toWeb(await counted(file, onBytes)) as ReadableStream<Uint8Array>
      const init: Init = { body, duplex: 'half', signal }
      const response = await call('POST', pathWith(path, query), init, 'application/octet-stream')
      return (await response.json()) as never
    },
    all: async <T>(path: string, query: Query = {}) => {
      const items: T[] = []
      let cursor: string | undefined
      do {
        const page = await get<{ items: T[]; next_cursor: string | null }>(path, { ...query, limit: 200, cursor })
        items.push(...page.items)
        cursor = page.next_cursor ?? undefined
      } while (cursor !== undefined)
      return items
    },
    reach,
  }
}
