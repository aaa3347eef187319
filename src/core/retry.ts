/** Seconds to wait after the first, second, … failed attempt: ten attempts over about two days. */
export const DEFAULT_RETRY_SCHEDULE: readonly number[] = [5, 30, 120, 600, 1800, 7200, 21_600, 43_200, 86_400]

/** A vendor's hint is heeded up to this; longer ones would park an integration for a day by one wrong header. */
export const MAX_HINT_MS = 3_600_000

const JITTER = 0.2

/**
 * Milliseconds until the next attempt after `failed` failed ones, or undefined when the schedule is used up: the later of
 * the plan, spread by ±20 %, and the vendor's hint. `random` is in [0, 1).
 */
export const retryDelayMs = (
  schedule: readonly number[],
  failed: number,
  hintMs: number | undefined,
  random: number,
): number | undefined => {
  const step = schedule[failed - 1]
  if (step === undefined) return undefined
  const planned = step * 1000 * (1 - JITTER + 2 * JITTER * random)
  return Math.round(Math.max(planned, Math.min(hintMs ?? 0, MAX_HINT_MS)))
}
