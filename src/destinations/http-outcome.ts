import type { HttpResponse } from '../core/http.ts'
import type { Outcome, Reason } from '../core/outcome.ts'
import { redactText } from '../core/redact.ts'
import { cut, oneLine } from './text.ts'

interface StatusOptions {
  /** Said in place of the vendor's own words. */
  detail?: string
  /** Credentials that the vendor might echo; they are taken out of its words. */
  secrets?: readonly (string | undefined)[]
}

/** Retry: 408, 425 and 429 are the client errors that RFC 9110, 8470 and 6585 let a client try again. */
const retryReason = (status: number): Reason | undefined => {
  if (status === 429) return 'rate_limited'
  if (status === 408) return 'timeout'
  // RFC 9110 §15: a status outside 100 to 599 is treated as a 5xx. A final 1xx is no answer either.
  if (status === 425 || status >= 500 || status < 200) return 'server'
  return undefined
}

const REJECTIONS: Record<number, Reason> = {
  401: 'auth',
  403: 'auth',
  404: 'not_found',
  410: 'gone',
}

/** What a status means where a vendor's own words do not say more. Only 410 disables by its number alone. */
export const outcomeOfStatus = (response: HttpResponse, options: StatusOptions = {}): Outcome => {
  const { status } = response
  if (status >= 200 && status < 300) return { status: 'delivered' }
  const said = options.detail ?? quote(response, 200, options.secrets)
  const detail = said ? `answered ${status}: ${said}` : `answered ${status}`
  if (status >= 300 && status < 400)
    return { status: 'rejected', reason: 'invalid_request', detail: `${detail} (redirects are not followed)` }
  const reason = retryReason(status)
  if (!reason)
    return {
      status: 'rejected',
      reason: REJECTIONS[status] ?? 'invalid_request',
      detail,
      ...(status === 410 && { disable: true }),
    }
  const afterMs = retryAfterMs(response)
  return { status: 'retry', reason, detail, ...(afterMs !== undefined && { afterMs }) }
}

const HTTP_DATE = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]* /i
const DAY_COMMA = /\b(mon|tue|wed|thu|fri|sat|sun)([a-z]*),/gi

const waitMs = (value: string, at: number): number | undefined => {
  if (/^\d{1,15}(?:\.\d{1,9})?$/.test(value)) return Math.ceil(Number(value) * 1000)
  if (!HTTP_DATE.test(value)) return undefined
  // The asctime form (RFC 9110 §5.6.7) names no zone and means UTC.
  const date = Date.parse(/gmt$/i.test(value) ? value : `${value} GMT`)
  return Number.isNaN(date) ? undefined : Math.max(0, date - at)
}

/**
 * `Retry-After` in ms: seconds (whole or decimal), or an HTTP date counted from when the answer came. 0 for a date that
 * has passed, undefined when absent or unreadable. Of several, as a proxy adds its own, the longest. Not capped.
 */
export const retryAfterMs = ({ headers, at }: HttpResponse): number | undefined => {
  const values = (headers['retry-after'] ?? '').replace(DAY_COMMA, '$1$2').split(',')
  const waits = values.flatMap((value) => waitMs(value.trim(), at) ?? [])
  return waits.length === 0 ? undefined : Math.max(...waits)
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' }

/** The forms in which a vendor might echo a credential: as it is, within JSON, percent-encoded, a URL's path alone. */
const formsOf = (secret: string): string[] => {
  const path = URL.canParse(secret) ? new URL(secret).pathname + new URL(secret).search : ''
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), path].filter(
    (form) => form.length > 7,
  )
}

const withoutSecrets = (text: string, secrets: readonly (string | undefined)[]): string =>
  secrets
    .flatMap((secret) => (secret ? formsOf(secret.toWellFormed()) : []))
    .reduce((rest, form) => rest.replaceAll(form, '[redacted]'), text)

/** One clean line of the vendor's answer for people, its markup and any credential taken out; at most `max` UTF-16 units. */
export const excerpt = (body: string, max = 200, secrets: readonly (string | undefined)[] = []): string => {
  // 4 KiB hold what an error page has to say, and keep the patterns cheap.
  const text = withoutSecrets(body, secrets)
    .slice(0, 4096)
    .replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<\/?[a-z!?][^<>]*>/gi, ' ')
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_match, name: string) => ENTITIES[name] ?? ' ')
  return cut(redactText(oneLine(text)), max)
}

const QUOTABLE = /^(?:text\/|application\/(?:[\w.+-]+\+)?(?:json|xml)\b)/i

/**
 * As `excerpt`, of a whole answer: empty where it is not text, or where it comes from inside the operator's network, whose
 * pages a tenant could otherwise read by making an integration to them.
 */
export const quote = (response: HttpResponse, max = 200, secrets: readonly (string | undefined)[] = []): string => {
  const type = response.headers['content-type'] ?? 'text/plain'
  return response.inside === true || !QUOTABLE.test(type.trim()) ? '' : excerpt(response.body, max, secrets)
}

/** The parsed body, or undefined when it is not JSON. */
export const jsonBody = (response: HttpResponse): unknown => {
  try {
    return JSON.parse(response.body)
  } catch {
    return undefined
  }
}
