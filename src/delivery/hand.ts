import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../log.ts'
import type { Meter } from '../metrics.ts'
import type { Database } from '../store/database.ts'
import type { DeliverJob } from '../store/deliver-queue.ts'
import type { Queue } from '../store/queue.ts'
import { giveBack, priorityOfDue, type Return, type Work } from './take-up.ts'

/** What a worker has claimed and neither recorded nor given back. */
export interface Hand {
  size(): number
  jobs(): DeliverJob[]
  add(works: readonly Work[]): void
  letGo(works: readonly Work[]): void
  /** Gives works back to the queue, each to be due again after its time. */
  putBack(works: readonly { work: Work; afterMs: number }[]): Promise<void>
}

const DATABASE_PAUSE_MS = 1000

/** Writes until it succeeds: database trouble passes, and what was sent must not be forgotten meanwhile. */
export const persist = async <T>(log: Logger, what: string, write: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await write()
    } catch (error) {
      log.error({ err: error }, `${what} failed, trying again`)
      await sleep(DATABASE_PAUSE_MS)
    }
  }
}

const returnOf = ({ work, afterMs }: { work: Work; afterMs: number }): Return => ({
  claim: work.claim,
  deliveryId: work.deliveryId,
  isSuspect: work.isSuspect,
  integrationId: work.delivery.integration_id,
  afterMs,
  priority: priorityOfDue(work.delivery),
})

export const createHand = (db: Database, queue: Queue, meter: Meter, log: Logger): Hand => {
  const inHand = new Set<Work>()
  const letGo = (works: readonly Work[]): void => {
    for (const work of works) inHand.delete(work)
    meter.inHand(inHand.size)
  }
  return {
    size: () => inHand.size,
    jobs: () => [...new Set([...inHand].map(({ claim }) => claim.job))],
    add: (works) => {
      for (const work of works) inHand.add(work)
      meter.inHand(inHand.size)
    },
    letGo,
    putBack: async (works) => {
      if (works.length === 0) return
      const returns = works.map(returnOf)
      await persist(log, 'giving deliveries back', () => giveBack(db, queue, returns))
      letGo(works.map(({ work }) => work))
    },
  }
}
