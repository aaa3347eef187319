import { z } from 'zod'
import type { HttpResponse } from '../core/http.ts'
import type { Outcome } from '../core/outcome.ts'
import { excerpt, jsonBody, outcomeOfStatus, quote } from './http-outcome.ts'
import type { OpsgenieConfig } from './opsgenie-config.ts'

const answerBody = z.object({
  message: z.string().optional().catch(undefined),
  result: z.string().optional().catch(undefined),
  data: z.unknown().optional(),
  code: z.number().optional().catch(undefined),
  took: z.number().optional().catch(undefined),
  requestId: z.string().min(1).max(200).optional().catch(undefined),
  errors: z.record(z.string(), z.unknown()).optional().catch(undefined),
})
type AnswerBody = z.output<typeof answerBody>

/** The body where Opsgenie itself answers, and not a proxy before it. */
const bodyOf = (response: HttpResponse): AnswerBody | undefined => {
  const body = answerBody.safeParse(jsonBody(response)).data
  if (!body) return undefined
  const isTheirs = body.requestId ?? body.code ?? body.took ?? response.headers['x-opsgenie-errortype']
  return isTheirs !== undefined && (body.message ?? body.result ?? body.data) !== undefined ? body : undefined
}

export const isOpsgenie = (response: HttpResponse): boolean => bodyOf(response) !== undefined

/** By which the work that an answer promises is asked after. */
export const requestIdOf = (response: HttpResponse): string | undefined => bodyOf(response)?.requestId

const wordsOf = (response: HttpResponse, body: AnswerBody | undefined, config: OpsgenieConfig): string => {
  const faults = Object.entries(body?.errors ?? {}).map(
    ([field, fault]) => `${field}: ${typeof fault === 'string' ? fault : JSON.stringify(fault)}`,
  )
  const secrets = [config.api_key]
  return body?.message ? excerpt([body.message, ...faults].join('; '), 250, secrets) : quote(response, 250, secrets)
}

const REASONS: Record<string, string> = {
  ACCOUNT: 'the limit of the whole account',
  INTEGRATION: 'the limit of this integration',
}

const throttled = (response: HttpResponse, outcome: Extract<Outcome, { status: 'retry' }>): Outcome => {
  if (response.headers['x-ratelimit-state']?.toUpperCase() !== 'THROTTLED') return outcome
  const period = response.headers['x-ratelimit-period-in-sec'] ?? ''
  const afterMs = outcome.afterMs ?? (/^\d{1,6}$/.test(period) ? Number(period) * 1000 : undefined)
  const reason = REASONS[response.headers['x-ratelimit-reason']?.toUpperCase() ?? '']
  return {
    ...outcome,
    reason: 'rate_limited',
    detail: reason ? `${outcome.detail} (${reason})` : outcome.detail,
    ...(afterMs !== undefined && { afterMs }),
  }
}

const keyMend = ({ api }: OpsgenieConfig): string =>
  api === 'jsm'
    ? 'enter the key of an integration of the type API in Jira Service Management, and see that it is on'
    : 'enter the key of an integration of the type API, see that it is on and may create and update, and that the region is right'

const MOVE = 'Opsgenie ends on 5 April 2027: move to Jira Service Management, enter its key and choose the API jsm'

const refused = (response: HttpResponse, outcome: Extract<Outcome, { status: 'rejected' }>, config: OpsgenieConfig) => {
  const body = bodyOf(response)
  switch (response.status) {
    case 401:
    case 403:
      return { ...outcome, detail: `${outcome.detail} (${keyMend(config)})`, ...(body && { disable: true }) }
    case 402:
      return {
        ...outcome,
        detail: `${outcome.detail} (the account is blocked or its plan does not include this)`,
        ...(body && { reason: 'auth' as const, disable: true }),
      }
    case 404:
      return { ...outcome, detail: `${outcome.detail} (check API, region and base URL)` }
    case 410:
      return config.api === 'jsm' ? outcome : { ...outcome, detail: `${outcome.detail} (${MOVE})` }
    default:
      return outcome
  }
}

/** Judges one answer of the alert API: 202 says that the work was queued, not that it was done. */
export const classifyOpsgenie = (response: HttpResponse, config: OpsgenieConfig): Outcome => {
  const { status } = response
  const body = bodyOf(response)
  const said = wordsOf(response, body, config)
  if (status === 202 || (status >= 200 && status < 300 && body)) return { status: 'accepted' }
  if (status >= 200 && status < 300)
    return {
      status: 'retry',
      reason: 'server',
      detail: `answered ${status}, but not as Opsgenie does: ${said || 'nothing'}`,
    }
  const outcome = outcomeOfStatus(response, said ? { detail: said } : {})
  if (outcome.status === 'retry') return throttled(response, outcome)
  return outcome.status === 'rejected' ? refused(response, outcome, config) : outcome
}
