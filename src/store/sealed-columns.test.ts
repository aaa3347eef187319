import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { SEALED_COLUMNS } from './sealed-columns.ts'

const database = useDatabase()

const columnsLike = async (pattern: string): Promise<string[]> => {
  const { rows } = await database.db.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and column_name like $1 order by 1`,
    [pattern],
  )
  return rows.map(({ name }) => name)
}

describe('the list of sealed columns', () => {
  it('has every column that names a key', async () => {
    const listed = SEALED_COLUMNS.map(({ table, kid }) => `${table}.${kid}`).toSorted()
    expect(await columnsLike('%kid')).toEqual(listed)
  })

  it('has every column that is called a token', async () => {
    const listed = SEALED_COLUMNS.map(({ table, token }) => `${table}.${token}`)
    for (const name of await columnsLike('%token')) expect(listed).toContain(name)
  })
})
