import { MAX_HINT_MS } from '../core/retry.ts'
import type { Attempt } from './attempt.ts'
import { createCircuitWatch } from './circuit-watch.ts'
import type { Hand } from './hand.ts'
import type { Remotes } from './remotes.ts'
import type { Track, Tracks } from './track.ts'

/** Draws from answers what holds for more than their own deliveries. */
export interface Heed {
  /** The attempts of one request. */
  attempts(track: Track, attempts: readonly Attempt[]): Promise<void>
  /** Nothing goes to the remote for so long, whoever heard of it. */
  rest(remote: string, ms: number): Promise<void>
  /** Until when the remote rests, monotonic milliseconds; in the past or 0 where it does not. */
  restsUntil(remote: string): number
}

/** What waited behind a circuit that opened, or an integration that was disabled, looks again this much later and is held. */
const LOOK_AGAIN_MS = 1000

/** For how long the vendor asks to be left alone. */
export const hintOf = (attempts: readonly Attempt[]): number => {
  const hints = attempts.map(({ result, spentMs }) =>
    Math.max(spentMs, result.status === 'retry' ? (result.afterMs ?? 0) : 0),
  )
  return Math.min(Math.max(0, ...hints), MAX_HINT_MS)
}

const isGone = ({ result }: Attempt): boolean => result.status === 'rejected' && result.disable === true

/** Counts what a request's attempts wrote beyond what they had permits for. */
export const charge = async (
  remotes: Remotes,
  { remote, rates, countsWrites }: Pick<Track, 'remote' | 'rates' | 'countsWrites'>,
  attempts: readonly Attempt[],
): Promise<void> => {
  const more = countsWrites ? (attempts[0]?.writes ?? 1) - 1 : 0
  if (more > 0) await remotes.charge(remote, more, rates)
}

export const createHeed = ({ hand, remotes }: { hand: Hand; remotes: Remotes }, tracks: Tracks): Heed => {
  const watch = createCircuitWatch()
  // Also where it has no lane yet: what is being taken up may have been read before it was noted.
  const rests = new Map<string, number>()

  const rest = async (remote: string, ms: number): Promise<void> => {
    const now = performance.now()
    const until = Math.max(rests.get(remote) ?? 0, now + ms)
    for (const [other, over] of rests) if (over <= now) rests.delete(other)
    rests.set(remote, until)
    const resting = [...tracks.values()].filter((track) => track.remote === remote)
    const waiting = resting.flatMap(({ lane }) => lane.rest(until))
    await hand.putBack(waiting.map((work) => ({ work, afterMs: ms })))
  }
  /** A vendor's "not before" holds for all that is sent there. */
  const heedHint = async ({ remote }: Track, attempts: readonly Attempt[]): Promise<void> => {
    const ms = hintOf(attempts)
    if (ms > 0) await Promise.all([rest(remote, ms), remotes.rest(remote, ms)])
  }
  const heedTrouble = async ({ lane }: Track, attempts: readonly Attempt[]): Promise<void> => {
    // A request is one sight of the destination, however many events it carried.
    const [first] = attempts
    const now = performance.now()
    const opens = first && watch.saw(lane.id, first.result, now)
    if (opens === undefined && !attempts.some(isGone)) return
    // At once, before anybody else knows: nothing more goes out.
    const waiting = lane.rest(now + LOOK_AGAIN_MS)
    if (opens !== undefined) await remotes.open(lane.id, opens)
    await hand.putBack(waiting.map((work) => ({ work, afterMs: LOOK_AGAIN_MS })))
  }
  return {
    rest,
    restsUntil: (remote) => rests.get(remote) ?? 0,
    attempts: async (track, attempts) => {
      await Promise.all([heedHint(track, attempts), charge(remotes, track, attempts), heedTrouble(track, attempts)])
    },
  }
}
