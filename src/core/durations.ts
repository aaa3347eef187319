/** Buckets of durations: the n-th ends at 2^(n/2) milliseconds, so that a percentile is right within 41 %; the last has no end. */
export const DURATION_BUCKETS = 30

/** The bucket that a duration in milliseconds falls into. */
export const durationBucket = (ms: number): number =>
  Math.min(DURATION_BUCKETS - 1, Math.max(0, Math.ceil(2 * Math.log2(Math.max(ms, 1)))))

/** The end, in milliseconds, of the bucket below which `share` of all lie; null when there are none. */
export const percentileMs = (counts: readonly number[], share: number): number | null => {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let below = 0
  const bucket = counts.findIndex((count) => (below += count) >= share * total)
  return Math.round(2 ** (bucket / 2))
}
