export interface RetryOptions {
  /** Tries in all, the first among them; 4 unless told, 1 for none but the first. */
  attempts?: number
  /** A service that asks for a longer wait than this is not waited for; 60,000 unless told. */
  maxWaitMs?: number
  /** Waits; for those who keep the time themselves. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

type Send = (request: Request) => Promise<Response>

const FIRST_WAIT_MS = 500

const pauseFor = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })

/** `Retry-After` in milliseconds, of seconds or of a date; undefined where it says nothing. */
const retryAfterMs = ({ headers }: Response): number | undefined => {
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}

/** Sent twice it does no more than sent once. */
const isRepeatable = ({ method, headers }: Request): boolean => method !== 'POST' || headers.has('idempotency-key')

/**
 * 429 is said before anything is done. After 503 it may have been done all the same. 409 with a time to come back is a
 * request under the same idempotency key that is still running.
 */
const mayRetry = (request: Request, { status, headers }: Response): boolean =>
  status === 429 ||
  (status === 503 && isRepeatable(request)) ||
  (status === 409 && headers.has('retry-after') && request.headers.has('idempotency-key'))

/** A stream of bytes is gone once it is sent. */
const canSendAgain = ({ headers }: Request): boolean => headers.get('content-type') !== 'application/octet-stream'

/** Sends again what the service asks to send later, when it says, and as long as the options allow. */
export const retrying =
  (send: Send, { attempts = 4, maxWaitMs = 60_000, pause = pauseFor }: RetryOptions = {}): Send =>
  async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt >= attempts || !canSendAgain(request)
      const response = await send(isLast ? request : request.clone())
      if (isLast || !mayRetry(request, response)) return response
      const waitMs = retryAfterMs(response) ?? FIRST_WAIT_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2)
      if (waitMs > maxWaitMs) return response
      await response.body?.cancel()
      await pause(waitMs, request.signal)
    }
  }
