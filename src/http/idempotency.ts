import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { AppError } from '../core/error.ts'
import { refused } from '../core/faults.ts'
import type { Services } from '../operations/services.ts'
import { headerValues } from './headers.ts'

interface Reservation {
  workspaceId: string
  key: string
  operation: string
}

/** Remembers answers for 24 h, a workspace, operation and key. */
export interface IdempotencyStore {
  /**
   * Runs once a key; `done` gives the answer of the first request with the same body. What `run` does with the services it is
   * given is kept together with its answer, or not at all. A failure frees the key.
   */
  once(
    entry: Reservation & { bodyHash: string },
    services: Services,
    run: (within: Services) => Promise<Answer>,
  ): Promise<({ state: 'new' | 'done' } & Answer) | { state: 'mismatch' } | { state: 'running' }>
}

export interface Answer {
  status: number
  body: string
}

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/

/** The `Idempotency-Key`, or undefined where none is sent. */
export const idempotencyKey = (request: IncomingMessage): string | undefined => {
  const values = headerValues(request, 'idempotency-key')
  const [key] = values
  if (key === undefined) return undefined
  if (values.length === 1 && VISIBLE_ASCII.test(key)) return key
  const detail = 'must be 1 to 255 visible ASCII characters, once'
  throw refused([{ pointer: '/header/idempotency-key', code: 'invalid_format', detail }])
}

export const bodyHash = (url: string, bytes: Buffer): string =>
  createHash('sha256').update(url).update('\0').update(bytes).digest('base64url')

const isRefusal = (state: 'mismatch' | 'running'): AppError =>
  state === 'mismatch'
    ? new AppError('idempotency_conflict', 'This Idempotency-Key was used with another body. Take a new key.')
    : new AppError('conflict', 'A request with this Idempotency-Key is still running.', {
        headers: { 'retry-after': '1' },
      })

/** Runs once a key and gives the same answer again. */
export const runOnce = async (
  store: IdempotencyStore,
  entry: Reservation & { bodyHash: string },
  services: Services,
  run: (within: Services) => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> => {
  const result = await store.once(entry, services, run)
  if (result.state === 'mismatch' || result.state === 'running') throw isRefusal(result.state)
  return { status: result.status, body: result.body, replayed: result.state === 'done' }
}
