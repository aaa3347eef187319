import type { Db } from './database.ts'

/** By how many milliseconds this machine's clock is ahead of the database's; negative when it is behind. */
export const readClockAheadMs = async (db: Db, now: () => number = Date.now): Promise<number> => {
  const asked = now()
  const { rows } = await db.query<{ ms: number }>('select extract(epoch from clock_timestamp())::float8 * 1000 as ms')
  const answered = now()
  // The answer is as old as the way back, which is half of the whole.
  return rows[0] === undefined ? 0 : (asked + answered) / 2 - rows[0].ms
}
