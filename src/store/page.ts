import { createHash } from 'node:crypto'
import { AppError } from '../core/error.ts'
import type { Db } from './database.ts'

/** One page of a list, newest first. */
export interface Page<Item> {
  items: Item[]
  next_cursor: string | null
}

export interface PageRequest {
  /** 1 to 200 */
  limit: number
  cursor?: string | undefined
}

/** A list query: `where` uses `$1`… of `values`; rows carry an `id` that sorts by age. */
export interface ListQuery {
  /** Names the list, so that a cursor of another one is refused. */
  list: string
  /** `select …, t.id from … t` without where, order or limit. */
  select: string
  where: string[]
  values: unknown[]
  /** The column that pages run over; `t.id` unless told. */
  key?: string
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Ties a cursor to its list, workspace and filters: elsewhere it means nothing. */
const seal = (query: ListQuery): string =>
  createHash('sha256')
    .update(JSON.stringify([query.list, query.where, query.values]))
    .digest('base64url')
    .slice(0, 12)

const readCursor = (cursor: string, query: ListQuery): string => {
  const [mark, id] = Buffer.from(cursor, 'base64url').toString('latin1').split('|')
  if (mark === seal(query) && id !== undefined && UUID.test(id)) return id
  const detail = 'this cursor is of another list or filter: start again without it'
  throw new AppError('bad_cursor', detail, { faults: [{ pointer: '/query/cursor', code: 'bad_cursor', detail }] })
}

/** Reads one page by key, never by offset: rows that come or go meanwhile neither repeat nor hide others. */
export const listPage = async <Row extends { id: string }>(
  db: Db,
  query: ListQuery,
  request: PageRequest,
): Promise<Page<Row>> => {
  const values = [...query.values]
  const where = [...query.where]
  const key = query.key ?? 't.id'
  if (request.cursor !== undefined) where.push(`${key} < $${String(values.push(readCursor(request.cursor, query)))}`)
  const limit = `$${String(values.push(request.limit + 1))}`
  const { rows } = await db.query<Row>(
    `${query.select} where ${where.join(' and ')} order by ${key} desc limit ${limit}`,
    values,
  )
  const items = rows.slice(0, request.limit)
  const last = rows.length > request.limit ? items.at(-1) : undefined
  return { items, next_cursor: last ? Buffer.from(`${seal(query)}|${last.id}`).toString('base64url') : null }
}
