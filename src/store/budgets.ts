import type { Rate } from '../core/rate.ts'
import type { Db } from './database.ts'

/** Channel on which workers hear that a remote rests; the payload is `remote milliseconds`. */
export const RESTS_CHANNEL = 'pencheff_rests'

export interface Permits {
  /** In how many milliseconds each permit holds, rising. */
  inMs: number[]
  /** When the next one would hold. */
  nextInMs: number
}

/** Takes up to `wanted` permits that hold within `withinMs`; all workers share one budget a remote. */
export const takePermits = async (
  db: Db,
  remote: string,
  wanted: number,
  rates: readonly Rate[],
  withinMs: number,
): Promise<Permits> => {
  const { rows } = await db.query<{ permits: number[] }>('select take_permits($1, $2, $3, $4, $5) as permits', [
    remote,
    wanted,
    rates.map(({ perSecond }) => 1000 / perSecond),
    rates.map(({ burst }) => burst),
    withinMs,
  ])
  const permits = rows[0]?.permits ?? []
  return { inMs: permits.slice(0, -1), nextInMs: permits.at(-1) ?? 0 }
}

export interface Rest {
  remote: string
  ms: number
}

/** Nothing is sent to each of the remotes for so long; all workers hear of it. */
export const restRemotes = async (db: Db, rests: readonly Rest[]): Promise<void> => {
  // In order: two workers that write of the same remotes would wait for each other.
  await db.query(
    `with rests as (select * from unnest($1::text[], $2::float8[]) as u (remote, ms)), noted as (
       insert into budgets (remote, rests_until) select remote, now() + ms * interval '1 millisecond' from rests order by remote
       on conflict (remote) do update set rests_until = greatest(budgets.rests_until, excluded.rests_until)
     )
     select pg_notify($3, remote || ' ' || round(ms)) from rests`,
    [rests.map(({ remote }) => remote), rests.map(({ ms }) => ms), RESTS_CHANNEL],
  )
}

/** Removes what no worker has asked for in a week. */
export const sweepBudgets = async (db: Db): Promise<void> => {
  await db.query(`delete from budgets where updated_at < now() - interval '7 days' and rests_until < now()`)
}
