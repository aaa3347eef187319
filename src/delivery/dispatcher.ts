import { MAX_HINT_MS } from '../core/retry.ts'
import type { Meter } from '../metrics.ts'
import type { Attempt, Sender } from './attempt.ts'
import type { Hand } from './hand.ts'
import { createLane, type Lane } from './lane.ts'
import { MAX_UNRECORDED, type Recording } from './recording.ts'
import { sendWorks } from './send-works.ts'
import type { Work } from './take-up.ts'

/** Sends what was taken up, on the lane of its integration. */
export interface Dispatcher {
  /** Takes works onto their lanes; what does not fit goes back to the queue. */
  accept(works: readonly Work[]): Promise<void>
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
  sender: Sender
  meter: Meter
  hand: Hand
  recording: Recording
  /** A lane that was full takes more again. */
  onLaneFree(): void
}

/** After a disabling answer the others look again this much later, and are held then. */
const LOOK_AGAIN_MS = 1000

/** What one attempt means for the others of its lane: a vendor's "not before" and a dead address hold for all. */
const heed = async (hand: Hand, lane: Lane<Work>, attempts: readonly Attempt[]): Promise<void> => {
  const hints = attempts.map(({ result }) => (result.status === 'retry' ? (result.afterMs ?? 0) : 0))
  const restMs = Math.min(Math.max(0, ...hints), MAX_HINT_MS)
  if (restMs > 0) {
    const waiting = lane.rest(performance.now() + restMs)
    await hand.putBack(waiting.map((work) => ({ work, afterMs: restMs })))
  }
  if (attempts.some(({ result }) => result.status === 'rejected' && result.disable)) {
    await hand.putBack(lane.drain().map((work) => ({ work, afterMs: LOOK_AGAIN_MS })))
  }
}

/** Never rejects: sending makes attempts of errors, recording tries until it succeeds. */
const send = async (
  options: DispatcherOptions,
  lane: Lane<Work>,
  works: readonly Work[],
  onDone: () => void,
): Promise<void> => {
  const { sender, meter, hand, recording } = options
  recording.expect(works)
  const attempts = await sendWorks(sender, works)
  lane.done(works.slice(attempts.length))
  onDone()
  for (const { result, durationMs } of attempts) meter.attempt(works[0]?.kind ?? '', result.status, durationMs)
  await Promise.all([heed(hand, lane, attempts), recording.add(works, attempts)])
}

type Lanes = Map<string, Lane<Work>>

const laneOf = (lanes: Lanes, { delivery, limits }: Work): Lane<Work> => {
  const id = delivery.integration_id
  const lane = lanes.get(id) ?? createLane<Work>(id, limits)
  lanes.set(id, lane)
  return lane
}

/** One request of each lane that may send; answers whether there was any. */
const driveOnce = (options: DispatcherOptions, lanes: Lanes, now: number, onDone: () => void): boolean => {
  // Destinations that hang hold their own share and no more: the others go on.
  const share = Math.ceil(MAX_UNRECORDED / lanes.size)
  let started = false
  for (const lane of lanes.values()) {
    if (options.recording.isFull()) break
    const works = lane.take(now, share)
    if (works.length === 0) continue
    started = true
    void send(options, lane, works, onDone)
  }
  return started
}

const nextWake = (lanes: Lanes, now: number): number =>
  Math.min(...[...lanes.values()].map((lane) => lane.wakesAt(now) ?? Infinity))

const countFull = (lanes: Lanes, now: number): number => [...lanes.values()].filter((lane) => lane.isFull(now)).length

export const createDispatcher = (options: DispatcherOptions): Dispatcher => {
  const { hand } = options
  const lanes: Lanes = new Map()
  let halted = false
  let timer: NodeJS.Timeout | undefined

  const drive = (): void => {
    clearTimeout(timer)
    if (halted) return
    const now = performance.now()
    const full = countFull(lanes, now)
    while (driveOnce(options, lanes, now, drive));
    if (countFull(lanes, now) < full) options.onLaneFree()
    for (const [id, lane] of lanes) if (lane.isIdle(now)) lanes.delete(id)
    const next = nextWake(lanes, now)
    if (next < Infinity && next > now) timer = setTimeout(drive, next - now)
  }
  return {
    drive,
    accept: async (works) => {
      hand.add(works)
      const now = performance.now()
      const excess = [...Map.groupBy(works, (work) => laneOf(lanes, work))].flatMap(([lane, own]) =>
        lane.push(own, now),
      )
      await hand.putBack(excess)
    },
    full: () => {
      const now = performance.now()
      return [...lanes.values()].filter((lane) => lane.isFull(now)).map(({ id }) => id)
    },
    halt: () => {
      halted = true
      clearTimeout(timer)
    },
    drain: () =>
      hand.putBack([...lanes.values()].flatMap((lane) => lane.drain()).map((work) => ({ work, afterMs: 0 }))),
  }
}
