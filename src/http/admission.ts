import type { IncomingMessage } from 'node:http'
import { AppError } from '../core/error.ts'
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

/** Who asks, by key or else by session; throws `unauthorized` and, for a session, `cross_site`. */
export const authenticated = async (request: IncomingMessage, door: Door): Promise<Caller> => {
  const keys = headerValues(request, 'authorization')
  const caller = keys.length > 0 ? await door.authenticate(bearerKey(keys)) : await sessionOf(request, door)
  if (caller === undefined) throw unauthorized()
  return caller
}

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

export const holdsScope = (caller: Caller, scope: Operation['scope']): boolean => {
  if (scope === 'any' || scope === 'none') return true
  return scope === 'instance' ? caller.instanceOwner : caller.scopes.includes(scope)
}

export const missingScope = (caller: Caller, scope: Operation['scope']): AppError => {
  const detail =
    scope === 'instance'
      ? 'Only the owner of the instance may do this.'
      : `The ${caller.person ? 'role' : 'key'} lacks the scope ${scope}.`
  return new AppError('insufficient_scope', detail, {
    headers: { 'www-authenticate': `Bearer realm="pencheff", error="insufficient_scope", scope="${scope}"` },
  })
}
