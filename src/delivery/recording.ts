import type { Logger } from '../log.ts'
import type { Meter } from '../metrics.ts'
import type { ChangeNotes } from '../store/change-notes.ts'
import type { Database } from '../store/database.ts'
import type { Queue } from '../store/queue.ts'
import type { Attempt } from './attempt.ts'
import { type Hand, persist } from './hand.ts'
import type { Tell } from './operator.ts'
import { type Finished, recordFinished } from './recorder.ts'
import { createSignal } from './signal.ts'
import type { Work } from './take-up.ts'

/** What was sent, or is being sent, until it is recorded. */
export interface Recording {
  /** So much is unrecorded that nothing more may be sent. */
  isFull(): boolean
  /** These are about to be sent in one request. */
  expect(works: readonly Work[]): void
  /** The attempts of what was expected, in order; they are recorded soon after, in groups. */
  add(works: readonly Work[], attempts: readonly Attempt[]): Promise<void>
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

/** Sent, or being sent, and not recorded yet: what a kill -9 can make twice. */
export const MAX_UNRECORDED = 96
/** A request of several events weighs this much of it, so that at most eight are out. */
const BATCH_WEIGHT = 12
/** Measured on 2 cores: PostgreSQL's time for a delivery was 145 us with 32 attempts a transaction, 105 with 48. */
const WORTH_A_TRANSACTION = 48
/** What one request carried may go in one transaction: all of it was sent, so that fewer would not make less of it twice. */
const MAX_A_TRANSACTION = 500
const LINGER_MS = 10
/** So many transactions at once: while one commits the next is written. */
const MAX_RECORDERS = 2

const weightOf = (works: readonly Work[]): number => (works.length === 1 ? 1 : BATCH_WEIGHT)

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
  let unrecorded = 0
  let inFlight = 0
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
    for (const { weight } of group) unrecorded -= weight
    hand.letGo(group.map(({ work }) => work))
  }
  const recordAll = async (): Promise<void> => {
    if (recorders >= MAX_RECORDERS || (recorders > 0 && waiting.length < WORTH_A_TRANSACTION)) return
    recorders += 1
    while (waiting.length > 0) {
      // What is in flight comes back within milliseconds: one transaction for many costs little more than for one.
      if (waiting.length < WORTH_A_TRANSACTION && recorders > 1) break
      if (waiting.length < WORTH_A_TRANSACTION && inFlight > 0) await grown.wait(LINGER_MS)
      await recordGroup(waiting.splice(0, MAX_A_TRANSACTION))
      onRoom()
    }
    recorders -= 1
    if (recorders === 0) onIdle()
  }
  return {
    isFull: () => unrecorded >= MAX_UNRECORDED,
    expect: (works) => {
      unrecorded += weightOf(works)
      inFlight += 1
    },
    add: (works, attempts) => {
      const weight = weightOf(works) / attempts.length
      inFlight -= 1
      if (attempts.length === 0) unrecorded -= weightOf(works)
      waiting.push(
        ...works.flatMap((work, index) => {
          const attempt = attempts[index]
          return attempt ? [entryOf(work, attempt, weight)] : []
        }),
      )
      if (waiting.length >= WORTH_A_TRANSACTION || inFlight === 0) grown.notice()
      return recordAll()
    },
  }
}
