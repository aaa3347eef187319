import type { Logger } from 'pino'
import type { Auditor } from '../operations/audited.ts'
import type { Caller } from '../operations/operation.ts'
import type { AllServices } from '../operations/services.ts'
import type { Cookies } from './cookies.ts'
import type { IdempotencyStore } from './idempotency.ts'
import type { Allowance } from './rate-limit.ts'

/** Finds the holder of a key, or of a session; undefined when it is unknown, over or revoked. */
export type Authenticate = (text: string) => Promise<Caller | undefined>

export interface Timeouts {
  /** From the connection or the last answer to the end of the next request's headers. */
  headersMs: number
  /** For an ordinary body. */
  bodyMs: number
  /** Between two pieces of a body. */
  idleMs: number
  /** For any request, streams too. */
  requestMs: number
  keepAliveMs: number
  /** How often the slow ones are looked for. */
  checkMs: number
}

/** What the routes need of the options. */
export interface Door {
  services: AllServices
  authenticate: Authenticate
  authenticateSession: Authenticate
  cookies: Cookies
  publicUrl: string
  allowance(keyId: string): Allowance
  rateLimit: number
  idempotency: IdempotencyStore
  auditor: Auditor
  log: Logger
  timeouts: Timeouts
  checkAnswers: boolean
}
