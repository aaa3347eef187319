import { z } from 'zod'
import type { HttpResponse } from '../core/http.ts'
import type { Outcome, Reason } from '../core/outcome.ts'
import { excerpt, jsonBody, outcomeOfStatus, quote } from './http-outcome.ts'

interface Verdict {
  reason: Reason
  detail: string
  disable?: true
}

const ours = (detail: string): Verdict => ({ reason: 'invalid_request', detail })
const noAccess = (detail: string): Verdict => ({ reason: 'auth', detail, disable: true })
const NEW_URL = 'make a new webhook in the channel’s settings and enter its URL'
const noThread = (what: string): Verdict => ({
  reason: 'gone',
  detail: `the thread of thread_id is ${what}: open it again, or enter the URL with another thread_id`,
  disable: true,
})

/** Discord's `code`. docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes */
const CODES = new Map<number, Verdict>([
  [10003, { reason: 'not_found', detail: `the channel or thread does not exist: ${NEW_URL}`, disable: true }],
  [10015, { reason: 'not_found', detail: `the webhook was deleted: ${NEW_URL}`, disable: true }],
  [40005, ours('the message is too large')],
  [40333, ours('Discord refused the User-Agent of the request')],
  [50001, noAccess(`the webhook may not post to its channel: ${NEW_URL}`)],
  [50006, ours('the message is empty')],
  [50013, noAccess(`the webhook may not post to its channel: ${NEW_URL}`)],
  [50027, noAccess(`the token in the webhook URL is wrong: copy the URL again from Discord, or ${NEW_URL}`)],
  [50035, ours('Discord refused the form of the message')],
  [50083, noThread('archived')],
  [50109, ours('Discord could not read the message')],
  [160005, noThread('locked')],
  [220001, ours('this is a forum channel: add ?thread_id=… of one of its posts to the webhook URL')],
])

const errorAnswer = z.looseObject({ code: z.number(), message: z.string() })
const made = z.looseObject({ id: z.string().min(1), channel_id: z.string().min(1) })
const limited = z.looseObject({ retry_after: z.number().nonnegative() })
const hook = z.looseObject({ id: z.string().min(1), channel_id: z.string().nullable(), name: z.string().nullable() })

interface Fault {
  path: string
  message: string
}

const faultsAt = (node: unknown, path: string[], depth: number): Fault[] => {
  if (typeof node !== 'object' || node === null || depth > 8) return []
  return Object.entries(node)
    .slice(0, 30)
    .flatMap(([name, inner]: [string, unknown]): Fault[] => {
      if (name !== '_errors') return faultsAt(inner, [...path, name], depth + 1)
      const found = z.array(z.looseObject({ message: z.string() })).safeParse(inner).data ?? []
      return found.map(({ message }) => ({ path: path.join('.'), message }))
    })
}

/** The fields of `errors`, a tree whose leaves are `_errors: [{code, message}]`: `embeds.0.title: Must be …`. */
const fieldFaults = (body: unknown): string =>
  faultsAt(z.looseObject({ errors: z.unknown() }).safeParse(body).data?.errors, [], 0)
    .slice(0, 5)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ')

/**
 * 429: `retry_after` of the body is in decimal seconds and finer than the header. From API v8 on; v6 and v7 counted
 * milliseconds. docs.discord.com/developers/topics/rate-limits
 */
const waitOf = (response: HttpResponse): number | undefined => {
  const seconds = limited.safeParse(jsonBody(response)).data?.retry_after
  if (seconds !== undefined) return Math.ceil(seconds * 1000)
  const reset = response.headers['x-ratelimit-reset-after'] ?? ''
  return /^\d{1,9}(?:\.\d{1,9})?$/.test(reset) ? Math.ceil(Number(reset) * 1000) : undefined
}

/**
 * 10,000 answers of 401, 403 or 429 within ten minutes close Discord's edge to an address, for all webhooks, with a page in
 * place of JSON: docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
 */
const BAN_MS = 600_000

const isEdgePage = ({ status, body }: HttpResponse): boolean => status === 403 && /^\s*<(?:!doctype|html)\b/i.test(body)

const refused = (response: HttpResponse, secrets: string[]): Outcome => {
  const { status } = response
  const outcome = outcomeOfStatus(response, { secrets })
  if (isEdgePage(response))
    return {
      status: 'retry',
      reason: 'rate_limited',
      detail: 'answered 403 with a page of its edge: this address has sent too many bad requests or is blocked',
      afterMs: BAN_MS,
    }
  if (outcome.status === 'retry') {
    const afterMs = status === 429 ? waitOf(response) : undefined
    return { ...outcome, ...(afterMs !== undefined && { afterMs }) }
  }
  const body = jsonBody(response)
  const error = errorAnswer.safeParse(body).data
  if (outcome.status !== 'rejected' || status < 400 || !error) return outcome
  const verdict = CODES.get(error.code)
  const said = excerpt(fieldFaults(body) || (verdict ? '' : error.message), 300, secrets)
  const detail = `${error.code}: ${[verdict?.detail, said].filter((part) => part).join('; ')}`
  return verdict ? { status: 'rejected', ...verdict, detail } : { ...outcome, detail: `answered ${status}, ${detail}` }
}

const isDone = ({ status }: HttpResponse): boolean => status >= 200 && status < 300

const strange = (response: HttpResponse, secrets: string[]): Outcome => {
  const said = quote(response, 100, secrets) || 'nothing that is shown'
  return {
    status: 'retry',
    reason: 'server',
    detail: `answered ${response.status}, but not as Discord does: ${said}`,
  }
}

/** Judges the answer to a message that was sent with `wait=true`. */
export const classifyMessage = (response: HttpResponse, secrets: string[]): Outcome => {
  if (!isDone(response)) return refused(response, secrets)
  if (response.body.trim() === '') return { status: 'accepted', detail: 'Discord took the message without showing it' }
  return made.safeParse(jsonBody(response)).success ? { status: 'delivered' } : strange(response, secrets)
}

/** Judges the answer to `GET /webhooks/{id}/{token}`, which shows the webhook and posts nothing. */
export const classifyHook = (response: HttpResponse, secrets: string[]): Outcome => {
  if (!isDone(response)) return refused(response, secrets)
  const found = hook.safeParse(jsonBody(response)).data
  if (!found) return strange(response, secrets)
  const name = excerpt(found.name ?? '', 80, secrets)
  const detail = `the webhook ${name === '' ? '' : `"${name}" `}is there, of the channel ${excerpt(found.channel_id ?? '', 30, secrets) || 'unknown'}; nothing was posted`
  return { status: 'delivered', detail }
}
