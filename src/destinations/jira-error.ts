import { z } from 'zod'
import type { HttpResponse } from '../core/http.ts'
import type { ExternalRef, Outcome } from '../core/outcome.ts'
import { excerpt, jsonBody, outcomeOfStatus, quote, retryAfterMs } from './http-outcome.ts'
import { browseUrl, isGateway, type JiraConfig } from './jira-config.ts'
import { basicCredential, isIssueRef } from './jira-request.ts'

/** Either part may hold the only hint. The gateway has `message` alone. */
const errorBody = z.object({
  errorMessages: z.array(z.string()).optional(),
  errors: z.record(z.string(), z.unknown()).optional(),
  message: z.string().optional(),
  code: z.number().optional(),
  'status-code': z.number().optional(),
})
type ErrorBody = z.output<typeof errorBody>

const errorOf = (response: HttpResponse): ErrorBody => errorBody.safeParse(jsonBody(response)).data ?? {}

/** Fields are matched by key, since the messages may be in any language. */
const hintOf = (field: string): string => {
  if (field === 'project') return ' (check the project key)'
  if (field === 'issuetype') return ' (check the issue type)'
  if (['summary', 'description', 'labels', 'comment'].includes(field)) return ''
  return ' (this integration does not fill that field: make it optional, or choose another issue type)'
}

const wordsOf = (response: HttpResponse, config: JiraConfig): string => {
  const { errorMessages = [], errors = {}, message } = errorOf(response)
  const words = [
    ...errorMessages,
    ...Object.entries(errors).map(
      ([field, text]) => `${field}: ${typeof text === 'string' ? text : JSON.stringify(text)}${hintOf(field)}`,
    ),
    ...(message ? [message] : []),
  ].join('; ')
  const secrets = [config.api_token, basicCredential(config)]
  return words ? excerpt(words, 400, secrets) : quote(response, 400, secrets)
}

const ATLASSIAN_HEADERS = ['x-arequestid', 'atl-traceid', 'x-seraph-loginreason', 'x-authentication-denied-reason']

/** It is Jira that answers, not a proxy before it whose 401 or 403 says nothing of the token. */
const isJira = (response: HttpResponse): boolean => {
  const error = errorOf(response)
  const code = error.code ?? error['status-code']
  const speaks = error.errorMessages ?? error.errors ?? (error.message && code)
  return Boolean(speaks) || ATLASSIAN_HEADERS.some((name) => name in response.headers)
}

/** Cloud names the end of the pause as an ISO 8601 instant, developer.atlassian.com "Rate limiting". */
const resetMs = (response: HttpResponse): number | undefined => {
  const value = response.headers['x-ratelimit-reset'] ?? ''
  const reset = /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : NaN
  return Number.isNaN(reset) ? undefined : Math.max(0, reset - response.at)
}

const throttled = (response: HttpResponse, outcome: Extract<Outcome, { status: 'retry' }>): Outcome => {
  const afterMs = retryAfterMs(response) ?? (response.status === 429 ? resetMs(response) : undefined)
  return { ...outcome, ...(afterMs !== undefined && { afterMs }) }
}

const made = z.object({ id: z.string().regex(/^\d{1,19}$/), key: z.string().refine(isIssueRef) })

/** The issue that an answer names. `ref` is its numeric id, which stays when the issue is moved and its key changes. */
export const externalOf = (response: HttpResponse, config: JiraConfig): ExternalRef | undefined => {
  const issue = made.safeParse(jsonBody(response)).data
  if (!issue) return undefined
  return { ref: issue.id, ...(!isGateway(config) && { url: browseUrl(config.base_url, issue.key) }) }
}

const refused = (response: HttpResponse, outcome: Extract<Outcome, { status: 'rejected' }>): Outcome => {
  const { detail } = outcome
  switch (response.status) {
    case 401:
    case 403: {
      const captcha = response.headers['x-authentication-denied-reason']?.includes('CAPTCHA')
      const mend = captcha ? ' (Jira wants a CAPTCHA: sign in once with a browser)' : ''
      return { ...outcome, detail: detail + mend, ...(isJira(response) && { disable: true }) }
    }
    case 404:
      return { ...outcome, detail: `${detail} (no such project or issue, or the account may not see it)` }
    case 409:
      return { status: 'retry', reason: 'server', detail }
    case 410:
      // Atlassian answers so where it took an API away: neither the address nor the token is dead.
      return { status: 'rejected', reason: 'gone', detail }
    default:
      return outcome
  }
}

/** Judges one answer of Jira. */
export const classifyJira = (response: HttpResponse, config: JiraConfig): Outcome => {
  const outcome = outcomeOfStatus(response, { detail: wordsOf(response, config) })
  if (outcome.status === 'retry') return throttled(response, outcome)
  if (outcome.status === 'rejected') return refused(response, outcome)
  const external = externalOf(response, config)
  return { ...outcome, ...(external && { external }) }
}
