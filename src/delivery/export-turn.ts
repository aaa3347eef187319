import { newId } from '../core/id.ts'
import type { Logger } from '../log.ts'
import type { Db } from '../store/database.ts'
import { giveTurnBack, renewTurn, takeTurn, type Turn, TURN_MS } from '../store/export-turns.ts'

/** Four renewals may fail. */
const RENEW_MS = TURN_MS / 6

/** Renews a turn that was taken at `takenAt` until it is stopped; calls `onLost` before it may be somebody else's. */
const keepTurn = (db: Db, turn: Turn, takenAt: number, onLost: () => void): (() => void) => {
  let endsAt = takenAt + TURN_MS
  const renew = async (): Promise<void> => {
    const asked = performance.now()
    if (await renewTurn(db, turn)) endsAt = asked + TURN_MS
    else onLost()
  }
  const timer = setInterval(() => {
    renew().catch(() => {
      if (performance.now() + RENEW_MS >= endsAt) onLost()
    })
  }, RENEW_MS)
  return () => clearInterval(timer)
}

/**
 * Runs one export to a place at a time, whichever process each is in: two at once would say everything twice. Undefined
 * when another one runs. `lost` is aborted when the turn could not be kept, as while the database is away.
 */
export const inTurn = async <T>(
  db: Db,
  log: Logger,
  place: Omit<Turn, 'holder'>,
  run: (lost: AbortSignal) => Promise<T>,
): Promise<T | undefined> => {
  const turn = { ...place, holder: newId() }
  const takenAt = performance.now()
  if (!(await takeTurn(db, turn))) return undefined
  const lost = new AbortController()
  const stop = keepTurn(db, turn, takenAt, () => lost.abort())
  try {
    return await run(lost.signal)
  } finally {
    stop()
    // Else it ends by itself.
    await giveTurnBack(db, turn).catch((error: unknown) =>
      log.warn({ err: error }, 'a turn to export was not given back'),
    )
  }
}
