import type { Logger } from 'pino'
import type { Auditor } from '../operations/audited.ts'
import type { Caller } from '../operations/operation.ts'
import type { Services } from '../operations/services.ts'
import type { IdempotencyStore } from './idempotency.ts'
import type { Allowance } from './rate-limit.ts'

export type Authenticate = (key: string) => Promise<Caller | undefined>

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
  services: Services
  authenticate: Authenticate
  allowance(keyId: string): Allowance
  rateLimit: number
  idempotency: IdempotencyStore
  auditor: Auditor
  log: Logger
  timeouts: Timeouts
  checkAnswers: boolean
}
