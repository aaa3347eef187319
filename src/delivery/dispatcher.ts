import type { Meter } from '../metrics.ts'
import { askPermits } from './ask-permits.ts'
import { isSendable } from './claims.ts'
import type { Hand } from './hand.ts'
import type { HealthTally } from './health-tally.ts'
import { createHeed } from './heed.ts'
import type { Later } from './lane.ts'
import { MAX_UNRECORDED, type Recording } from './recording.ts'
import type { Remotes } from './remotes.ts'
import type { Send } from './suspects.ts'
import type { Work } from './take-up.ts'
import { type Track, trackOf, type Tracks } from './track.ts'

/** Sends what was taken up, on the lane of its integration. */
export interface Dispatcher {
  /** Takes works onto their lanes; what does not fit goes back to the queue. `rests` says by remote until when it rests, epoch ms. */
  accept(works: readonly Work[], rests: ReadonlyMap<string, number>): Promise<void>
  /** Another worker heard that a remote rests. */
  rest(remote: string, ms: number): Promise<void>
  /** Starts whatever may start, one of each lane in turn. */
  drive(): void
  /** The integrations whose lanes take no more just now. */
  full(): string[]
  /** Starts nothing more. */
  halt(): void
  /** Gives back what waits on the lanes. */
  drain(): Promise<void>
}

export interface DispatcherOptions {
  send: Send
  meter: Meter
  hand: Hand
  recording: Recording
  remotes: Remotes
  tally: HealthTally
  /** A lane that was full takes more again. */
  onLaneFree(): void
}

const acceptInto = (tracks: Tracks, works: readonly Work[], rests: ReadonlyMap<string, number>): Later<Work>[] => {
  const now = performance.now()
  return [...Map.groupBy(works, (work) => trackOf(tracks, work))].flatMap(([{ lane, remote }, own]) => {
    const restsMs = (rests.get(remote) ?? 0) - Date.now()
    const waiting = restsMs > 0 ? lane.rest(now + restsMs).map((work) => ({ work, afterMs: restsMs })) : []
    return [...waiting, ...lane.push(own, now)]
  })
}

/** One request of each lane that may send; answers whether there was any. What may be another worker's by now goes to `late`. */
const driveOnce = (
  { recording }: DispatcherOptions,
  tracks: Tracks,
  now: number,
  send: (track: Track, works: readonly Work[]) => Promise<void>,
  late: Work[],
): boolean => {
  // Destinations that hang hold their own share and no more: the others go on.
  const share = Math.ceil(MAX_UNRECORDED / tracks.size)
  let started = false
  for (const track of tracks.values()) {
    if (recording.isFull()) break
    const works = track.lane.take(now, share)
    if (works.length === 0) continue
    started = true
    if (works.every(isSendable)) void send(track, works)
    else {
      track.lane.done()
      late.push(...works)
    }
  }
  return started
}

const fullOf = (tracks: Tracks, now: number): string[] =>
  [...tracks.values()].filter(({ lane }) => lane.isFull(now)).map(({ lane }) => lane.id)

/** When one of them may send although nothing happens; Infinity when that takes an event. */
const nextOf = (tracks: Tracks, now: number): number =>
  Math.min(...[...tracks.values()].map(({ lane }) => lane.wakesAt(now) ?? Infinity))

export const createDispatcher = (options: DispatcherOptions): Dispatcher => {
  const { meter, hand, recording, remotes, tally } = options
  const tracks: Tracks = new Map()
  const heed = createHeed(options, tracks)
  let halted = false
  let timer: NodeJS.Timeout | undefined
  let soon: NodeJS.Immediate | undefined

  /** Never rejects: sending makes attempts of errors, recording tries until it succeeds. */
  const send = async (track: Track, works: readonly Work[]): Promise<void> => {
    recording.expect(works)
    const attempts = await options.send(works)
    track.lane.done(works.slice(attempts.length))
    driveSoon()
    for (const { result, durationMs, startedAt } of attempts) {
      meter.attempt(works[0]?.kind ?? '', result, durationMs)
      tally.saw(track.lane.id, result, durationMs, startedAt)
    }
    await Promise.all([heed.attempts(track, attempts), recording.add(works, attempts)])
  }

  // Once for all answers that came in together, after what they say: that a remote rests is heeded before more is sent.
  const driveSoon = (): void => void (soon ??= setImmediate(drive))

  const drive = (): void => {
    clearImmediate(soon)
    soon = undefined
    clearTimeout(timer)
    if (halted) return
    const now = performance.now()
    const full = fullOf(tracks, now).length
    const late: Work[] = []
    while (driveOnce(options, tracks, now, send, late));
    void hand.putBack(late.map((work) => ({ work, afterMs: 0 })))
    for (const track of tracks.values()) {
      const wanted = track.lane.ask(now)
      if (wanted > 0) void askPermits(remotes, track, wanted).then(hand.putBack).then(drive)
    }
    if (fullOf(tracks, now).length < full) options.onLaneFree()
    for (const [id, { lane }] of tracks) if (lane.isIdle(now)) tracks.delete(id)
    const next = nextOf(tracks, now)
    if (next < Infinity && next > now) timer = setTimeout(drive, next - now)
  }

  return {
    drive,
    rest: heed.rest,
    accept: async (works, rests) => {
      hand.add(works)
      await hand.putBack(acceptInto(tracks, works, rests))
    },
    full: () => fullOf(tracks, performance.now()),
    halt: () => {
      halted = true
      clearTimeout(timer)
    },
    drain: () =>
      hand.putBack([...tracks.values()].flatMap(({ lane }) => lane.drain()).map((work) => ({ work, afterMs: 0 }))),
  }
}
