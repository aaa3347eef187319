import { createHash } from 'node:crypto'
import type { Db } from './database.ts'

/** So many failed sign-ins of an account or from an address in so long; then it is refused unheard. */
const FAILURES = 10
const WINDOW = `interval '15 minutes'`

const hashOf = (subject: string): Buffer => createHash('sha256').update(subject).digest()

interface Row {
  failures: number
  /** Until the window ends. */
  seconds: number
}

/** In one order for all, so that two sign-ins cannot wait for each other. */
const hashesOf = (subjects: readonly string[]): Buffer[] => subjects.map(hashOf).toSorted(Buffer.compare)

const take = async (db: Db, subjects: readonly string[]): Promise<Row[]> => {
  const { rows } = await db.query<Row>(
    `insert into sign_in_failures as f (subject, failures, since)
     select s.subject, 1, now() from unnest($1::bytea[]) with ordinality as s (subject, n) order by s.n
     on conflict (subject) do update set
       failures = case when f.since < now() - ${WINDOW} then 1 else f.failures + 1 end,
       since = case when f.since < now() - ${WINDOW} then now() else f.since end
     returning failures, ceil(extract(epoch from since + ${WINDOW} - now()))::int as seconds`,
    [hashesOf(subjects)],
  )
  return rows
}

/** Gives back what was counted for a sign-in that did not fail. */
export const giveBackFailure = async (db: Db, subjects: readonly string[]): Promise<void> => {
  await db.query(
    `update sign_in_failures f set failures = f.failures - 1 from unnest($1::bytea[]) as s (subject)
     where f.subject = s.subject and f.failures > 0`,
    [hashesOf(subjects)],
  )
}

export interface Counted {
  /** Set where there were too many. */
  waitSeconds?: number
  /** If this one fails, the next is too many. */
  isLast: boolean
}

/**
 * Counts a failure before the password is looked at, so that guesses at the same time cannot all slip through; for all
 * processes.
 */
export const countFailure = async (db: Db, subjects: readonly string[]): Promise<Counted> => {
  const rows = await take(db, subjects)
  const over = rows.filter(({ failures }) => failures > FAILURES)
  if (over.length === 0) return { isLast: rows.some(({ failures }) => failures === FAILURES) }
  await giveBackFailure(db, subjects)
  return { isLast: false, waitSeconds: Math.max(1, ...over.map(({ seconds }) => seconds)) }
}

/** A sign-in with the right password: the account starts anew. */
export const clearFailures = async (db: Db, subject: string): Promise<void> => {
  await db.query('delete from sign_in_failures where subject = $1', [hashOf(subject)])
}

/** Forgets what is out of date; answers how many. For workers, which act for all. */
export const sweepFailures = async (db: Db): Promise<number> =>
  (await db.query(`delete from sign_in_failures where since < now() - ${WINDOW}`)).rowCount
