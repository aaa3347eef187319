import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../log.ts'
import type { Meter } from '../metrics.ts'
import type { ChangeNotes } from '../store/change-notes.ts'
import type { Database } from '../store/database.ts'
import type { DeliverJob } from '../store/deliver-queue.ts'
import type { Queue } from '../store/queue.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import type { Sender } from './attempt.ts'
import { type Behind, createBehind } from './behind.ts'
import { isSendable } from './claims.ts'
import { createDispatcher, type Dispatcher } from './dispatcher.ts'
import { createHand, type Hand } from './hand.ts'
import { createHandover, type Handover } from './handover.ts'
import { createHealthTally } from './health-tally.ts'
import { JOB_SIZE } from './jobs.ts'
import type { Tell } from './operator.ts'
import { createRecording, type Recording } from './recording.ts'
import { createRemotes } from './remotes.ts'
import { createSignal, type Signal } from './signal.ts'
import { sendWorks } from './send-works.ts'
import { type Send, watchSuspects } from './suspects.ts'
import { createTending } from './tending.ts'
import { createOpener, setAside, takeUp, waitForOthers } from './take-up.ts'

export interface Worker {
  start(): void
  /** What is judged in this process may come to it at once. */
  readonly handover: Handover
  /** Something may be due: look now, unless it is this worker that told of it. */
  notice(toldBy?: string): void
  /** A remote rests for so long. */
  rest(remote: string, ms: number): void
  /** Takes no more, gives back what it has not started, and waits for what is in flight. */
  stop(): Promise<void>
}

export interface WorkerOptions {
  db: Database
  queue: Queue
  ring: KeyRing
  sender: Sender
  tell: Tell
  meter: Meter
  notes: Pick<ChangeNotes, 'note'>
}

/** Claimed and not recorded yet; a dead worker's are offered again after its heartbeat has run out. */
const MAX_IN_HAND = 2000
/** No more at once: what one worker has in hand no other one helps with. */
const FETCH = 512
/**
 * What is due anew is told of; what was put off is looked for, the more often the less it was put off. Each look of an idle
 * system costs PostgreSQL 2 ms.
 */
const POLL_MS = 1000
const IDLE_POLL_MS = 3000
const IDLE_AFTER_MS = 60_000
/** A look through all that waits for destinations passed over is followed by a pause of three times as long, this at most. */
const MAX_PAUSE_MS = 250
/** A third of the time for which a claim that was kept alive is sent from. */
const HEARTBEAT_MS = 5000
const DRAIN_MS = 25_000

/** Claims what is due and hands it to the dispatcher. */
interface Fetcher {
  /** What was found: nothing, some, or so much that there may be more. */
  fetch(): Promise<'none' | 'some' | 'more'>
  /** The last fetch had no room: it waits to be told of some. */
  isShort(): boolean
}

/** Has claimed jobs sent; answers the integrations of which nothing is sent just now: what was claimed of them is set aside. */
type TakeOn = (jobs: readonly DeliverJob[]) => Promise<string[]>

const createTakeOn = ({ db, queue, ring }: WorkerOptions, dispatcher: Dispatcher, behind: Behind): TakeOn => {
  const open = createOpener(ring)
  return async (jobs) => {
    const { works, blocked, held, stale, rests } = await takeUp(db, jobs, open)
    await dispatcher.accept(works, rests)
    dispatcher.drive()
    await waitForOthers(db, queue, blocked)
    await setAside(db, queue, held, stale)
    const heldBy = [...new Set(held.map(({ integrationId }) => integrationId))]
    // What comes next of them is taken with others, from the queue.
    heldBy.forEach(behind.left)
    return heldBy
  }
}

interface FetcherOptions {
  queue: Queue
  hand: Hand
  dispatcher: Dispatcher
  behind: Behind
  takeOn: TakeOn
}

