import { createTurns } from '../core/turns.ts'
import type { Logger } from '../log.ts'
import type { Db } from '../store/database.ts'
import { clearCrashes, countCrash } from '../store/suspects.ts'
import { type Attempt, stoppedAttempt } from './attempt.ts'
import { persist } from './hand.ts'
import type { Work } from './take-up.ts'

/** As `sendWorks`. */
export type Send = (works: readonly Work[]) => Promise<Attempt[]>

export interface SuspectsOptions {
  db: Db
  log: Logger
  /** A send that lasts longer is not what kills; 2 s unless told. */
  outlivedMs?: number
}

/** The crash that made it a suspect, and those that it was in as one. */
export const MAX_CRASHES = 3
/** Few enough that hardly one is innocent in two crashes; enough that the 500 of a dead worker's hand are through in a second or two. */
const TOGETHER = 8
/** What kills does so while its message is made, sent or its answer read: from then on the network is waited for. */
const OUTLIVED_MS = 2000

/**
 * Sends with an eye on what may kill the process. A job that was in a dead worker's hand is a suspect: suspects go one a
 * request and few at a time, each with the crash counted ahead, which is taken back when the process outlives it. One that
 * was in such a crash goes alone, and after the third crash it is stopped. The others of the hand are cleared on the way.
 */
export const watchSuspects = ({ db, log, outlivedMs = OUTLIVED_MS }: SuspectsOptions, send: Send): Send => {
  const turns = createTurns(TOGETHER)

  const clear = (id: string): Promise<void> =>
    clearCrashes(db, [id]).catch((error: unknown) => log.warn({ err: error }, 'clearing a suspect failed'))

  const trySuspect = async (work: Work): Promise<Attempt[]> => {
    const { id } = work.delivery
    const leave = await turns.take(work.crashes === 0 ? 1 : TOGETHER)
    await persist(log, 'counting a crash ahead', () => countCrash(db, id))
    let outlived: Promise<void> | undefined
    // Cleared first: whoever comes next may kill at once.
    const outlive = (): void => void (outlived ??= clear(id).then(leave))
    const timer = setTimeout(outlive, outlivedMs)
    const attempts = await send([work])
    clearTimeout(timer)
    outlive()
    return attempts
  }

  return async (works) => {
    const [first] = works
    if (!first?.isSuspect) {
      const next = works.findIndex(({ isSuspect }) => isSuspect)
      return send(next < 0 ? works : works.slice(0, next))
    }
    if (first.crashes < MAX_CRASHES - 1) return trySuspect(first)
    log.error({ deliveryId: first.delivery.id }, 'a delivery was stopped: the process died each time it was sent')
    // Its crashes stay counted until that is recorded: another one may kill the process before.
    return [stoppedAttempt()]
  }
}
