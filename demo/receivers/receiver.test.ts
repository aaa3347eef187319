import { afterEach, expect, test } from 'vitest'
import { startReceiver, type Receiver, type ReceiverOptions, type Vendor } from './receiver.ts'

const open: Receiver[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.close()))
})

const vendor: Vendor = {
  kind: 'echo',
  maxBytes: 100,
  config: (origin) => ({ url: origin }),
  answer: ({ body }) => ({ status: 200, body, events: 1 }),
  identity: ({ headers }) => headers['x-id'],
  rates: () => [{ key: 'all', perSecond: 2, burst: 2 }],
}
const start = async (options?: ReceiverOptions): Promise<Receiver> => {
  const receiver = await startReceiver(vendor, options)
  open.push(receiver)
  return receiver
}
const post = (receiver: Receiver, id: string, body = 'hello') =>
  fetch(`${receiver.url}/in?x=1`, { method: 'POST', headers: { 'x-id': id }, body })

test('a request is kept with what it got', async () => {
  const receiver = await start()
  expect(await (await post(receiver, 'a')).text()).toBe('hello')
  expect(receiver.receipts).toMatchObject([{ method: 'POST', path: '/in?x=1', body: 'hello', status: 200, events: 1 }])
  expect(receiver.receipts[0]?.headers['x-id']).toBe('a')
  expect(receiver.config).toEqual({ url: receiver.url })
})

test('a fault answers in place of the vendor, and the next try is marked as a retry and not as a duplicate', async () => {
  const receiver = await start({
    fault: (n) => (n === 1 ? { status: 503, headers: { 'retry-after': '2' } } : undefined),
  })
  const first = await post(receiver, 'a')
  expect([first.status, first.headers.get('retry-after')]).toEqual([503, '2'])
  expect((await post(receiver, 'a')).status).toBe(200)
  expect(receiver.receipts.map(({ status, retried, events }) => [status, retried, events])).toEqual([
    [503, undefined, 0],
    [200, true, 1],
  ])
  expect(receiver.counters()).toMatchObject({ requests: 2, accepted: 1, unique: 1, duplicates: 0, events: 1 })
})

test('a message that is accepted twice counts as a duplicate', async () => {
  const receiver = await start({ keepReceipts: false })
  for (const id of ['a', 'b', 'a']) await post(receiver, id)
  expect(receiver.counters()).toMatchObject({ requests: 3, accepted: 3, unique: 2, duplicates: 1 })
  expect(receiver.receipts).toEqual([])
})

test('a hung request gets no answer until its sender gives up', async () => {
  const receiver = await start({ fault: () => 'hang' })
  const controller = new AbortController()
  const pending = fetch(receiver.url, { method: 'POST', body: 'x', signal: controller.signal })
  await expect.poll(() => receiver.receipts.length).toBe(1)
  controller.abort()
  await expect(pending).rejects.toThrow('aborted')
  expect(receiver.receipts[0]?.status).toBe(0)
})

test('a reset breaks the connection', async () => {
  const receiver = await start({ fault: () => 'reset' })
  await expect(post(receiver, 'a')).rejects.toThrow('fetch failed')
  expect(receiver.receipts[0]?.status).toBe(0)
})

test('beyond the rate it answers 429 with the wait in seconds, and takes the next one after it', async () => {
  let now = 1_000_000
  const receiver = await start({ enforceRate: true, now: () => now })
  const send = async () => (await post(receiver, String(now))).status
  expect([await send(), await send(), await send()]).toEqual([200, 200, 429])
  const refused = await post(receiver, 'x')
  expect(refused.headers.get('retry-after')).toBe('1')
  now += 500
  expect([await send(), await send()]).toEqual([200, 429])
  expect(receiver.problems()).toEqual([])
})

test('a body over the limit is refused with 413 and not kept', async () => {
  const receiver = await start()
  expect((await post(receiver, 'a', 'x'.repeat(101))).status).toBe(413)
  expect(receiver.receipts[0]?.body).toBe('')
  expect(receiver.problems()).toEqual(['the body is over 100 bytes'])
})

test('closing ends open connections and frees the port', async () => {
  const receiver = await start()
  await post(receiver, 'a')
  await receiver.close()
  await expect(post(receiver, 'b')).rejects.toThrow('fetch failed')
})
