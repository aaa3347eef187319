import { SILENT_MS } from './send-window.ts'
import type { Work } from './take-up.ts'

/** A request that is out. */
export interface Flight {
  readonly works: readonly Work[]
  /** Monotonic milliseconds. */
  readonly startedAt: number
}

/** How much was sent, or is being sent, and is not recorded yet. */
export interface Flights {
  /** Nothing more may be sent. */
  areEnough(now: number): boolean
  /** When that may change although nothing happens, monotonic milliseconds; Infinity while something more may be sent. */
  freesAt(): number
  areOut(): boolean
  /** One request with all of these. */
  start(works: readonly Work[], now: number): Flight
  /** It is over, and counts until it is recorded; answers for how much. */
  land(flight: Flight): number
  recorded(weight: number): void
}

/** What a kill -9 can make twice, but for what hangs. */
export const MAX_UNRECORDED = 96
/** A request of several events weighs this much of it, so that at most eight are out. */
const BATCH_WEIGHT = 12

const weightOf = ({ works }: Flight): number => (works.length === 1 ? 1 : BATCH_WEIGHT)

export const createFlights = (): Flights => {
  /** That count, the oldest first. */
  const out = new Set<Flight>()
  const hanging = new Set<Flight>()
  let unrecorded = 0

  const isCrowded = (): boolean => unrecorded >= MAX_UNRECORDED
  const freesAt = (): number => {
    const [oldest] = out
    return (oldest?.startedAt ?? Infinity) + SILENT_MS
  }
  /** What nobody answered for two seconds counts no more: those who answer would wait for it. */
  const leaveOut = (now: number): void => {
    for (const flight of out) {
      if (flight.startedAt + SILENT_MS > now) return
      out.delete(flight)
      hanging.add(flight)
      unrecorded -= weightOf(flight)
    }
  }
  return {
    areEnough: (now) => {
      if (isCrowded()) leaveOut(now)
      return isCrowded()
    },
    freesAt: () => (isCrowded() ? freesAt() : Infinity),
    areOut: () => out.size > 0,
    start: (works, startedAt) => {
      const flight = { works, startedAt }
      unrecorded += weightOf(flight)
      out.add(flight)
      return flight
    },
    land: (flight) => {
      const weight = weightOf(flight)
      out.delete(flight)
      if (hanging.delete(flight)) unrecorded += weight
      return weight
    },
    recorded: (weight) => {
      unrecorded -= weight
    },
  }
}
