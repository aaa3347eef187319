export const HOUR_MS = 3_600_000
const HOURS = 24

/** When each of the last 24 hours of the clock began, oldest first; the last one runs still. */
export const lastHours = (now: Date): Date[] => {
  const current = Math.floor(now.getTime() / HOUR_MS)
  return Array.from({ length: HOURS }, (_, at) => new Date((current - HOURS + 1 + at) * HOUR_MS))
}
