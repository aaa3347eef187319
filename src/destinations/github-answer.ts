import { z } from 'zod'
import type { HttpResponse } from '../core/http.ts'
import type { ExternalRef, Outcome, Reason } from '../core/outcome.ts'
import type { GithubConfig } from './github-config.ts'
import { excerpt, jsonBody, outcomeOfStatus, quote, retryAfterMs } from './http-outcome.ts'

const errorAnswer = z.looseObject({
  message: z.string(),
  documentation_url: z.string().optional().catch(undefined),
  errors: z.array(z.unknown()).optional().catch(undefined),
})
const errorItem = z.looseObject({
  field: z.string().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
})

const faultOf = (item: unknown): string => {
  if (typeof item === 'string') return item
  const { field, code, message } = errorItem.safeParse(item).data ?? {}
  return [field, message ?? code].filter((part) => part).join(': ')
}

interface GithubError {
  message: string
  words: string
  /** GitHub names its documentation with every error; a proxy before it does not. */
  isGithub: boolean
}

const errorOf = (response: HttpResponse, config: GithubConfig): GithubError => {
  const error = errorAnswer.safeParse(jsonBody(response)).data
  const faults = (error?.errors ?? []).slice(0, 5).map(faultOf)
  const said = [error?.message, ...faults].filter(Boolean).join('; ')
  const words = error ? excerpt(said, 350, [config.token]) : quote(response, 350, [config.token])
  const message = error?.message ?? ''
  return { message, words, isGithub: error?.documentation_url !== undefined }
}

/** docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: then "wait for at least one minute". */
const SECONDARY_MS = 60_000

/** Until the primary limit is filled again; the header has epoch seconds. */
const resetMs = ({ headers, at }: HttpResponse): number | undefined => {
  if (headers['x-ratelimit-remaining']?.trim() !== '0') return undefined
  const reset = Number(headers['x-ratelimit-reset'] ?? NaN)
  return Number.isFinite(reset) ? Math.max(1000, reset * 1000 - at) : SECONDARY_MS
}

/** In the order that GitHub gives for 403 and 429; undefined for a 403 that is no limit. */
const limitMs = (response: HttpResponse, { message }: GithubError): number | undefined =>
  retryAfterMs(response) ??
  resetMs(response) ??
  (/secondary rate limit|abuse detection/i.test(message) ? SECONDARY_MS : undefined)

interface Verdict {
  reason: Reason
  detail: string
  disable?: true
}

const noAccess = (detail: string): Verdict => ({ reason: 'auth', detail, disable: true })

const forbidden = (response: HttpResponse, message: string): Verdict | undefined => {
  if ('x-github-sso' in response.headers)
    return noAccess('the organisation demands single sign-on: authorise the token for it in the settings of GitHub')
  if (/archived/i.test(message))
    return { reason: 'gone', detail: 'the repository is archived: unarchive it, or enter another', disable: true }
  if (/resource not accessible by/i.test(message))
    return noAccess('the token may not write issues: give it "Issues: read and write" on this repository')
  if (/administrative rules|user-agent/i.test(message))
    return { reason: 'invalid_request', detail: 'GitHub refused the User-Agent of the request' }
  return /must have (?:admin|push|write)|blocked|suspended/i.test(message)
    ? noAccess('the token’s account may not write to this repository')
    : undefined
}

/** GitHub's own words on what is wrong for good. */
const verdictOf = (response: HttpResponse, { message, isGithub }: GithubError): Verdict | undefined => {
  switch (response.status) {
    case 401:
      return isGithub ? noAccess('the token is wrong, expired or revoked: enter a new one') : undefined
    case 403:
      return isGithub ? forbidden(response, message) : undefined
    case 404:
      // GitHub says "not found" of what a token may not see.
      return isGithub
        ? {
            reason: 'not_found',
            detail: 'no such repository, or the token may not see it: check owner/name and what the token was made for',
            disable: true,
          }
        : undefined
    case 410:
      return /issues (?:are|has been|have been) disabled/i.test(message)
        ? { reason: 'gone', detail: 'issues are switched off in the settings of the repository', disable: true }
        : { reason: 'gone', detail: 'GitHub no longer offers this' }
    case 451:
      return isGithub
        ? { reason: 'gone', detail: 'the repository is blocked for legal reasons', disable: true }
        : undefined
    default:
      return undefined
  }
}

const refused = (response: HttpResponse, config: GithubConfig): Outcome => {
  const { status } = response
  const error = errorOf(response, config)
  const outcome = outcomeOfStatus(response, { detail: error.words })
  const detail = error.words ? `answered ${status}: ${error.words}` : `answered ${status}`
  if (status === 403 || status === 429) {
    const afterMs = limitMs(response, error)
    if (afterMs !== undefined) return { status: 'retry', reason: 'rate_limited', detail, afterMs }
  }
  if (status === 422 && /spammed/i.test(error.words))
    return { status: 'retry', reason: 'rate_limited', detail, afterMs: SECONDARY_MS }
  if (outcome.status !== 'rejected') return outcome
  if (status >= 300 && status < 400)
    return { ...outcome, detail: `answered ${status}: the repository is elsewhere: enter its new owner/name` }
  const verdict = verdictOf(response, error)
  return verdict ? { status: 'rejected', ...verdict, detail: `${detail} (${verdict.detail})` } : outcome
}

const made = z.looseObject({ number: z.int().positive(), html_url: z.url({ protocol: /^https?$/ }) })

/** The issue that an answer names; a comment has no number. */
const externalOf = (response: HttpResponse): ExternalRef | undefined => {
  const issue = made.safeParse(jsonBody(response)).data
  return issue && { ref: String(issue.number), url: issue.html_url }
}

/** Judges one answer of GitHub. */
export const classifyGithub = (response: HttpResponse, config: GithubConfig): Outcome => {
  if (response.status < 200 || response.status >= 300) return refused(response, config)
  const external = externalOf(response)
  return { status: 'delivered', ...(external && { external }) }
}
