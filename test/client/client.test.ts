import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import {
  answer,
  type Client,
  type ClientOptions,
  createClient,
  items,
  ProblemError,
  sendReport,
} from '../../client/src/index.ts'
import { startReceiver } from '../receiver.ts'
import { createScene } from '../scene.ts'
import { startTestService, useService } from '../service.ts'

const used = useService()
const REPORT = new URL('../../samples/semgrep.sarif', import.meta.url)

/** A client in a workspace of its own. */
const clientInScene = async (options: Partial<ClientOptions> = {}): Promise<Client> => {
  const scene = await createScene(used.service)
  return createClient({ url: used.service.url, apiKey: scene.key, ...options })
}

const makeTarget = (client: Client, name: string) => answer(client.POST('/targets', { body: { kind: 'repo', name } }))

const startScan = async (client: Client): Promise<string> => {
  const { id } = await makeTarget(client, 'shop of the scan')
  return (await answer(client.POST('/scans', { body: { target_id: id } }))).id
}

it('goes the way of a scan with typed bodies and answers', async () => {
  const client = await clientInScene()
  const id = await startScan(client)
  const body = { findings: [{ title: 'SQL injection', severity: 'critical' as const }] }
  const done = await answer(client.POST('/scans/{id}/complete', { params: { path: { id } }, body }))
  expect([done.new, done.scan.status, done.scan.summary.critical]).toEqual([1, 'done', 1])
  const { data } = await client.GET('/findings', { params: { query: { severity: 'critical' } } })
  expect(data?.items.map(({ title }) => title)).toEqual(['SQL injection'])
})

it('fetches a list page by page, and no page that nobody asks for', async () => {
  const fetched: string[] = []
  const client = await clientInScene({
    fetch: (request) => {
      if (request.method === 'GET') fetched.push(new URL(request.url).search)
      return fetch(request)
    },
  })
  for (const name of ['one', 'two', 'three', 'four']) await makeTarget(client, name)
  const names: string[] = []
  for await (const { name } of items(client, '/targets', { query: { limit: 2 } })) names.push(name)
  expect([names, fetched.length]).toEqual([['four', 'three', 'two', 'one', 'shop'], 3])
  await items(client, '/targets', { query: { limit: 2 } }).next()
  expect(fetched.length).toBe(4)
})

