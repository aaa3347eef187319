import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { AppError } from '../core/error.ts'
import { refused } from '../core/faults.ts'
import { headerValues } from './headers.ts'

interface Reservation {
  workspaceId: string
  key: string
  operation: string
}

/** Remembers answers for 24 h, a workspace, operation and key. */
export interface IdempotencyStore {
  /** Reserves the key; `done` gives the answer of the first request with the same body. */
  begin(
    entry: Reservation & { bodyHash: string },
  ): Promise<
    { state: 'new' } | { state: 'done'; status: number; body: string } | { state: 'mismatch' } | { state: 'running' }
  >
  finish(entry: Reservation, answer: Answer): Promise<void>
  /** Frees the key after a failure, so that it may be tried again. */
  abandon(entry: Reservation): Promise<void>
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

/**
 * Runs once a key and gives the same answer again. A failure frees the key. When the answer cannot be recorded it is
 * still given: the thing is made, and `onLost` is told.
 */
export const runOnce = async (
  store: IdempotencyStore,
  entry: Reservation & { bodyHash: string },
  run: () => Promise<Answer>,
  onLost: (error: unknown) => void,
): Promise<Answer & { replayed: boolean }> => {
  const earlier = await store.begin(entry)
  if (earlier.state === 'done') return { status: earlier.status, body: earlier.body, replayed: true }
  if (earlier.state !== 'new') throw isRefusal(earlier.state)
  const answer = await run().catch(async (error: unknown) => {
    await store.abandon(entry).catch(onLost)
    throw error
  })
  await store.finish(entry, answer).catch(onLost)
  return { ...answer, replayed: false }
}
