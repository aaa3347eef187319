import type { IncomingMessage } from 'node:http'
import { AppError } from '../core/error.ts'
import type { FastifyRequest } from 'fastify'
import type { Origin } from '../operations/audited.ts'
import { type Caller, NOBODY, type Operation } from '../operations/operation.ts'
import { cookieValues } from './cookies.ts'
import type { Door } from './door.ts'
import { headerValues } from './headers.ts'
import { refuseForeignPage, requireOwnPage } from './own-page.ts'
import type { Allowance } from './rate-limit.ts'

const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/

/** One sentence for a missing, malformed, unknown, revoked and expired key: which of them it was is nobody's business. */
const unauthorized = (): AppError =>
  new AppError('unauthorized', 'Send a valid API key, once, in the header Authorization: Bearer KEY.')

const bearerKey = (values: string[]): string => {
  const key = values.length === 1 ? BEARER.exec(values[0] ?? '')?.[1] : undefined
  if (key === undefined) throw unauthorized()
  return key
}

/** Also two of them: which one is meant is not ours to guess. */
const sessionOf = async (request: IncomingMessage, door: Door): Promise<Caller | undefined> => {
  const values = cookieValues(request, door.cookies.session)
  const [text] = values
  if (text === undefined || values.length > 1) return undefined
  requireOwnPage(request, door.publicUrl)
  return door.authenticateSession(text)
}

const known = (caller: Caller | undefined): Caller => {
  if (caller === undefined) throw unauthorized()
  return caller
}

/** Who asks, by key alone; throws `unauthorized`. */
export const keyHolder = async (request: IncomingMessage, door: Door): Promise<Caller> =>
  known(await door.authenticate(bearerKey(headerValues(request, 'authorization'))))

/** Who asks, by key or else by session; throws `unauthorized` and, for a session, `cross_site`. */
export const authenticated = async (request: IncomingMessage, door: Door): Promise<Caller> =>
  headerValues(request, 'authorization').length > 0 ? keyHolder(request, door) : known(await sessionOf(request, door))

/** As `authenticated`, but nobody in particular where the operation takes anybody. */
export const callerOf = async (request: IncomingMessage, operation: Operation, door: Door): Promise<Caller> => {
  if (operation.scope !== 'none') return authenticated(request, door)
  // Signing somebody in under another name is an attack too.
  if (operation.method !== 'GET') refuseForeignPage(request, door.publicUrl)
  return NOBODY
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

/** For the audit log. */
export const originOf = (request: FastifyRequest): Origin => ({ address: request.ip, requestId: request.id })
