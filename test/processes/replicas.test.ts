import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newApiKey } from '../../src/core/api-key.ts'
import { type RequestApi, requestWith } from '../api.ts'
import { type Browser, createBrowser } from '../browser.ts'
import { PASSWORD, tokenOf } from '../people.ts'
import { type PostgresServer, startPostgres } from '../postgres-server.ts'
import { listenWith } from '../change-stream.ts'
import { createProcesses, newFernetKey, type ServiceProcess } from '../process.ts'

const processes = createProcesses()
let postgres: PostgresServer
const key = newApiKey(randomBytes)
let replicas: ServiceProcess[]
let urls: string[]
let request: RequestApi

beforeAll(async () => {
  postgres = await startPostgres(processes)
  const DATABASE_URL = await postgres.createDatabase('replicas')
  // One origin for all three, as behind a load balancer.
  const env = { DATABASE_URL, FERNET_KEYS: newFernetKey(), API_KEY: key, PUBLIC_URL: 'http://pencheff.example' }
  replicas = await Promise.all([1, 2, 3].map(() => processes.service('api', env)))
  urls = replicas.map(({ url }) => url)
  request = requestWith(urls[0] ?? '', key)
})
afterAll(async () => {
  await processes.close()
  await postgres.stop()
})

/** What each replica answers to who comes with this. */
const everywhere = (headers: Record<string, string>): Promise<number[]> =>
  Promise.all(urls.map(async (url) => (await fetch(`${url}/api/session`, { headers })).status))

const browserAt = (at: number): Browser => createBrowser(urls[at] ?? '', 'http://pencheff.example')

const cookieOf = ({ cookies }: Browser): Record<string, string> => ({
  cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
  'sec-fetch-site': 'same-origin',
  'x-pencheff-csrf': '1',
})

it('a key that is revoked at one of three replicas is unknown at all of them at once', async () => {
  const made = await request('POST', '/keys', { name: 'short-lived', scopes: ['targets:read'] })
  const headers = { authorization: `Bearer ${String(made.body.key)}` }
  expect(await everywhere(headers)).toEqual([200, 200, 200])
  expect((await request('DELETE', `/keys/${String(made.body.id)}`)).status).toBe(204)
  expect(await everywhere(headers)).toEqual([401, 401, 401])
})

it('so is an old cookie after each way that a session ends', async () => {
  const { body } = await request('POST', '/users', { email: 'anna@example.com', role: 'admin' })
  const id = String(body.id)
  await browserAt(0).request('POST', '/setup', { token: tokenOf(body.link), password: PASSWORD })
  let password = PASSWORD
  const signIn = async (): Promise<Browser> => {
    const browser = browserAt(1)
    expect((await browser.request('POST', '/session', { email: 'anna@example.com', password })).status).toBe(200)
    return browser
  }
  const ends: ((browser: Browser) => Promise<{ status: number }>)[] = [
    (browser) => browser.request('DELETE', '/session'),
    async () =>
      (await signIn()).request('POST', '/session/password', {
        current_password: password,
        new_password: (password = 'another horse battery'),
      }),
    () => request('PATCH', `/users/${id}`, { role: 'viewer' }),
    () => request('DELETE', `/users/${id}`),
  ]
  for (const end of ends) {
    const browser = await signIn()
    const stolen = cookieOf(browser)
    expect(await everywhere(stolen)).toEqual([200, 200, 200])
    expect((await end(browser)).status).toBeLessThan(300)
    expect(await everywhere(stolen)).toEqual([401, 401, 401])
  }
})

it('what is done at one replica is told at another, until the key is revoked at a third', async () => {
  const { body } = await request('POST', '/keys', { name: 'watches', scopes: ['targets:read'] })
  await using stream = await listenWith(urls[2] ?? '', String(body.key))
  await request('POST', '/targets', { kind: 'url', name: 'shop' })
  await stream.hears('targets')
  await requestWith(urls[1] ?? '', key)('DELETE', `/keys/${String(body.id)}`)
  await stream.ended
})

it('a replica that is told to end does so, though somebody listens', async () => {
  const stream = await listenWith(urls[2] ?? '', key)
  replicas[2]?.kill('SIGTERM')
  await stream.ended
  expect(await replicas[2]?.exit).toMatchObject({ code: 0 })
})
