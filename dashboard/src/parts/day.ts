const HOUR_MS = 3_600_000
const HOURS = 24

/** Attempts of one hour. */
export interface Hour {
  at: number
  delivered: number
  failed: number
}

/** As the service counts it: hours without any are left out. */
export interface Counted {
  hour: string
  delivered: number
  failed: number
}

/** The last 24 hours of the clock, oldest first, those of nothing too. */
export const hoursOf = (counted: readonly Counted[], now: number): Hour[] => {
  const first = Math.floor(now / HOUR_MS) * HOUR_MS - (HOURS - 1) * HOUR_MS
  const hours = Array.from({ length: HOURS }, (_, index) => ({
    at: first + index * HOUR_MS,
    delivered: 0,
    failed: 0,
  }))
  for (const { hour, delivered, failed } of counted) {
    const one = hours[(Date.parse(hour) - first) / HOUR_MS]
    if (one === undefined) continue
    one.delivered += delivered
    one.failed += failed
  }
  return hours
}

/** Counts by hour, each in the order of `hours`. */
export interface CountedInOrder {
  delivered: readonly number[]
  failed: readonly number[]
}

export const inHours = (hours: readonly string[], { delivered, failed }: CountedInOrder): Hour[] =>
  hours.map((hour, index) => ({
    at: Date.parse(hour),
    delivered: delivered[index] ?? 0,
    failed: failed[index] ?? 0,
  }))

export interface Totals {
  delivered: number
  failed: number
  /** 0 to 1; undefined where nothing was sent. */
  successRate: number | undefined
}

export const totalsOf = (hours: readonly Omit<Hour, 'at'>[]): Totals => {
  const sum = (field: 'delivered' | 'failed'): number => hours.reduce((all, hour) => all + hour[field], 0)
  const [delivered, failed] = [sum('delivered'), sum('failed')]
  const all = delivered + failed
  return { delivered, failed, successRate: all === 0 ? undefined : delivered / all }
}
