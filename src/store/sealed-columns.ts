import type { Db } from './database.ts'

/** A column that holds Fernet tokens, beside the one that names their key. */
export interface SealedColumn {
  table: string
  token: string
  kid: string
}

/** Every one there is; a test looks through the schema for others. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'integrations', token: 'config_token', kid: 'kid' },
  { table: 'idempotency_keys', token: 'answer', kid: 'answer_kid' },
]

/** How many rows of a table need a key. `kid` is empty for rows that are older than key names. */
export interface KeyUse {
  table: string
  kid: string
  rows: number
}

export const countKeyUse = async (db: Db): Promise<KeyUse[]> => {
  const counts = SEALED_COLUMNS.map(
    ({ table, token, kid }) =>
      `select '${table}' as table, ${kid} as kid, count(*) as rows from ${table} where ${token} is not null group by 2`,
  )
  const { rows } = await db.query<KeyUse>(`${counts.join(' union all ')} order by 1, 2`)
  return rows
}

/** A token where it lies. The place is that of this version of the row: once it changes, the place is another. */
export interface SealedRow {
  place: string
  token: string
  kid: string
}

export const FIRST_PLACE = '(0,0)'

/** Up to `limit` tokens under one of `kids`, those behind `after` in the table. */
export const readSealed = async (
  db: Db,
  { table, token, kid }: SealedColumn,
  kids: readonly string[],
  after: string,
  limit: number,
): Promise<SealedRow[]> => {
  const { rows } = await db.query<SealedRow>(
    `select ctid::text as place, ${token} as token, ${kid} as kid from ${table}
     where ${kid} = any($1) and ${token} is not null and ctid > $2::tid order by ctid limit $3`,
    [kids, after, limit],
  )
  return rows
}

/**
 * Puts each new token in the place of its old one, where that still stands there: whoever wrote the row meanwhile wins.
 * A row that somebody is at work on is left for later, so that nobody waits for us while we wait for somebody. Answers
 * how many were replaced.
 */
export const replaceSealed = async (
  db: Db,
  { table, token, kid }: SealedColumn,
  replacements: readonly { old: SealedRow; token: string; kid: string }[],
): Promise<number> => {
  const { rowCount } = await db.query(
    `with new as (select * from unnest($1::tid[], $2::text[], $3::text[], $4::text[]) as n (place, old, token, kid)),
       held as (select t.ctid as place from ${table} t join new on t.ctid = new.place and t.${token} = new.old
                for no key update of t skip locked)
     update ${table} t set ${token} = new.token, ${kid} = new.kid
     from new where t.ctid = new.place and new.place in (select place from held)`,
    [
      replacements.map(({ old }) => old.place),
      replacements.map(({ old }) => old.token),
      replacements.map((replacement) => replacement.token),
      replacements.map((replacement) => replacement.kid),
    ],
  )
  return rowCount
}
