import { expect, it } from 'vitest'
import { startApi } from '../../test/api.ts'
import { useDatabase } from '../../test/database.ts'
import { browserOf } from '../../test/people.ts'

const used = useDatabase()

/** What a client may say of where it comes from: addresses, chains of them, and anything else. */
const CLAIMS = Array.from({ length: 100 }, (_, n) => {
  const address = `192.0.2.${String(n)}`
  const ways = [address, `${address}, 10.0.0.1`, `2001:db8::${String(n)}`, `fe80::${String(n)}%eth0`, `"${address}:80"`]
  return n % 10 === 9 ? `${address}, ${'x'.repeat(3_000)}` : (ways[n % 5] ?? address)
})

/** The statuses of a guess a claim, each at another account. */
const guesses = async (trustedProxies: string[], claims: readonly string[] = CLAIMS): Promise<number[]> => {
  await using api = await startApi({ db: used.db, trustedProxies })
  await used.db.query('delete from sign_in_failures')
  const statuses: number[] = []
  for (const [n, claim] of claims.entries()) {
    const guess = { email: `guess-${String(n)}@example.com`, password: 'wrong wrong' }
    const headers = { 'x-forwarded-for': claim, forwarded: `for=${claim}`, 'x-real-ip': claim }
    statuses.push((await browserOf(api).request('POST', '/session', guess, headers)).status)
  }
  return statuses
}

const TEN_HEARD = CLAIMS.map((_, n) => (n < 10 ? 401 : 429))

it('failed sign-ins are counted by the address that the connection comes from, whatever a hundred headers say', async () => {
  expect(await guesses([])).toEqual(TEN_HEARD)
  expect(await guesses(['192.0.2.0/24'])).toEqual(TEN_HEARD)
})

it('behind a proxy that is trusted they are counted by the address that it names', async () => {
  const addresses = Array.from({ length: 12 }, (_, n) => `192.0.2.${String(n)}`)
  expect(new Set(await guesses(['127.0.0.0/8'], addresses))).toEqual(new Set([401]))
})

it('behind a proxy that is trusted what the client itself put in front counts for nothing', async () => {
  const chains = CLAIMS.map((claim) => `${claim}, 198.51.100.9`)
  expect(await guesses(['127.0.0.0/8'], chains)).toEqual(TEN_HEARD)
})
