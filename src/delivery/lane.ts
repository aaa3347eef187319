import type { Limits } from '../destinations/destination.ts'
import { createSendWindow } from './send-window.ts'

/**
 * The way to one integration: how many may be in flight, at what pace, and until when it rests. What is on it waits in
 * memory; what does not fit stays in the queue. Where its vendor names a rate each request takes a permit, which the worker
 * gets from the budget that all workers share. Times are monotonic milliseconds.
 */
export interface Lane<Work> {
  readonly id: string
  /** Takes what fits and answers the rest, each with the milliseconds after which to offer it again. */
  push(work: readonly Work[], now: number): Later<Work>[]
  /** How many permits it wants now; from the asking until `grant` or `refuse` it wants no more. */
  ask(now: number): number
  /** When its permits hold, rising. `nextAt` is when the next one would: too far off to wait for, if there are none. */
  grant(permits: readonly number[], nextAt: number, now: number): Later<Work>[]
  /** There is no answer to what it asked for. */
  refuse(): void
  /**
   * The next works to send in one request, or none: nothing waits, the lane is busy, or its pace says later. `share` is
   * how many requests the worker grants it at most, beside its own limit.
   */
  take(now: number, share?: number): Work[]
  /** The request that was taken at `takenAt` is through; what did not fit into it comes first again. */
  done(takenAt: number, now: number, left?: readonly Work[]): void
  /** Nothing came back of what is out for two seconds. */
  isSilent(now: number): boolean
  /** Nothing came back of what is out, for so long that the destination may be hanging. */
  isStuck(now: number): boolean
  /** Rests until then at least; answers what was waiting. */
  rest(until: number): Work[]
  /** Takes no more just now: fetch from other lanes. */
  isFull(now: number): boolean
  /** When `take` may give something again although nothing happens; undefined when only an event can change that. */
  wakesAt(now: number): number | undefined
  /** Nothing waits or runs, and nothing of its rest would be lost with it. */
  isIdle(now: number): boolean
  /** Everything that waits, taken off the lane. */
  drain(): Work[]
}

export interface Later<Work> {
  work: Work
  afterMs: number
}

const DEFAULT_CONCURRENCY = 8
/** How long the works waiting in memory may keep a paced lane busy. */
const HORIZON_MS = 5000
/** A permit that was not used for so long is lost: with a later one it would make too many at once. */
const PERMIT_MS = 1000

/** So long a lane waits for a permit that is promised; what has to wait longer goes back to the queue. */
export const PERMITS_WITHIN_MS = 2000

/**
 * With so many waiting for each request that may be out a lane without a pace asks for no more; what one fetch brings beyond
 * it still comes on it.
 */
const ENOUGH_FOR_ONE = 8

interface Pace {
  /** Milliseconds a message; 0 when the vendor names no rate. */
  everyMs: number
  burst: number
}

/** The first rate is the one that a short run keeps to. */
const paceOf = ({ rates: [first] = [] }: Limits): Pace =>
  first ? { everyMs: 1000 / first.perSecond, burst: first.burst } : { everyMs: 0, burst: 1 }

/** How many works of a paced lane wait in memory at most; the rest waits in the queue, where other workers see it. */
const horizonOf = (pace: Pace): number => Math.ceil(HORIZON_MS / pace.everyMs) + pace.burst

/** Each its turn after the one before, once `wait` is over and those before them are through. */
const spread = <Work>(works: readonly Work[], wait: number, pace: Pace, before = 0): Later<Work>[] =>
  works.map((work, index) => ({ work, afterMs: Math.round(wait + (before + index) * (pace.everyMs || 1)) }))

/** The permits of one lane. */
const createPermits = () => {
  let held: number[] = []
  let asked = false
  return {
    ask: (usable: number, now: number): number => {
      held = held.filter((at) => at > now - PERMIT_MS)
      const wanted = usable - held.length
      if (asked || wanted <= 0) return 0
      asked = true
      return wanted
    },
    grant: (permits: readonly number[]): void => {
      held.push(...permits)
      asked = false
    },
    refuse: (): void => {
      asked = false
    },
    /** When the next one holds; undefined while there is none. */
    next: (now: number): number | undefined => held.find((at) => at > now - PERMIT_MS),
    take: (now: number): void => {
      held = held.filter((at) => at > now - PERMIT_MS)
      held.shift()
    },
  }
}

export const createLane = <Work>(id: string, limits: Limits): Lane<Work> => {
  const concurrency = limits.concurrency ?? DEFAULT_CONCURRENCY
  const pace = paceOf(limits)
  const isPaced = pace.everyMs > 0
  const capacity = isPaced ? horizonOf(pace) : Infinity
  const perRequest = limits.batch?.events ?? 1
  const enough = (): number => (isPaced ? capacity : Math.max(ENOUGH_FOR_ONE * window.size(), 2 * perRequest))
  const waiting: Work[] = []
  const permits = createPermits()
  const window = createSendWindow(concurrency)
  let restsUntil = 0

  const mayStartAt = (now: number): number | undefined => {
    const permitAt = isPaced ? permits.next(now) : now
    return permitAt === undefined ? undefined : Math.max(now, restsUntil, permitAt)
  }
  const rest = (until: number): Work[] => {
    restsUntil = Math.max(restsUntil, until)
    return waiting.splice(0)
  }
  return {
    id,
    push: (work, now) => {
      const fits = restsUntil > now ? 0 : Math.max(0, capacity - waiting.length)
      waiting.push(...work.slice(0, fits))
      return spread(work.slice(fits), Math.max(0, restsUntil - now), pace, waiting.length)
    },
    // No more than may start: what a slow destination could not use in time would be lost to all.
    ask: (now) => (isPaced && restsUntil <= now ? permits.ask(Math.min(waiting.length, window.room()), now) : 0),
    grant: (granted, nextAt, now) => {
      permits.grant(granted)
      if (granted.length > 0 || nextAt - now <= PERMITS_WITHIN_MS) return []
      return spread(rest(nextAt), nextAt - now, pace)
    },
    refuse: permits.refuse,
    take: (now, share = Infinity) => {
      if (waiting.length === 0 || window.room() <= 0 || window.out() >= share) return []
      const at = mayStartAt(now)
      if (at === undefined || at > now) return []
      window.take(now)
      if (isPaced) permits.take(now)
      return waiting.splice(0, perRequest)
    },
    done: (takenAt, now, left = []) => {
      window.done(takenAt, now)
      waiting.unshift(...left)
    },
    isSilent: window.isSilent,
    isStuck: window.isStuck,
    rest,
    isFull: (now) => restsUntil > now || waiting.length >= enough() || window.isStuck(now),
    wakesAt: (now) => {
      if (restsUntil > now) return restsUntil
      if (waiting.length === 0) return undefined
      return window.room() > 0 ? mayStartAt(now) : window.stuckAt()
    },
    isIdle: (now) => waiting.length === 0 && window.out() === 0 && restsUntil <= now,
    drain: () => waiting.splice(0),
  }
}
