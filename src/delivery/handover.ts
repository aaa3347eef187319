import { newId } from '../core/id.ts'
import { atMost } from '../store/at-most.ts'
import { type DeliverJob, type NewDeliverJob, NOBODYS, type OwnJobs } from '../store/deliver-queue.ts'
import type { Behind } from './behind.ts'

/**
 * The way of deliveries from where their events are judged to a worker of the same process, which claims them as they are
 * made: nobody has to look for them in the queue. What it has no room for, or what waits there already, goes through it.
 */
export interface Handover {
  open(): Offer
}

/** What one transaction makes. */
export interface Offer {
  /** Of these new jobs those to claim, for which there is room until `settle`. */
  choose(jobs: readonly NewDeliverJob[]): OwnJobs
  /** What was claimed of them, once it is committed; nothing, where it was not. */
  settle(claimed: readonly DeliverJob[]): void
}

/** Everything goes through the queue. */
export const noHandover: Handover = { open: () => ({ choose: () => NOBODYS, settle: () => undefined }) }

export interface HandoverOptions {
  behind: Behind
  /** How many deliveries more the worker would take. */
  room(): number
  /** The integrations whose lanes take no more just now. */
  full(): string[]
  /** Sends them, as what was fetched; never rejects. */
  takeOn(jobs: readonly DeliverJob[]): Promise<void>
  /** Something waits in the queue that may be taken. */
  look(): void
}

/** No more of one integration at once: where its vendor names a rate a job is one delivery, and its lane takes few. */
const JOBS_OF_ONE = 8

/** A transaction that does not end is not waited for longer; its claims run out. */
const STOP_MS = 20_000

export interface WorkerHandover extends Handover {
  /** By which others are told of what waits for lanes that are full here. */
  readonly name: string
  /** Takes no more, and waits for what it promised to take. */
  stop(): Promise<void>
}

const sizeOf = (jobs: Iterable<NewDeliverJob>): number =>
  [...jobs].reduce((sum, { deliveryIds }) => sum + deliveryIds.length, 0)

export const createHandover = ({ behind, room, full, takeOn, look }: HandoverOptions): WorkerHandover => {
  const name = newId()
  let promised = 0
  let stopped = false
  const open = new Set<Promise<void>>()

  const fitting = (jobs: readonly NewDeliverJob[], passOver: ReadonlySet<string>): NewDeliverJob[] => {
    const counts = new Map<string, number>()
    let left = room() - promised
    return jobs.filter(({ integrationId, deliveryIds }) => {
      const count = counts.get(integrationId) ?? 0
      const fits = left >= deliveryIds.length && count < JOBS_OF_ONE
      const isOurs = fits && !passOver.has(integrationId) && !behind.mayWait(integrationId)
      // None that follows goes before one that was left.
      counts.set(integrationId, isOurs ? count + 1 : JOBS_OF_ONE)
      if (isOurs) left -= deliveryIds.length
      return isOurs
    })
  }
  return {
    name,
    open: () => {
      // For lanes that were full.
      const waiting: string[] = []
      const settled = Promise.withResolvers<readonly DeliverJob[]>()
      let own = 0
      const see = async (): Promise<void> => {
        const claimed = await settled.promise
        const stillFull = new Set(waiting.length > 0 ? full() : [])
        if (waiting.some((id) => !stillFull.has(id))) look()
        if (claimed.length > 0) await takeOn(claimed)
        promised -= own
      }
      const seen = see()
      open.add(seen)
      void seen.then(() => open.delete(seen))
      return {
        choose: (jobs) => {
          const passOver = new Set(full())
          const claimed = new Set(stopped ? [] : fitting(jobs, passOver))
          const left = jobs.filter((job) => !claimed.has(job)).map(({ integrationId }) => integrationId)
          left.forEach(behind.left)
          const size = sizeOf(claimed)
          own += size
          promised += size
          if (left.some((id) => !passOver.has(id))) return { claimed, toldBy: '' }
          waiting.push(...left)
          return { claimed, toldBy: name }
        },
        settle: settled.resolve,
      }
    },
    stop: async () => {
      stopped = true
      await atMost(STOP_MS, Promise.all(open))
    },
  }
}
