import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { until } from '../../test/process.ts'
import { useQueuedApi } from '../../test/queued-api.ts'
import { startReceiver } from '../../test/receiver.ts'
import { startTestWorker } from '../../test/worker.ts'
import { CLAIM_MS } from '../store/deliver-queue.ts'
import { fanOutScan } from './fan-out.ts'
import { MAX_UNRECORDED } from './flights.ts'

const used = useQueuedApi()

const BACKLOG = 2000
/** Takes some sixteen fetches to set aside, so that a slow count of what is held still comes before its end. */
const SET_ASIDE = 8000
/** On the way to a destination that has not answered yet. */
const AT_ONCE = 5

/** Deliveries of so many findings are due, at an integration of that URL and that target. */
const enqueue = async (name: string, webhook_url: string, count: number): Promise<string> => {
  const targetId = await used.make('/targets', { kind: 'url', name })
  const id = await used.make('/integrations', {
    kind: 'webhook',
    name,
    config: { webhook_url },
    target_ids: [targetId],
    events: ['finding_new'],
  })
  await fanOutScan(used.db, used.queue, await used.scan(targetId, count))
  return id
}

const countHeld = async (integrationId: string): Promise<number> => {
  const { rows } = await used.db.query<{ count: number }>(
    `select count(*) from deliveries where integration_id = $1 and state = 'held'`,
    [integrationId],
  )
  return rows[0]?.count ?? -1
}

/** Until the test is over; answers what its gauges and counters say. */
const startWorker = () => startTestWorker(used).read

const untilAllIsLetGo = (read: (name: string) => Promise<number>) =>
  until('all is let go', async () => ((await read('pencheff_deliveries_in_hand')) === 0 ? true : undefined))

it('lets nobody wait behind the backlog of a destination that fails, which is set aside', async () => {
  const noisy = await enqueue('noisy', 'https://hooks.acme.example/a', SET_ASIDE)
  await used.db.query(
    `insert into circuits (integration_id, reason, probe_at) values ($1, 'timeout', now() + interval '1 hour')`,
    [noisy],
  )
  let heldBefore = -1
  await using quick = await startReceiver(async () => {
    heldBefore = await countHeld(noisy)
    return { status: 200 }
  })
  await enqueue('quiet', `${quick.url}/hook`, 1)
  startWorker()
  await until('the quiet one has its message', () => (quick.requests.length === 1 ? true : undefined))
  await until('it was looked at', () => (heldBefore >= 0 ? true : undefined))
  expect(heldBefore).toBeLessThan(SET_ASIDE)
  await until('the backlog is held', async () => ((await countHeld(noisy)) === SET_ASIDE ? true : undefined))
})

it('sends a destination nothing more from the first answer on that asks to wait', async () => {
  await using site = await startReceiver(() => ({ status: 429, headers: { 'retry-after': '60' } }))
  await enqueue('throttled', `${site.url}/hook`, 2 * AT_ONCE)
  const read = startWorker()
  await until('one is on the way', () => (site.requests.length > 0 ? true : undefined))
  await untilAllIsLetGo(read)
  expect(site.requests.length).toBeLessThanOrEqual(AT_ONCE)
})

it('sends nothing to a remote that it heard to rest before it had anything for it', async () => {
  await using site = await startReceiver()
  const { worker, read } = startTestWorker(used)
  await enqueue('awake', `${site.url}/awake`, 1)
  await until('it works', () => (site.requests.length === 1 ? true : undefined))
  const targetId = await used.make('/targets', { kind: 'url', name: 'resting' })
  const id = await used.make('/integrations', {
    kind: 'webhook',
    name: 'resting',
    config: { webhook_url: `${site.url}/resting` },
    target_ids: [targetId],
    events: ['finding_new'],
  })
  const { rows } = await used.db.query<{ remote: string }>('select remote from integrations where id = $1', [id])
  worker.rest(rows[0]?.remote ?? '', 60_000)
  await fanOutScan(used.db, used.queue, await used.scan(targetId, 1))
  await until('it goes back to the queue', async () => {
    const jobs = await used.db.query<{ wait_s: number }>(
      `select extract(epoch from start_after - now())::float8 as wait_s from pgboss.job where name = 'deliver'
       and group_id = $1 and start_after > now()`,
      [id],
    )
    return jobs.rows.some(({ wait_s }) => wait_s > 50) ? true : undefined
  })
  await untilAllIsLetGo(read)
  expect(site.requests).toHaveLength(1)
})

