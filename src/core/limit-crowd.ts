import { AppError } from './error.ts'
import { createTurns } from './turns.ts'

/** Runs `atOnce` at a time, in the order that they come; throws `unavailable` when `waiting` of them wait already. */
export const limitCrowd = (
  what: string,
  atOnce: number,
  waiting: number,
): (<T>(run: () => Promise<T>) => Promise<T>) => {
  const turns = createTurns(atOnce)
  return async (run) => {
    if (turns.waiting() >= waiting) throw new AppError('unavailable', `Too many ${what} at once. Try again.`)
    const leave = await turns.take(1)
    try {
      return await run()
    } finally {
      leave()
    }
  }
}
