import type { Logger } from '../log.ts'

/** So far apart, times in messages mislead, and receivers refuse signatures that look old. */
export const CLOCK_APART_MS = 30_000
const EVERY_MS = 300_000

/** A look at the clocks that warns once while they are apart, and again after they were not. */
export const createClockLook = (readAheadMs: () => Promise<number>, log: Pick<Logger, 'warn'>) => {
  let isApart = false
  return async (): Promise<void> => {
    const aheadMs = await readAheadMs()
    const wasApart = isApart
    isApart = Math.abs(aheadMs) > CLOCK_APART_MS
    if (isApart && !wasApart)
      log.warn(
        { clock_ahead_seconds: Math.round(aheadMs / 1000) },
        'the clocks of this machine and of the database are apart: let a time service set both',
      )
  }
}

/** Looks now and every five minutes; answers how to stop it. A database that does not answer says so elsewhere. */
export const watchClock = (readAheadMs: () => Promise<number>, log: Pick<Logger, 'warn'>): (() => void) => {
  const look = createClockLook(readAheadMs, log)
  const run = (): void => void look().catch(() => undefined)
  run()
  const timer = setInterval(run, EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
