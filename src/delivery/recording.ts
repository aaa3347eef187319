import type { Logger } from '../log.ts'
import type { Meter } from '../metrics.ts'
import type { ChangeNotes } from '../store/change-notes.ts'
import type { Database } from '../store/database.ts'
import type { Queue } from '../store/queue.ts'
import type { Attempt } from './attempt.ts'
import { createFlights, type Flight } from './flights.ts'
import { type Hand, persist } from './hand.ts'
import type { Tell } from './operator.ts'
import { type Finished, recordFinished } from './recorder.ts'
import { createSignal } from './signal.ts'
import type { Work } from './take-up.ts'

/** What was sent, or is being sent, until it is recorded. */
export interface Recording {
  /** So much is unrecorded that nothing more may be sent. */
  isFull(now: number): boolean
  /** When it may be full no more although nothing happens; monotonic milliseconds. */
  freesAt(): number
  /** These are about to be sent in one request. */
  expect(works: readonly Work[], now: number): Flight
  /** The attempts of what was expected, in order; they are recorded soon after, in groups. */
  add(flight: Flight, attempts: readonly Attempt[]): Promise<void>
}

export interface RecordingOptions {
  db: Database
  queue: Queue
  meter: Meter
  log: Logger
  hand: Hand
  tell: Tell
  notes: Pick<ChangeNotes, 'note'>
  /** A group is recorded: there is room again. */
  onRoom(): void
  /** Nothing waits to be recorded. */
  onIdle(): void
}

/** Measured on 2 cores: PostgreSQL's time for a delivery was 102 to 118 us with 24 or 32 attempts a transaction, 93 to 104 with 48. */
const WORTH_A_TRANSACTION = 48
/** What one request carried may go in one transaction: all of it was sent, so that fewer would not make less of it twice. */
const MAX_A_TRANSACTION = 500
const LINGER_MS = 10
/** So many transactions at once: while one commits the next is written. */
const MAX_RECORDERS = 2

interface Entry {
  work: Work
  finished: Finished
  weight: number
}

const entryOf = (work: Work, attempt: Attempt, weight: number): Entry => {
  const { claim, deliveryId, delivery, digest, kind, retrySchedule, isProbe } = work
  return {
    work,
    finished: { claim, deliveryId, delivery, kind, retrySchedule, isProbe, attempt, ...(digest && { digest }) },
    weight,
  }
}

export const createRecording = (options: RecordingOptions): Recording => {
  const { db, queue, meter, log, hand, tell, notes, onRoom, onIdle } = options
  const waiting: Entry[] = []
  const grown = createSignal()
  const flights = createFlights()
  let recorders = 0

  const recordGroup = async (group: readonly Entry[]): Promise<void> => {
    if (group.length === 0) return
    const finished = group.map((entry) => entry.finished)
    await persist(log, 'recording attempts', async () => {
      const { fenced, dead, notices } = await recordFinished(db, queue, log, finished)
      meter.fenced(fenced)
      for (const kind of dead) meter.dead(kind)
      for (const notice of notices) void tell(notice)
    })
    for (const id of new Set(finished.map(({ delivery }) => delivery.workspace_id))) notes.note(id, ['deliveries'])
    flights.recorded(group.reduce((sum, { weight }) => sum + weight, 0))
    hand.letGo(group.map(({ work }) => work))
  }
  const recordAll = async (): Promise<void> => {
    if (recorders >= MAX_RECORDERS || (recorders > 0 && waiting.length < WORTH_A_TRANSACTION)) return
    recorders += 1
    while (waiting.length > 0) {
      // What is in flight comes back within milliseconds: one transaction for many costs little more than for one.
      if (waiting.length < WORTH_A_TRANSACTION && recorders > 1) break
      if (waiting.length < WORTH_A_TRANSACTION && flights.areOut()) await grown.wait(LINGER_MS)
      await recordGroup(waiting.splice(0, MAX_A_TRANSACTION))
      onRoom()
    }
    recorders -= 1
    if (recorders === 0) onIdle()
  }
  return {
    isFull: flights.areEnough,
    freesAt: flights.freesAt,
    expect: flights.start,
    add: (flight, attempts) => {
      const { works } = flight
      const weight = flights.land(flight) / attempts.length
      waiting.push(
        ...works.flatMap((work, index) => {
          const attempt = attempts[index]
          return attempt ? [entryOf(work, attempt, weight)] : []
        }),
      )
      if (waiting.length >= WORTH_A_TRANSACTION || !flights.areOut()) grown.notice()
      return recordAll()
    },
  }
}
