/** Wakes one waiting loop; a notice that comes while it is busy is kept for its next wait. */
export interface Signal {
  notice(): void
  /** Resolves at the next notice, or after `ms`. */
  wait(ms: number): Promise<void>
}

export const createSignal = (): Signal => {
  let noticed = false
  let release: (() => void) | undefined
  return {
    notice: () => {
      noticed = true
      release?.()
    },
    wait: async (ms) => {
      if (!noticed) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          release = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        release = undefined
      }
      noticed = false
    },
  }
}
