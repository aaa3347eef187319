import type { Logger } from '../log.ts'
import type { ChangeNotes } from '../store/change-notes.ts'
import type { Database } from '../store/database.ts'
import type { Queue } from '../store/queue.ts'
import type { HealthTally } from './health-tally.ts'
import type { Tell } from './operator.ts'
import { tendCircuits } from './probe.ts'
import { tellHealth } from './tell-health.ts'

/** Looks after the destinations every other second: probes, what was held, and how each does. */
export interface Tending {
  start(): void
  /** Tells what is left to tell. */
  stop(): Promise<void>
}

export interface TendingOptions {
  db: Database
  queue: Queue
  tally: HealthTally
  tell: Tell
  notes: Pick<ChangeNotes, 'note'>
  log: Logger
}

const TEND_MS = 2000

export const createTending = ({ db, queue, tally, tell, notes, log }: TendingOptions): Tending => {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()

  const report = async (): Promise<void> => {
    const reports = tally.take()
    if (reports.length === 0) return
    try {
      const { notices, workspaceIds } = await tellHealth(db, reports, new Date())
      for (const notice of notices) void tell(notice)
      for (const id of workspaceIds) notes.note(id, ['integrations'])
    } catch (error) {
      tally.putBack(reports)
      throw error
    }
  }
  const attempt = (run: () => Promise<void>): Promise<void> =>
    run().catch((error: unknown) => log.warn({ err: error }, 'looking after the destinations failed'))

  const tend = async (): Promise<void> => {
    await attempt(() => tendCircuits(db, queue))
    await attempt(report)
    timer?.refresh()
  }
  return {
    start: () => {
      timer = setTimeout(() => {
        running = tend()
      }, TEND_MS)
    },
    stop: async () => {
      clearTimeout(timer)
      timer = undefined
      await running
      await attempt(report)
    },
  }
}