const createFetcher = ({ queue, hand, dispatcher, behind, takeOn }: FetcherOptions): Fetcher => {
  // How many deliveries a job has is known only of those that were fetched.
  let perJob = JOB_SIZE
  // A destination that fails may have any number waiting, which are set aside at every other fetch: nobody waits for all of them.
  let setAsideLast: string[] = []
  let pauseMs = 0
  let isShort = false
  const look = async (limit: number, passOver: readonly string[]): Promise<DeliverJob[]> => {
    const end = behind.look(passOver)
    const jobs = await queue.fetchDeliveries(limit, passOver)
    end(jobs.length < limit)
    return jobs
  }
  const fetchFairly = async (limit: number): Promise<DeliverJob[]> => {
    const full = dispatcher.full()
    const passedOver = setAsideLast
    setAsideLast = []
    const startedAt = performance.now()
    const jobs = await look(limit, [...full, ...passedOver])
    pauseMs = full.length > 0 && jobs.length < limit ? Math.min(3 * (performance.now() - startedAt), MAX_PAUSE_MS) : 0
    return jobs.length > 0 || passedOver.length === 0 ? jobs : look(limit, full)
  }
  return {
    isShort: () => isShort,
    fetch: async () => {
      if (pauseMs > 0) await sleep(pauseMs)
      const room = Math.min(FETCH, MAX_IN_HAND - hand.size())
      isShort = room < FETCH / 4
      if (isShort) return 'none'
      const limit = Math.ceil(room / perJob)
      const jobs = await fetchFairly(limit)
      if (jobs.length === 0) return 'none'
      perJob = jobs.reduce((sum, { deliveryIds }) => sum + deliveryIds.length, 0) / jobs.length
      setAsideLast = await takeOn(jobs)
      return jobs.length < limit && setAsideLast.length === 0 ? 'some' : 'more'
    },
  }
}

/** The two ways by which deliveries come: from the queue, and from where they are made. */
const createIntake = (options: WorkerOptions, hand: Hand, dispatcher: Dispatcher, { notice: look }: Signal) => {
  const behind = createBehind()
  const takeOn = createTakeOn(options, dispatcher, behind)
  const { queue } = options
  const { log } = options.sender
  const handover = createHandover({
    behind,
    room: () => MAX_IN_HAND - hand.size(),
    full: dispatcher.full,
    look,
    // What was claimed and not taken on is offered again, to whoever is there, once its claim has run out.
    takeOn: async (jobs) => {
      await takeOn(jobs).catch((error: unknown) =>
        log.error({ err: error }, 'taking on what was just judged failed, it is tried again later'),
      )
    },
  })
  return { fetcher: createFetcher({ queue, hand, dispatcher, behind, takeOn }), handover }
}

/** Fetches as long as there may be more, and then waits until it is woken or it is time to look. */
const createPump = (fetchOnce: Fetcher['fetch'], wake: Signal, log: Logger) => {
  let stopping = false
  let pumping: Promise<void> = Promise.resolve()
  const pump = async (): Promise<void> => {
    let foundAt = -Infinity
    while (!stopping) {
      const found = await fetchOnce().catch((error: unknown) => {
        log.error({ err: error }, 'fetching deliveries failed, trying again')
        return 'none'
      })
      const now = performance.now()
      if (found !== 'none') foundAt = now
      if (found !== 'more') await wake.wait(now - foundAt < IDLE_AFTER_MS ? POLL_MS : IDLE_POLL_MS)
    }
  }
  return {
    start: (): void => {
      pumping = pump()
    },
    stop: (): Promise<void> => {
      stopping = true
      wake.notice()
      return pumping
    },
  }
}

/** A suspect waits for its turn, until its claim may have run out. */
const sendKept =
  (sender: Sender): Send =>
  async (works) =>
    works.every(isSendable) ? sendWorks(sender, works) : []

export const createWorker = (options: WorkerOptions): Worker => {
  const { db, queue, meter } = options
  const { log } = options.sender
  const wake = createSignal()
  const hand = createHand(db, queue, meter, log)
  const onRoom = (): void => dispatcher.drive()
  const onIdle = (): void => {
    if (fetcher.isShort()) wake.notice()
  }
  const recording: Recording = createRecording({ ...options, log, hand, onRoom, onIdle })
  const remotes = createRemotes(db, log)
  const tally = createHealthTally()
  const tending = createTending({ ...options, tally, log })
  const dispatcher = createDispatcher({
    send: watchSuspects({ db, log }, sendKept(options.sender)),
    meter,
    hand,
    recording,
    remotes,
    tally,
    onLaneFree: wake.notice,
  })
  let heartbeat: NodeJS.Timeout | undefined
  const { fetcher, handover } = createIntake(options, hand, dispatcher, wake)
  const pump = createPump(fetcher.fetch, wake, log)

  const beat = (): void => {
    queue.touchDeliveries(hand.jobs()).catch((error: unknown) => log.warn({ err: error }, 'a heartbeat failed'))
  }

  return {
    start: () => {
      heartbeat = setInterval(beat, HEARTBEAT_MS)
      tending.start()
      pump.start()
    },
    handover,
    notice: (toldBy) => {
      if (toldBy !== handover.name) wake.notice()
    },
    rest: (remote, ms) => void dispatcher.rest(remote, ms),
    stop: async () => {
      dispatcher.halt()
      await Promise.all([pump.stop(), handover.stop()])
      await dispatcher.drain()
      const deadline = performance.now() + DRAIN_MS
      while (hand.size() > 0 && performance.now() < deadline) await wake.wait(50)
      clearInterval(heartbeat)
      await tending.stop()
    },
  }
}