describe('a worker that stood still for longer than its claims last', () => {
  const COUNT = 40

  /** Others have all that this one claimed, as from the moment that they took it. */
  const sleepUntilAllIsLost = async (): Promise<void> => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    vi.setSystemTime(Date.now() + CLAIM_MS)
    await used.db.query(
      `update pgboss.job set retry_count = retry_count + 1, heartbeat_on = now() where name = 'deliver' and state = 'active'`,
    )
  }
  const countAttempts = async (integrationId: string): Promise<number> => {
    const { rows } = await used.db.query<{ count: number }>(
      'select sum(attempts)::int as count from deliveries where integration_id = $1',
      [integrationId],
    )
    return rows[0]?.count ?? -1
  }

  it('sends nothing more of them, and records nothing of what was on the way', async () => {
    const asleep = Promise.withResolvers<undefined>()
    await using site = await startReceiver(async () => {
      await asleep.promise
      return { status: 200 }
    })
    const id = await enqueue('slept', `${site.url}/hook`, COUNT)
    const read = startWorker()
    await until('all that may be are on the way', () => (site.requests.length === AT_ONCE ? true : undefined))
    await sleepUntilAllIsLost()
    asleep.resolve(undefined)
    await untilAllIsLetGo(read)
    expect(site.requests).toHaveLength(AT_ONCE)
    expect(await read('pencheff_delivery_fenced_total')).toBe(AT_ONCE)
    expect(await countAttempts(id)).toBe(0)
  })

  it('sends none that waited for its turn, as those that may kill do', async () => {
    await using site = await startReceiver()
    const id = await enqueue('suspect', `${site.url}/hook`, COUNT)
    await used.db.query(`update pgboss.job set retry_count = 1 where name = 'deliver' and state = 'created'`)
    const read = await used.db.transaction(async (tx) => {
      // Nobody can count a crash ahead meanwhile.
      await tx.query('lock table suspects in share mode')
      const gauge = startWorker()
      await until('they are claimed', async () =>
        (await gauge('pencheff_deliveries_in_hand')) === COUNT ? true : undefined,
      )
      await sleepUntilAllIsLost()
      return gauge
    })
    await untilAllIsLetGo(read)
    expect(site.requests).toEqual([])
    expect(await countAttempts(id)).toBe(0)
  })
})

it('goes on with those who answer while more destinations hang than may have a request out', async () => {
  const HANGING = 100
  const hangs = Promise.withResolvers<{ status: number }>()
  // Of each origin there are so many connections at most.
  const slow = await Promise.all([0, 1, 2, 3].map(() => startReceiver(() => hangs.promise)))
  onTestFinished(async () => {
    await Promise.all(slow.map((one) => one.close()))
  })
  await using quick = await startReceiver()
  const target_ids = [await used.make('/targets', { kind: 'url', name: 'hanging' })]
  for (let n = 0; n < HANGING; n += 1) {
    const config = { webhook_url: `${slow[n % slow.length]?.url ?? ''}/${n}` }
    await used.make('/integrations', {
      kind: 'webhook',
      name: `hangs ${n}`,
      config,
      target_ids,
      events: ['finding_new'],
    })
  }
  await fanOutScan(used.db, used.queue, await used.scan(target_ids[0] ?? '', 2))
  startWorker()
  await until('nothing more may be out', () =>
    slow.reduce((sum, { requests }) => sum + requests.length, 0) >= MAX_UNRECORDED ? true : undefined,
  )
  await enqueue('answers', `${quick.url}/hook`, BACKLOG)
  await until('those who answer have all', () => (quick.requests.length === BACKLOG ? true : undefined))
  const { rows } = await used.db.query<{ count: number }>(
    'select count(*) from attempts a join deliveries d on d.id = a.delivery_id where d.integration_id in (select id from integrations where name like $1)',
    ['hangs %'],
  )
  hangs.resolve({ status: 200 })
  expect(rows[0]?.count).toBe(0)
})
