/** The requests of one destination that are out, and how many may be. Times are monotonic milliseconds. */
export interface SendWindow {
  out(): number
  /** How many may be out. */
  size(): number
  /** How many more may go out. */
  room(): number
  take(now: number): void
  /** The request that was taken at `takenAt` is through. */
  done(takenAt: number, now: number): void
  /** Nothing came back for two seconds: what is out is in nobody's way. */
  isSilent(now: number): boolean
  /** Nothing came back for so long that the destination may be hanging. */
  isStuck(now: number): boolean
  /** When that is so if nothing comes until then; Infinity while nothing is out. */
  stuckAt(): number
}

/** Longer than most answers take. */
export const SILENT_MS = 2000

/** Of destinations that hang each holds no more than this of what a worker may have out. */
const FIRST_AT_ONCE = 5
/** A third of the time that an attempt may take. */
const STUCK_MS = 5000

/** At first few at once. Each answer that comes while more are wanted allows one more, and a late one takes that back. */
export const createSendWindow = (most: number): SendWindow => {
  const first = Math.min(FIRST_AT_ONCE, most)
  /** When each was taken, rising. */
  const taken: number[] = []
  let size = first
  let heardAt = -Infinity
  const waitsSince = (): number => Math.max(taken[0] ?? Infinity, heardAt)
  const stuckAt = (): number => waitsSince() + STUCK_MS
  return {
    out: () => taken.length,
    size: () => size,
    room: () => size - taken.length,
    take: (now) => void taken.push(now),
    done: (takenAt, now) => {
      if (now - takenAt >= STUCK_MS) size = first
      else if (taken.length >= size) size = Math.min(size + 1, most)
      taken.splice(taken.indexOf(takenAt), 1)
      heardAt = now
    },
    isSilent: (now) => waitsSince() + SILENT_MS <= now,
    isStuck: (now) => stuckAt() <= now,
    stuckAt,
  }
}
