import { AppError } from '../core/error.ts'

/** Runs `atOnce` at a time, in the order that they come; throws `unavailable` when `waiting` of them wait already. */
export const createTurns = (atOnce: number, waiting: number): (<T>(run: () => Promise<T>) => Promise<T>) => {
  let running = 0
  const queue: (() => void)[] = []
  return async (run) => {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw new AppError('unavailable', 'Too many sign-ins at once. Try again.')
      await new Promise<void>((resolve) => queue.push(resolve))
    } else running += 1
    try {
      return await run()
    } finally {
      const next = queue.shift()
      // The turn goes over, so that nobody slips in between.
      if (next) next()
      else running -= 1
    }
  }
}
