import type { HttpResponse } from '../core/http.ts'

/** Below it a reset counts seconds from now (the IETF's draft), from it on it is an instant in epoch seconds (GitHub). */
const EPOCH_SECONDS = 1_000_000_000

const resetMs = (value: string, at: number): number | undefined => {
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return Date.parse(value) - at
  if (!/^\d{1,12}(?:\.\d{1,9})?$/.test(value)) return undefined
  const seconds = Number(value)
  return seconds < EPOCH_SECONDS ? seconds * 1000 : seconds * 1000 - at
}

/**
 * For how many ms a vendor takes no more, by an answer that says that nothing is left of its limit, whatever became of the
 * request: `X-RateLimit-Remaining` and `-Reset` (GitHub: epoch seconds, Jira Cloud: an ISO 8601 instant), `-Reset-After`
 * (Discord), `RateLimit-Remaining` and `-Reset` (draft-ietf-httpapi-ratelimit-headers-07). 0 where something is left, or
 * nothing says until when.
 */
export const spentBudgetMs = ({ headers, at }: HttpResponse): number => {
  const left = headers['x-ratelimit-remaining'] ?? headers['ratelimit-remaining']
  if (left?.trim() !== '0') return 0
  const reset = headers['x-ratelimit-reset-after'] ?? headers['x-ratelimit-reset'] ?? headers['ratelimit-reset'] ?? ''
  const ms = resetMs(reset.trim(), at) ?? 0
  return Number.isNaN(ms) ? 0 : Math.max(0, Math.ceil(ms))
}
