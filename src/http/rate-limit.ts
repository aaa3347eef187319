const WINDOW_MS = 60_000

export interface Allowance {
  allowed: boolean
  remaining: number
  /** Until the window ends; at least 1. */
  resetSeconds: number
}

/**
 * Counts requests a key and minute, in the memory of this process: with N processes a key gets up to N times the limit.
 * The windows are those of the clock, so the counts of all keys are dropped together and cannot pile up.
 */
export const createRateLimit = (limit: number, now: () => Date): ((keyId: string) => Allowance) => {
  let window = -1
  const counts = new Map<string, number>()
  return (keyId) => {
    const time = now().getTime()
    const current = Math.floor(time / WINDOW_MS)
    if (current !== window) {
      counts.clear()
      window = current
    }
    const count = (counts.get(keyId) ?? 0) + 1
    counts.set(keyId, count)
    return {
      allowed: count <= limit,
      remaining: Math.max(0, limit - count),
      resetSeconds: Math.max(1, Math.ceil(((current + 1) * WINDOW_MS - time) / 1000)),
    }
  }
}
