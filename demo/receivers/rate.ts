/** Events that share `key` may come `burst` at once and `perSecond` after that. */
export interface Rate {
  key: string
  perSecond: number
  burst: number
}

interface Bucket {
  tokens: number
  at: number
}

/** Token buckets. `take` spends one of each rate, or nothing and says how long to wait. Times are in milliseconds. */
export const createLimiter = () => {
  const buckets = new Map<string, Bucket>()
  const refill = (rate: Rate, at: number): Bucket => {
    const old = buckets.get(rate.key) ?? { tokens: rate.burst, at }
    const bucket = { tokens: Math.min(rate.burst, old.tokens + ((at - old.at) / 1000) * rate.perSecond), at }
    buckets.set(rate.key, bucket)
    return bucket
  }
  return {
    take(rates: Rate[], at: number): { waitMs: number; rate: Rate } | undefined {
      const filled = rates.map((rate) => ({ rate, bucket: refill(rate, at) }))
      const empty = filled.find(({ bucket }) => bucket.tokens < 1)
      if (empty) return { waitMs: ((1 - empty.bucket.tokens) / empty.rate.perSecond) * 1000, rate: empty.rate }
      for (const { bucket } of filled) bucket.tokens -= 1
      return undefined
    },
  }
}
