/** Places that are taken in the order of asking. */
export interface Turns {
  /** Waits for so many places at once; answers how to leave them, once. */
  take(places: number): Promise<() => void>
  /** How many wait. */
  waiting(): number
}

export const createTurns = (total: number): Turns => {
  const waiting: { places: number; start(): void }[] = []
  let free = total
  const admit = (): void => {
    // Nobody overtakes one who waits for many.
    for (let next = waiting[0]; next && next.places <= free; next = waiting[0]) {
      waiting.shift()
      free -= next.places
      next.start()
    }
  }
  const leave = (places: number): void => {
    free += places
    admit()
  }
  return {
    take: (places) =>
      new Promise((resolve) => {
        waiting.push({ places, start: () => resolve(() => leave(places)) })
        admit()
      }),
    waiting: () => waiting.length,
  }
}
