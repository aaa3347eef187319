import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import type { HttpResponse } from '../core/http.ts'

const DEFAULT_BYTES = 65_536
/** A page of a list may be large; more than this no answer needs, whatever a destination asks for. */
const MAX_BYTES = 8_388_608

const decoder = new TextDecoder()

/** A character that the limit cut in two is left out. */
const decode = (bytes: Buffer, limit: number): string =>
  bytes.length < limit ? decoder.decode(bytes) : new TextDecoder().decode(bytes, { stream: true })

const flatten = (headers: IncomingHttpHeaders): Record<string, string> => {
  const flat = Object.create(null) as Record<string, string>
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return flat
}

/** An answer as it comes in. */
const createAnswer = (limit: number) => {
  const chunks: Buffer[] = []
  let size = 0
  let status = 0
  let at = 0
  let headers: Record<string, string> = {}
  return {
    begin: (statusCode: number, received: IncomingHttpHeaders): void => {
      status = statusCode
      at = Date.now()
      headers = flatten(received)
    },
    /** Whether there is room for more. */
    add: (chunk: Buffer): boolean => {
      chunks.push(chunk)
      size += chunk.length
      return size <= limit
    },
    /** A compressed body is not inflated and counts as empty: none was asked for, and it may be a bomb. */
    end: (): HttpResponse => {
      const isPlain = (headers['content-encoding'] ?? 'identity') === 'identity'
      const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
      return { status, headers, body: isPlain ? decode(bytes.subarray(0, limit), limit) : '', at }
    },
  }
}

const reasonOf = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error('the request was stopped')

export interface Limits {
  signal: AbortSignal
  maxBytes?: number | undefined
  /** Its connection is there and nothing is written yet: it may be stopped still. */
  onStart?(): void
}

/**
 * Sends one request and reads its answer to the end, or to `maxBytes`; then the connection is dropped rather than drained.
 * Rejects with what undici met, or with the reason of the signal. Without a stream for each answer, as `request` makes one,
 * a send takes 60 us of CPU instead of 80.
 */
export const exchange = (
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { signal, maxBytes = DEFAULT_BYTES, onStart }: Limits,
): Promise<HttpResponse> =>
  new Promise((resolve, reject) => {
    const answer = createAnswer(Math.min(maxBytes, MAX_BYTES))
    let running: Dispatcher.DispatchController | undefined
    const stop = (): void => {
      running?.abort(reasonOf(signal))
      reject(reasonOf(signal))
    }
    if (signal.aborted) {
      stop()
      return
    }
    const finish = (): void => {
      signal.removeEventListener('abort', stop)
      resolve(answer.end())
    }
    signal.addEventListener('abort', stop)
    dispatcher.dispatch(request, {
      onRequestStart: (controller) => {
        running = controller
        onStart?.()
        // It was waiting for a connection when it was stopped.
        if (signal.aborted) stop()
      },
      onResponseStart: (_controller, status, headers) => {
        if (status >= 200) answer.begin(status, headers)
      },
      onResponseData: (controller, chunk) => {
        if (answer.add(chunk)) return
        finish()
        controller.abort(new Error('the answer is long enough'))
      },
      onResponseEnd: finish,
      onResponseError: (_controller, error) => {
        signal.removeEventListener('abort', stop)
        reject(error)
      },
    })
  })
