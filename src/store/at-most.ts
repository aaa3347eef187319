import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for `work`, `ms` milliseconds at most; it goes on where it takes longer. */
export const atMost = async (ms: number, work: Promise<unknown>): Promise<void> => {
  const enough = new AbortController()
  try {
    await Promise.race([work, sleep(ms, undefined, { signal: enough.signal })])
  } finally {
    enough.abort()
  }
}
