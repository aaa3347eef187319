import { z } from 'zod'
import type { HttpResponse } from '../core/http.ts'
import type { Outcome, Reason } from '../core/outcome.ts'
import { excerpt, jsonBody, outcomeOfStatus, quote, retryAfterMs } from './http-outcome.ts'

/** What the collector answers; `invalid-event-number` counts from 0. */
const hecAnswer = z.object({
  code: z.int(),
  text: z.string().optional().catch(undefined),
  ackId: z.int().nonnegative().optional().catch(undefined),
  'invalid-event-number': z.int().nonnegative().optional().catch(undefined),
})
export type HecAnswer = z.output<typeof hecAnswer>

export const hecAnswerOf = (response: HttpResponse): HecAnswer | undefined =>
  hecAnswer.safeParse(jsonBody(response)).data

type Verdict =
  { status: 'retry'; reason: Reason } | { status: 'rejected'; reason: Reason; mend: string; disable?: true }

const busy: Verdict = { status: 'retry', reason: 'server' }
const event = (mend: string): Verdict => ({ status: 'rejected', reason: 'invalid_request', mend })
const setting = event
const badToken = (mend: string): Verdict => ({ status: 'rejected', reason: 'auth', mend, disable: true })

/** The collector's own codes, help.splunk.com "Troubleshoot HTTP Event Collector". 0 and 17 are good. */
const CODES = new Map<number, Verdict>([
  [1, badToken('enable the token in Splunk')],
  [2, badToken('enter the token')],
  [3, badToken('enter the token again, without the word Splunk')],
  [4, badToken('the collector does not know the token; copy it again from Splunk')],
  [5, event('the request held no event')],
  [6, event('Splunk could not read the event')],
  [
    7,
    {
      status: 'rejected',
      reason: 'invalid_request',
      mend: 'allow the token to write to the index, or name another index',
      disable: true,
    },
  ],
  [8, busy],
  [9, busy],
  [10, setting('the token has indexer acknowledgment on: turn Acknowledgment on here too')],
  [11, setting('the token has indexer acknowledgment on and refused the channel')],
  [12, event('the event was missing')],
  [13, event('the event was blank')],
  [14, setting('the token has indexer acknowledgment off: turn Acknowledgment off here too')],
  [15, event('Splunk refused the indexed fields')],
  [16, setting('Splunk takes no token from the URL; enter it as the token')],
  ...[18, 19, 20].map((code): [number, Verdict] => [code, busy]),
  [21, badToken('the collector does not know the token; copy it again from Splunk')],
  [22, badToken('enable the token in Splunk')],
  ...[23, 24, 25, 26, 27].map((code): [number, Verdict] => [code, busy]),
  [28, setting('the token needs a channel: turn Acknowledgment on')],
])

/** Codes that mean one event of the request: those before it are indexed, those after it are not. */
const EVENT_CODES = new Set([6, 12, 13, 15])

const isPage = (response: HttpResponse): boolean => response.body.trimStart().startsWith('<')

/** By the status alone. Splunk's other ports (8000 for people, 8089 for management) and proxies answer with pages. */
const byStatus = (response: HttpResponse, secrets: string[]): Outcome => {
  if (response.status === 200 && isPage(response))
    return {
      status: 'retry',
      reason: 'server',
      detail: `answered 200, but not as the collector does: ${quote(response, 100, secrets)}`,
    }
  const outcome = outcomeOfStatus(response, { secrets })
  if (outcome.status === 'delivered') return { status: 'accepted' }
  if (outcome.status === 'rejected' && response.status === 404)
    return {
      ...outcome,
      detail: 'answered 404: there is no collector here; its port is 8088, in Splunk Cloud mostly 443',
    }
  return outcome
}

/** One answer for the request as a whole. A good one is `accepted`: only indexer acknowledgment tells more. */
export const judge = (response: HttpResponse, secrets: string[]): Outcome => {
  const answer = hecAnswerOf(response)
  const verdict = response.status >= 300 ? CODES.get(answer?.code ?? -1) : undefined
  if (!answer || !verdict) return byStatus(response, secrets)
  const said = `answered ${response.status}, code ${answer.code}: ${excerpt(answer.text ?? '', 100, secrets)}`
  if (verdict.status === 'rejected')
    return {
      status: 'rejected',
      reason: verdict.reason,
      detail: `${said} – ${verdict.mend}`,
      ...(verdict.disable && { disable: true }),
    }
  const afterMs = retryAfterMs(response)
  const reason = response.status === 429 ? 'rate_limited' : verdict.reason
  return { status: 'retry', reason, detail: said, ...(afterMs !== undefined && { afterMs }) }
}

/** One outcome an event. Of a batch with one bad event only the events after it are sent again, at once. */
export const judgeMany = (response: HttpResponse, secrets: string[], count: number): Outcome[] => {
  const outcome = judge(response, secrets)
  const answer = hecAnswerOf(response)
  if (outcome.status !== 'rejected' || count === 1 || !EVENT_CODES.has(answer?.code ?? -1))
    return Array.from({ length: count }, () => outcome)
  const culprit = answer?.['invalid-event-number']
  if (culprit === undefined || culprit >= count) {
    // Which one it was is not known, so none is given up for another's fault.
    const again: Outcome = {
      status: 'retry',
      reason: outcome.reason,
      detail: `${outcome.detail} (one event of ${count})`,
    }
    return Array.from({ length: count }, () => again)
  }
  const later: Outcome = {
    status: 'retry',
    reason: outcome.reason,
    detail: `an event before it in the same request was refused: ${outcome.detail}`,
    afterMs: 0,
  }
  return Array.from({ length: count }, (_, index) =>
    index < culprit ? { status: 'accepted' } : index === culprit ? outcome : later,
  )
}
