const HOUR_MS = 3_600_000
const HOURS = 24

export interface Hour {
  at: number
  delivered: number
  failed: number
  waiting: number
}

/** As the service counts it: hours without any are left out. */
export interface Counted {
  hour: string
  delivered: number
  failed: number
  waiting?: number
}

/** The last 24 hours of the clock, oldest first, those of nothing too. */
export const hoursOf = (counted: readonly Counted[], now: number): Hour[] => {
  const first = Math.floor(now / HOUR_MS) * HOUR_MS - (HOURS - 1) * HOUR_MS
  const hours: Hour[] = Array.from({ length: HOURS }, (_, index) => ({
    at: first + index * HOUR_MS,
    delivered: 0,
    failed: 0,
    waiting: 0,
  }))
  for (const { hour, delivered, failed, waiting = 0 } of counted) {
    const one = hours[(Date.parse(hour) - first) / HOUR_MS]
    if (one === undefined) continue
    one.delivered += delivered
    one.failed += failed
    one.waiting += waiting
  }
  return hours
}

export interface Totals {
  delivered: number
  failed: number
  waiting: number
  /** Of those that are finished, 0 to 1; undefined where none is. */
  successRate: number | undefined
}

export const totalsOf = (hours: readonly Omit<Hour, 'at'>[]): Totals => {
  const sum = (field: 'delivered' | 'failed' | 'waiting'): number => hours.reduce((all, hour) => all + hour[field], 0)
  const [delivered, failed, waiting] = [sum('delivered'), sum('failed'), sum('waiting')]
  const finished = delivered + failed
  return { delivered, failed, waiting, successRate: finished === 0 ? undefined : delivered / finished }
}
