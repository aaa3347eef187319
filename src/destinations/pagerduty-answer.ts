import { z } from 'zod'
import type { HttpResponse } from '../core/http.ts'
import type { Outcome } from '../core/outcome.ts'
import { excerpt, jsonBody, outcomeOfStatus, quote } from './http-outcome.ts'

/** What PagerDuty answers to good and bad events alike. */
const answerBody = z.object({
  status: z.string(),
  message: z.string().optional().catch(undefined),
  errors: z.array(z.string()).optional().catch(undefined),
})

/** No `Retry-After` is documented; PagerDuty counts events over 60 s and advises to space retries out. */
const THROTTLED_MS = 30_000

/** Judges one answer of either endpoint. Only PagerDuty's own words disable: a proxy before it knows nothing of keys. */
export const classifyPagerDuty = (response: HttpResponse, routingKey: string): Outcome => {
  const { status } = response
  const body = answerBody.safeParse(jsonBody(response)).data
  if (status === 202 || (status >= 200 && status < 300 && body?.status === 'success')) return { status: 'accepted' }
  const words = body ? [body.message, ...(body.errors ?? [])].filter(Boolean).join(': ') : ''
  const said = words ? excerpt(words, 300, [routingKey]) : quote(response, 300, [routingKey])
  if (status >= 200 && status < 300)
    return {
      status: 'retry',
      reason: 'server',
      detail: `answered ${status}, but not as PagerDuty does: ${said || 'nothing'}`,
    }
  if (body && status === 400 && /routing[_ ]key/i.test(words))
    return {
      status: 'rejected',
      reason: 'auth',
      detail: `answered 400: ${said} (check the routing key, and that the region is the account's: a key of one region is unknown in the other)`,
      disable: true,
    }
  if (body && status === 403)
    return {
      status: 'rejected',
      reason: 'auth',
      detail: `answered 403: ${said} (the integration or its service is switched off in PagerDuty: switch it on, or enter another key)`,
      disable: true,
    }
  const outcome = outcomeOfStatus(response, { ...(said && { detail: said }), secrets: [routingKey] })
  return outcome.status === 'retry' && status === 429 ? { afterMs: THROTTLED_MS, ...outcome } : outcome
}
