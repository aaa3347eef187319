import type { Logger } from '../log.ts'
import { sweepBudgets } from '../store/budgets.ts'
import type { Database } from '../store/database.ts'
import { sweepHours } from '../store/health.ts'
import { sweepIdempotencyKeys } from '../store/idempotency.ts'
import { sweepEvents, type SweptPage } from '../store/retention.ts'
import { sweepRosters } from '../store/rosters.ts'
import { sweepSessions } from '../store/sessions.ts'
import { sweepFailures } from '../store/sign-in-failures.ts'

const DAY_MS = 86_400_000
const EVERY_MS = 3_600_000
// Small enough that a page never keeps the tables from others for long.
const PAGE = 1000

/** Removes what is older than its keeping time, a page a statement. Answers how many events went. */
export const sweep = async (db: Database, retentionDays: number, now: Date, stop?: AbortSignal): Promise<number> => {
  const before = new Date(now.getTime() - retentionDays * DAY_MS)
  for (const forget of [sweepIdempotencyKeys, sweepSessions, sweepFailures, sweepBudgets]) await forget(db)
  await sweepHours(db, before)
  let removed = 0
  let from: number | undefined = 0
  while (from !== undefined && !stop?.aborted) {
    const page: SweptPage = await sweepEvents(db, before, PAGE, from)
    removed += page.removed
    from = page.next
  }
  await sweepRosters(db, before)
  return removed
}

/** Sweeps now and then every hour; answers how to stop it, which waits for the page at hand. Several workers may sweep at once. */
export const startSweeping = (db: Database, retentionDays: number, log: Logger): (() => Promise<void>) => {
  const stop = new AbortController()
  let sweeping: Promise<unknown> = Promise.resolve()
  const run = (): void => {
    sweeping = sweep(db, retentionDays, new Date(), stop.signal).catch((error: unknown) =>
      log.warn({ err: error }, 'a sweep failed'),
    )
  }
  run()
  const timer = setInterval(run, EVERY_MS)
  return async () => {
    clearInterval(timer)
    stop.abort()
    await sweeping
  }
}
