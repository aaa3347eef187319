import type { Logger } from '../log.ts'
import type { Meter } from '../metrics.ts'
import type { Database } from '../store/database.ts'
import type { Queue } from '../store/queue.ts'
import type { Attempt } from './attempt.ts'
import { type Hand, persist } from './hand.ts'
import { type Finished, recordFinished } from './recorder.ts'
import type { Work } from './take-up.ts'

/** What was sent, or is being sent, until it is recorded. */
export interface Recording {
  /** So much is unrecorded that nothing more may be sent. */
  isFull(): boolean
  /** These are about to be sent in one request. */
  expect(works: readonly Work[]): void
  /** One attempt for each of what was expected, in order; resolves when they, and others before them, are recorded. */
  add(works: readonly Work[], attempts: readonly Attempt[]): Promise<void>
}

export interface RecordingOptions {
  db: Database
  queue: Queue
  meter: Meter
  log: Logger
  hand: Hand
  /** A group is recorded: there is room again. */
  onRoom(): void
  /** Nothing waits to be recorded. */
  onIdle(): void
}

/** Sent, or being sent, and not recorded yet: what a kill -9 can make twice. */
const MAX_UNRECORDED = 96
/** A request of several events weighs this much of it, so that at most eight are out. */
const BATCH_WEIGHT = 12
const RECORD_GROUP = 48

const weightOf = (works: readonly Work[]): number => (works.length === 1 ? 1 : BATCH_WEIGHT)

interface Entry {
  work: Work
  finished: Finished
  weight: number
}

const entryOf = (work: Work, attempt: Attempt, weight: number): Entry => {
  const { job, delivery, kind, retrySchedule } = work
  return { work, finished: { job, delivery, kind, retrySchedule, attempt }, weight }
}

export const createRecording = ({ db, queue, meter, log, hand, onRoom, onIdle }: RecordingOptions): Recording => {
  const waiting: Entry[] = []
  let unrecorded = 0
  let isRecording = false

  const recordGroup = async (group: readonly Entry[]): Promise<void> => {
    const finished = group.map((entry) => entry.finished)
    await persist(log, 'recording attempts', async () => {
      meter.fenced(await recordFinished(db, queue, log, finished))
    })
    for (const { weight } of group) unrecorded -= weight
    hand.letGo(group.map(({ work }) => work))
  }
  const recordAll = async (): Promise<void> => {
    if (isRecording) return
    isRecording = true
    while (waiting.length > 0) {
      await recordGroup(waiting.splice(0, RECORD_GROUP))
      onRoom()
    }
    isRecording = false
    onIdle()
  }
  return {
    isFull: () => unrecorded >= MAX_UNRECORDED,
    expect: (works) => {
      unrecorded += weightOf(works)
    },
    add: (works, attempts) => {
      const weight = weightOf(works) / works.length
      waiting.push(
        ...works.flatMap((work, index) => {
          const attempt = attempts[index]
          return attempt ? [entryOf(work, attempt, weight)] : []
        }),
      )
      return recordAll()
    },
  }
}
