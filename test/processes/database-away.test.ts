import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApi } from '../../demo/api.ts'
import { newApiKey } from '../../src/core/api-key.ts'
import { type DatabaseProxy, startDatabaseProxy } from '../database-proxy.ts'
import { type PostgresServer, startPostgres } from '../postgres-server.ts'
import { createProcesses, newFernetKey, until } from '../process.ts'
import { addWebhook, completeScanWith, countStates, startWebhookProcess } from '../webhook-load.ts'

const COUNT = 1000

const processes = createProcesses()
let postgres: PostgresServer
const proxies: DatabaseProxy[] = []
beforeAll(async () => {
  postgres = await startPostgres(processes)
})
afterAll(async () => {
  await processes.close()
  await Promise.all(proxies.map(({ close }) => close()))
  await postgres.stop()
})

const install = async (name: string) => {
  const proxy = await startDatabaseProxy(await postgres.createDatabase(name))
  proxies.push(proxy)
  const receiver = await startWebhookProcess(processes)
  const key = newApiKey(randomBytes)
  const service = await processes.service('serve', {
    DATABASE_URL: proxy.url,
    FERNET_KEYS: newFernetKey(),
    API_KEY: key,
    EGRESS_ALLOW: new URL(receiver.url).host,
    LOG_LEVEL: 'fatal',
  })
  const ask = () =>
    fetch(`${service.url}/api/targets`, {
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(8000),
    })
  return { proxy, receiver, service, api: createApi(service.url, key), ask }
}

/** The database may be lost once more to a process that has just learnt that it was. */
const whileBack = <T>(answer: Promise<T>): Promise<T | undefined> => answer.catch(() => undefined)

it.each(['cut', 'swallow'] as const)(
  'answers 503 while the database is away (%s), and goes on when it is back',
  async (how) => {
    const { proxy, receiver, service, api, ask } = await install(`away_${how}`)
    const { id } = await addWebhook(api, receiver.config)
    await completeScanWith(api, COUNT)
    const { unique } = await receiver.untilUnique(COUNT / 10)
    await proxy[how]()
    // More than there are connections, some of which look good.
    for (const response of await Promise.all(Array.from({ length: 15 }, ask))) {
      expect(response.status).toBe(503)
      expect(response.headers.get('retry-after')).toBe('5')
      expect(await response.json()).toMatchObject({ code: 'unavailable' })
    }
    expect((await fetch(`${service.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200)
    expect(unique).toBeLessThan(COUNT)

    await proxy.heal()
    let scans = 0
    const scanId = await until('a scan is taken', () =>
      whileBack(completeScanWith(api, 1, `afterwards ${(scans += 1)}`)),
    )
    // What was claimed by a statement whose answer was lost is offered again after half a minute; all else goes on.
    await until('it is delivered', async () => {
      const later = await whileBack(api.all<{ state: string }>(`/deliveries?scan_id=${scanId}`))
      return later?.[0]?.state === 'delivered' ? true : undefined
    })
    // The scan's events may have been in the middle of being judged.
    const countAll = async () => {
      const { delivered = 0, pending = 0, ...others } = (await whileBack(countStates(api, id))) ?? {}
      expect(others).toEqual({})
      return delivered + pending > COUNT ? true : undefined
    }
    await until('all have a delivery', countAll, 120_000)
    service.kill('SIGTERM')
    expect(await service.exit).toMatchObject({ code: 0 })
  },
  300_000,
)