it('throws what the service refused as a problem with its code and the places that are wrong', async () => {
  const client = await clientInScene()
  const refused = answer(client.POST('/scans', { body: { target_id: 'shop' } }))
  await expect(refused).rejects.toThrow(ProblemError)
  await expect(refused).rejects.toMatchObject({
    status: 422,
    code: 'invalid',
    errors: [{ pointer: '/target_id' }],
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  const stranger = createClient({ url: used.service.url, apiKey: 'x'.repeat(40) })
  await expect(answer(stranger.GET('/findings'))).rejects.toMatchObject({ status: 401, code: 'unauthorized' })
})

it('throws a problem, too, where something on the way answers in words of its own', async () => {
  const client = await clientInScene({ fetch: async () => new Response('<h1>Bad gateway</h1>', { status: 502 }) })
  await expect(answer(client.GET('/findings'))).rejects.toMatchObject({ status: 502, code: 'unknown' })
})

it('sends a report of any form', async () => {
  const client = await clientInScene()
  const stream = Readable.toWeb(createReadStream(REPORT)) as ReadableStream<Uint8Array>
  const first = await sendReport(client, await startScan(client), stream, { format: 'sarif' })
  expect(first.new).toBeGreaterThan(0)
  const { data } = await client.GET('/scans')
  const again = await answer(client.POST('/scans', { body: { target_id: data?.items[0]?.target_id ?? '' } }))
  expect(await sendReport(client, again.id, '{"findings":[]}', { coverage: 'full' })).toMatchObject({ new: 0 })
})

it('refuses to follow a redirect, which would carry the key elsewhere', async () => {
  await using elsewhere = await startReceiver()
  await using service = await startReceiver(() => ({ status: 307, headers: { location: elsewhere.url } }))
  const client = createClient({ url: service.url, apiKey: 'x'.repeat(40) })
  await expect(client.GET('/findings')).rejects.toThrow('fetch failed')
  expect([service.requests.length, elsewhere.requests.length]).toEqual([1, 0])
})

/** Waits nothing and keeps what was asked for. */
const noted = () => {
  const waits: number[] = []
  return { waits, pause: async (ms: number) => void waits.push(ms) }
}

/** Gives these answers first, after the service has done what was asked. */
const disturbed = (...answers: Response[]): { sent: Request[]; fetch: (request: Request) => Promise<Response> } => {
  const sent: Request[] = []
  return {
    sent,
    fetch: async (request) => {
      sent.push(request)
      const real = await fetch(request)
      return answers.shift() ?? real
    },
  }
}

const busy = (status: number, retryAfter?: string): Response =>
  new Response('{}', { status, headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter } })

it('makes one thing however often it has to send, by an idempotency key', async () => {
  const { waits, pause } = noted()
  const { sent, fetch } = disturbed(busy(503, '7'), busy(429, '2'))
  const client = await clientInScene({ fetch, retry: { pause } })
  const target = await makeTarget(client, 'once')
  expect(target.name).toBe('once')
  expect(waits).toEqual([7000, 2000])
  const keys = new Set(sent.map(({ headers }) => headers.get('idempotency-key')))
  expect([sent.length, keys.size]).toEqual([3, 1])
  expect((await answer(client.GET('/targets'))).items.map(({ name }) => name)).toEqual(['once', 'shop'])
})

it('takes an idempotency key that the caller gives', async () => {
  const client = await clientInScene()
  const make = () =>
    answer(
      client.POST('/targets', {
        params: { header: { 'Idempotency-Key': 'mine' } },
        body: { kind: 'repo', name: 'mine' },
      }),
    )
  expect((await make()).id).toBe((await make()).id)
})

it.each([
  ['a 429 of what it may not do twice', 'POST', 429, 1],
  ['a 503 of what it reads', 'GET', 503, 1],
  ['a 503 of what it may not do twice', 'POST', 503, 0],
  ['a 500', 'GET', 500, 0],
] as const)('after %s sends %s again or not', async (_what, method, status, again) => {
  const { waits, pause } = noted()
  const { sent, fetch } = disturbed(busy(status))
  const client = await clientInScene({ fetch, retry: { pause } })
  const call =
    method === 'GET' ? client.GET('/targets') : client.POST('/deliveries/replay', { body: { dry_run: true } })
  const { response } = await call
  expect([sent.length - 1, waits.length, response.ok]).toEqual([again, again, again === 1])
})

it('waits until a date, doubles its own waits, and gives up in the end or where it would take too long', async () => {
  const inAnHour = new Date(Date.now() + 3_600_000).toUTCString()
  const soon = new Date(Date.now() + 30_000).toUTCString()
  const tries = async (...answers: Response[]): Promise<number[]> => {
    const { waits, pause } = noted()
    const client = await clientInScene({ fetch: disturbed(...answers).fetch, retry: { pause } })
    await client.GET('/targets')
    return waits
  }
  const [untilDate] = await tries(busy(429, soon))
  expect(untilDate).toBeGreaterThan(20_000)
  expect(untilDate).toBeLessThanOrEqual(30_000)
  const own = await tries(busy(503), busy(503), busy(503), busy(503))
  expect(own.map((ms, index) => ms >= 250 * 2 ** index && ms <= 500 * 2 ** index)).toEqual([true, true, true])
  expect(await tries(busy(429, inAnHour))).toEqual([])
})

it('waits as long as a real service asks, and says so when that is in vain', async () => {
  const service = await startTestService({ config: { rateLimit: 2 } })
  try {
    const { waits, pause } = noted()
    const client = createClient({ url: service.url, apiKey: service.key, retry: { pause, attempts: 3 } })
    const asked = Array.from({ length: 4 }, () => answer(client.GET('/targets')))
    const refused = (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected')
    expect(refused).toMatchObject([{ reason: { code: 'rate_limited' } }, { reason: { code: 'rate_limited' } }])
    expect(waits.length).toBe(4)
    expect(waits.every((ms) => ms > 0 && ms <= 60_000)).toBe(true)
  } finally {
    await service.close()
  }
})

it('stops waiting when it is told to', async () => {
  const stop = new AbortController()
  const { sent, fetch } = disturbed(busy(429, '50'))
  const client = await clientInScene({ fetch })
  const call = client.GET('/targets', { signal: stop.signal })
  await expect.poll(() => sent.length).toBe(1)
  stop.abort(new Error('enough'))
  await expect(call).rejects.toThrow('enough')
})
