import pg from 'pg'
import { AppError } from '../core/error.ts'

/** PostgreSQL's classes 08 (connection), 53 (no memory, disk or connections left) and 57P (shut down, or starting). */
const STATES = /^(?:08|53|57P)/
const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  // The socket of a server on this machine that does not run.
  'ENOENT',
])
/** What the driver says of a connection that went, in words alone. */
const WORDS =
  /^Connection terminated|timeout exceeded when trying to connect|^Client was closed|is not queryable$|^Query read timeout/

const isUnreachable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return error instanceof pg.DatabaseError ? STATES.test(code) : SOCKET.has(code) || WORDS.test(error.message)
}

/** What a statement threw, as `unavailable` where the database could not be reached or cannot serve: it passes. */
export const asUnavailable = (error: unknown): unknown =>
  isUnreachable(error)
    ? new AppError('unavailable', 'The database does not answer just now. Try again in a few seconds.', {
        cause: error,
      })
    : error
