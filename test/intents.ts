import type { Intents } from '../src/destinations/destination.ts'

/** Intents of one vendor in memory, as the store keeps them. */
export const createIntents = (now: () => Date = () => new Date()): Intents => {
  const declared = new Map<string, Date>()
  return {
    declare: (step, instead) => {
      const before = declared.get(step)
      if (before && before.getTime() !== instead?.getTime()) return Promise.resolve(before)
      declared.set(step, now())
      return Promise.resolve(undefined)
    },
    withdraw: (step) => {
      declared.delete(step)
      return Promise.resolve()
    },
  }
}
