import type { Database } from '../src/store/database.ts'

/** A database whose transactions fail from the `n`-th on, as if the process had ended before they could commit. */
export const failingFrom = (db: Database, n: number): Database => {
  let begun = 0
  return {
    ...db,
    transaction: (run) => {
      begun += 1
      if (begun < n) return db.transaction(run)
      return db.transaction(async (tx) => {
        await run(tx)
        throw new Error('the process ended here')
      })
    },
  }
}
