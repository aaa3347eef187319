import { expect, it } from 'vitest'
import { startApi } from '../../test/api.ts'
import { useDatabase } from '../../test/database.ts'
import { browserOf } from '../../test/people.ts'

const used = useDatabase()

/** The statuses of twelve guesses at as many accounts that say to come from as many addresses. */
const guesses = async (trustedProxies: string[]): Promise<number[]> => {
  await using api = await startApi({ db: used.db, trustedProxies })
  await used.db.query('delete from sign_in_failures')
  const statuses: number[] = []
  for (let n = 0; n < 12; n += 1) {
    const guess = { email: `guess-${String(n)}@example.com`, password: 'wrong wrong' }
    const headers = { 'x-forwarded-for': `192.0.2.${String(n)}` }
    statuses.push((await browserOf(api).request('POST', '/session', guess, headers)).status)
  }
  return statuses
}

it('failed sign-ins are counted by the address that the connection comes from, whatever its headers say', async () => {
  expect(await guesses([])).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429])
  expect(await guesses(['192.0.2.0/24'])).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429])
})

it('behind a proxy that is trusted they are counted by the address that it names', async () => {
  expect(new Set(await guesses(['127.0.0.0/8']))).toEqual(new Set([401]))
})
