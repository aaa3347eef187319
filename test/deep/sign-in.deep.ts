import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Api, startApi } from '../api.ts'
import { useDatabase } from '../database.ts'
import { browserOf, setUpOwner } from '../people.ts'
import { median, report } from './figures.ts'

const used = useDatabase()
let api: Api
beforeAll(async () => {
  api = await startApi({ db: used.db, trustedProxies: ['127.0.0.1'] })
  await setUpOwner(api)
})
afterAll(() => api.close())

const OWNER = 'owner@example.com'
const forget = () => used.db.query('delete from sign_in_failures')

const guess = async (email: string, address: string): Promise<number> => {
  const body = { email, password: 'wrong wrong wrong' }
  return (await browserOf(api).request('POST', '/session', body, { 'x-forwarded-for': address })).status
}

const inParallel = async <T>(count: number, run: (n: number) => Promise<T>, lanes: number): Promise<T[]> => {
  const results: T[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < count) results.push(await run(next++))
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return results
}

test.each([1, 200])('of 1,000 guesses from %i addresses ten are heard', async (addresses) => {
  await forget()
  const statuses = await inParallel(1000, (n) => guess(OWNER, `198.51.100.${String(n % addresses)}`), 20)
  expect(statuses.filter((status) => status === 401)).toHaveLength(10)
  expect(new Set(statuses)).toEqual(new Set([401, 429]))
})

test('an unknown account takes as long as a known one: medians of 1,000 each within 5 %', async () => {
  const times = { known: [] as number[], unknown: [] as number[] }
  for (let n = 0; n < 1000; n += 1) {
    if (n % 5 === 0) await forget()
    for (const kind of n % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)) {
      const startedAt = performance.now()
      const email = kind === 'known' ? OWNER : `nobody-${String(n)}@example.com`
      expect(await guess(email, `203.0.113.${String(n % 250)}`)).toBe(401)
      times[kind].push(performance.now() - startedAt)
    }
  }
  const [known, unknown] = [median(times.known), median(times.unknown)]
  report(`known ${known.toFixed(2)} ms, unknown ${unknown.toFixed(2)} ms`)
  expect(Math.abs(known - unknown) / known).toBeLessThan(0.05)
})

test('a key with a known beginning takes as long to refuse as any other', async () => {
  const wrongTail = `${api.key.slice(0, 20)}${'A'.repeat(api.key.length - 20)}`
  const unknown = `pcf_${'B'.repeat(api.key.length - 4)}`
  const times: Record<'tail' | 'unknown' | 'again', number[]> = { tail: [], unknown: [], again: [] }
  const keys = [['tail', wrongTail] as const, ['unknown', unknown] as const, ['again', unknown] as const]
  for (let n = 0; n < 5000; n += 1)
    for (const at of [0, 1, 2]) {
      const [name, key] = keys[(n + at) % 3] ?? (['again', unknown] as const)
      const startedAt = performance.now()
      expect((await api.as(key)('GET', '/targets')).status).toBe(401)
      times[name].push(performance.now() - startedAt)
    }
  const noise = Math.abs(median(times.unknown) - median(times.again))
  const difference = Math.abs(median(times.tail) - median(times.unknown))
  report(`difference ${(difference * 1000).toFixed(1)} µs, of the same key twice ${(noise * 1000).toFixed(1)} µs`)
  expect(difference).toBeLessThan(Math.max(noise * 3, 0.02))
})
