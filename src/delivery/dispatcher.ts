import type { Meter } from '../metrics.ts'
import { askPermits } from './ask-permits.ts'
import { isSendable } from './claims.ts'
import type { Hand } from './hand.ts'
import type { HealthTally } from './health-tally.ts'
import { createHeed, type Heed } from './heed.ts'
import type { Later } from './lane.ts'
import { MAX_UNRECORDED } from './flights.ts'
import type { Recording } from './recording.ts'
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

/** What waited for a destination that may be hanging is due again after so long. */
const STUCK_AGAIN_MS = 1000

const acceptInto = (
  tracks: Tracks,
  works: readonly Work[],
  rests: ReadonlyMap<string, number>,
  heed: Heed,
): Later<Work>[] => {
  const now = performance.now()
  return [...Map.groupBy(works, (work) => trackOf(tracks, work))].flatMap(([{ lane, remote }, own]) => {
    const restsMs = Math.max((rests.get(remote) ?? 0) - Date.now(), heed.restsUntil(remote) - now)
    const waiting = restsMs > 0 ? lane.rest(now + restsMs).map((work) => ({ work, afterMs: restsMs })) : []
    return [...waiting, ...lane.push(own, now)]
  })
}

/** How much of what may be out is each one's, of those who answer. */
const shareOf = (tracks: Tracks, now: number): number => {
  const answering = [...tracks.values()].filter(({ lane }) => !lane.isSilent(now)).length
  return Math.ceil(MAX_UNRECORDED / Math.max(1, answering))
}

/** One request of each lane that may send; answers whether there was any. What may be another worker's by now goes to `late`. */
const driveOnce = (
  { recording }: DispatcherOptions,
  tracks: Tracks,
  now: number,
  send: (track: Track, works: readonly Work[], now: number) => Promise<void>,
  late: Work[],
): boolean => {
  const share = shareOf(tracks, now)
  let started = false
  for (const track of tracks.values()) {
    if (recording.isFull(now)) break
    const works = track.lane.take(now, share)
    if (works.length === 0) continue
    started = true
    if (works.every(isSendable)) void send(track, works, now)
    else {
      track.lane.done(now, now)
      late.push(...works)
    }
  }
  return started
}

const fullOf = (tracks: Tracks, now: number): string[] =>
  [...tracks.values()].filter(({ lane }) => lane.isFull(now)).map(({ lane }) => lane.id)

/** When one of them may send although nothing happens; Infinity when that takes an event. */
const nextOf = ({ recording }: DispatcherOptions, tracks: Tracks, now: number): number =>
  recording.isFull(now)
    ? recording.freesAt()
    : Math.min(...[...tracks.values()].map(({ lane }) => lane.wakesAt(now) ?? Infinity))

/** What waits for destinations that may be hanging is others' to try, and fills nobody's hand. */
const offStuck = (tracks: Tracks, now: number): Later<Work>[] =>
  [...tracks.values()].flatMap(({ lane }) =>
    lane.isStuck(now) ? lane.drain().map((work) => ({ work, afterMs: STUCK_AGAIN_MS })) : [],
  )

export const createDispatcher = (options: DispatcherOptions): Dispatcher => {
  const { meter, hand, recording, remotes, tally } = options
  const tracks: Tracks = new Map()
  const heed = createHeed(options, tracks)
  let halted = false
  let timer: NodeJS.Timeout | undefined
  let soon: NodeJS.Immediate | undefined

  /** Never rejects: sending makes attempts of errors, recording tries until it succeeds. */
  const send = async (track: Track, works: readonly Work[], takenAt: number): Promise<void> => {
    const flight = recording.expect(works, takenAt)
    const attempts = await options.send(works)
    track.lane.done(takenAt, performance.now(), works.slice(attempts.length))
    driveSoon()
    for (const { result, durationMs, startedAt } of attempts) {
      meter.attempt(works[0]?.kind ?? '', result, durationMs)
      tally.saw(track.lane.id, result, durationMs, startedAt)
    }
    await Promise.all([heed.attempts(track, attempts), recording.add(flight, attempts)])
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
    void hand.putBack([...late.map((work) => ({ work, afterMs: 0 })), ...offStuck(tracks, now)])
    for (const track of tracks.values()) {
      const wanted = track.lane.ask(now)
      if (wanted > 0) void askPermits(remotes, track, wanted).then(hand.putBack).then(drive)
    }
    if (fullOf(tracks, now).length < full) options.onLaneFree()
    for (const [id, { lane }] of tracks) if (lane.isIdle(now)) tracks.delete(id)
    const next = nextOf(options, tracks, now)
    if (next < Infinity && next > now) timer = setTimeout(drive, next - now)
  }

  return {
    drive,
    rest: heed.rest,
    accept: async (works, rests) => {
      hand.add(works)
      await hand.putBack(acceptInto(tracks, works, rests, heed))
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
