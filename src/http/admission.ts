import type { IncomingMessage } from 'node:http'
import { AppError } from '../core/error.ts'
import type { Caller } from '../core/caller.ts'
import type { Authenticate } from './door.ts'
import { headerValues } from './headers.ts'
import type { Allowance } from './rate-limit.ts'

const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/

/** One sentence for a missing, malformed, unknown, revoked and expired key: which of them it was is nobody's business. */
const unauthorized = (): AppError =>
  new AppError('unauthorized', 'Send a valid API key, once, in the header Authorization: Bearer KEY.')

const bearerKey = (request: IncomingMessage): string => {
  const values = headerValues(request, 'authorization')
  const key = values.length === 1 ? BEARER.exec(values[0] ?? '')?.[1] : undefined
  if (key === undefined) throw unauthorized()
  return key
}

/** Who asks; throws `unauthorized`. */
export const authenticated = async (request: IncomingMessage, authenticate: Authenticate): Promise<Caller> => {
  const caller = await authenticate(bearerKey(request))
  if (caller === undefined) throw unauthorized()
  return caller
}

export const rateLimitHeaders = (limit: number, allowance: Allowance): Record<string, string> => ({
  'ratelimit-limit': String(limit),
  'ratelimit-remaining': String(allowance.remaining),
  'ratelimit-reset': String(allowance.resetSeconds),
})

export const requireAllowance = (allowance: Allowance, limit: number): void => {
  if (allowance.allowed) return
  throw new AppError('rate_limited', `A key may make ${limit} requests a minute. Try again later.`, {
    headers: { 'retry-after': String(allowance.resetSeconds) },
  })
}
