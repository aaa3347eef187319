import { expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { newId } from '../core/id.ts'
import { plainArray, sparse } from './plain-array.ts'

const used = useDatabase()

it.each([
  ['uuid', [newId(), null, newId()]],
  ['bigint', [0, -1, 2 ** 52, null]],
  ['float8', [0.5, 1e21]],
  ['bool', [true, false, null]],
  ['text', ['delivered', '', null]],
  ['text', []],
])('PostgreSQL reads an array of %s as it was: %j', async (type, values) => {
  const { rows } = await used.db.query<{ read: unknown }>(`select to_json($1::${type}[]) as read`, [plainArray(values)])
  expect(rows[0]?.read).toEqual(values)
})

it('a column without a value is as long as the others, and all null', async () => {
  const columns = [plainArray([1, 2]), sparse([null, null]), sparse([null, 'a "quoted", {braced} one'])]
  const { rows } = await used.db.query(
    'select * from unnest($1::int[], $2::text[], $3::text[]) as u (n, absent, partly)',
    columns,
  )
  expect(rows).toEqual([
    { n: 1, absent: null, partly: null },
    { n: 2, absent: null, partly: 'a "quoted", {braced} one' },
  ])
})
