import type { Limits } from '../destinations/destination.ts'

/**
 * The way to one integration: how many may be in flight, at what pace, and until when it rests. What is on it waits in
 * memory; what does not fit stays in the queue. Times are monotonic milliseconds.
 */
export interface Lane<Work> {
  readonly id: string
  /** Takes what fits and answers the rest, each with the milliseconds after which to offer it again. */
  push(work: readonly Work[], now: number): { work: Work; afterMs: number }[]
  /**
   * The next works to send in one request, or none: nothing waits, the lane is busy, or its pace says later. `share` is
   * how many requests the worker grants it at most, beside its own limit.
   */
  take(now: number, share?: number): Work[]
  /** One request taken is through; what did not fit into it comes first again. */
  done(left?: readonly Work[]): void
  /** Rests until then at least; answers what was waiting. */
  rest(until: number): Work[]
  /** Takes no more just now: fetch from other lanes. */
  isFull(now: number): boolean
  /** When `take` may give something again although nothing happens; undefined when only an event can change that. */
  wakesAt(now: number): number | undefined
  /** Nothing waits or runs, and nothing of its pace or rest would be lost with it. */
  isIdle(now: number): boolean
  /** Everything that waits, taken off the lane. */
  drain(): Work[]
}

const DEFAULT_CONCURRENCY = 8
/** How long the works waiting in memory may keep a paced lane busy. */
const HORIZON_MS = 5000

interface Pace {
  /** Milliseconds a message; 0 when the vendor names no rate. */
  everyMs: number
  burst: number
}

const paceOf = ({ perSecond, burst }: Limits): Pace =>
  perSecond === undefined ? { everyMs: 0, burst: 1 } : { everyMs: 1000 / perSecond, burst: burst ?? 1 }

/** With so many waiting a lane without a pace asks for no more; what one fetch brings beyond it still comes on it. */
const ENOUGH = 128

/** How many works of a paced lane wait in memory at most; the rest waits in the queue, where other workers see it. */
const horizonOf = (pace: Pace): number => Math.ceil(HORIZON_MS / pace.everyMs) + pace.burst

export const createLane = <Work>(id: string, limits: Limits): Lane<Work> => {
  const concurrency = limits.concurrency ?? DEFAULT_CONCURRENCY
  const pace = paceOf(limits)
  const isPaced = pace.everyMs > 0
  const capacity = isPaced ? horizonOf(pace) : Infinity
  const enough = isPaced ? capacity : Math.max(ENOUGH, 2 * (limits.batch?.events ?? 0))
  const perRequest = limits.batch?.events ?? 1
  const waiting: Work[] = []
  let running = 0
  let restsUntil = 0
  // A token bucket kept as the time at which it would be full.
  let fullAt = 0

  const mayStartAt = (now: number): number => {
    const tokenAt = isPaced ? fullAt - (pace.burst - 1) * pace.everyMs : 0
    return Math.max(now, restsUntil, tokenAt)
  }
  return {
    id,
    push: (work, now) => {
      const fits = restsUntil > now ? 0 : Math.max(0, capacity - waiting.length)
      waiting.push(...work.slice(0, fits))
      const wait = Math.max(0, restsUntil - now)
      return work.slice(fits).map((item, index) => ({
        work: item,
        afterMs: Math.round(wait + (waiting.length + index) * (pace.everyMs || 1)),
      }))
    },
    take: (now, share = Infinity) => {
      if (waiting.length === 0 || running >= Math.min(concurrency, share) || mayStartAt(now) > now) return []
      running += 1
      if (isPaced) fullAt = Math.max(fullAt, now) + pace.everyMs
      return waiting.splice(0, perRequest)
    },
    done: (left = []) => {
      running -= 1
      waiting.unshift(...left)
    },
    rest: (until) => {
      restsUntil = Math.max(restsUntil, until)
      return waiting.splice(0)
    },
    isFull: (now) => restsUntil > now || waiting.length >= enough,
    wakesAt: (now) => {
      if (restsUntil > now) return restsUntil
      return waiting.length > 0 && running < concurrency ? mayStartAt(now) : undefined
    },
    isIdle: (now) => waiting.length === 0 && running === 0 && restsUntil <= now && fullAt <= now,
    drain: () => waiting.splice(0),
  }
}
