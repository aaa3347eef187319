/** A moment by two clocks, in milliseconds: the monotonic one may stand still while the machine sleeps, the other is set now and then. */
export interface Moment {
  readonly monotonic: number
  readonly wall: number
}

export const thisMoment = (): Moment => ({ monotonic: performance.now(), wall: Date.now() })

/** Milliseconds since then, by the clock that says more. */
export const msSince = ({ monotonic, wall }: Moment): number =>
  Math.max(performance.now() - monotonic, Date.now() - wall)
