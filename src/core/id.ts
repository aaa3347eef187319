import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

const BYTES = 16
/** For 256 ids at once: asking the system for each one's alone takes longer than all else about it. */
const pool = Buffer.alloc(256 * BYTES)
let used = pool.length

const takeRandom = (): Buffer => {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += BYTES
  return pool.subarray(used - BYTES, used)
}

let msecs = 0
let seq = 0

/**
 * A new id: UUID version 7, so that ids sort by age and index pages fill in order. Each is greater than those that this
 * process made before, also within a millisecond and when the clock goes back.
 */
export const newId = (): string => {
  const random = takeRandom()
  // eslint-disable-next-line no-restricted-syntax -- as the library does that makes them: an id is of its moment
  const now = Date.now()
  // Two bits of 32 stay free for what follows within the millisecond.
  seq = now > msecs ? random.readUInt32BE(0) >>> 2 : seq + 1
  msecs = Math.max(msecs, now)
  return v7({ random, msecs, seq })
}

/** No id that was made at this instant or later is smaller. */
export const firstIdAt = (at: Date): string => {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
