import { beforeAll, expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'

const database = useDatabase()

beforeAll(() => database.db.query('create table kept (n integer primary key)'))

const keep = 'insert into kept (n) values ($1)'
const kept = async (): Promise<number[]> =>
  (await database.db.query<{ n: number }>('select n from kept order by n')).rows.map(({ n }) => n)

it('keeps all that is sent at once with its commit', async () => {
  const counts = await database.db.transaction(
    async (tx) => (await Promise.all([tx.query(keep, [1]), tx.query(keep, [2])])).map(({ rowCount }) => rowCount),
    { atOnce: true },
  )
  expect(counts).toEqual([1, 1])
  expect(await kept()).toEqual([1, 2])
})

it('keeps nothing of it when one of its statements fails, and the connection goes on', async () => {
  for (const [first, second] of [
    [3, 1],
    [1, 3],
  ]) {
    const doubtful = database.db.transaction((tx) => Promise.all([tx.query(keep, [first]), tx.query(keep, [second])]), {
      atOnce: true,
    })
    await expect(doubtful).rejects.toMatchObject({ code: '23505' })
    expect(await kept()).toEqual([1, 2])
  }
  await database.db.transaction((tx) => tx.query(keep, [3]), { atOnce: true })
  expect(await kept()).toEqual([1, 2, 3])
})

it('says so when the commit itself is refused', async () => {
  await database.db.query('create table parts (n integer references kept deferrable initially deferred)')
  const doubtful = database.db.transaction((tx) => tx.query('insert into parts (n) values (99)'), { atOnce: true })
  await expect(doubtful).rejects.toMatchObject({ code: '23503' })
  expect((await database.db.query('select from parts')).rowCount).toBe(0)
})
