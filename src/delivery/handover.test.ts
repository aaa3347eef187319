import { beforeAll, describe, expect, it } from 'vitest'
import { failingFrom } from '../../test/failing-database.ts'
import { until } from '../../test/process.ts'
import { useQueuedApi } from '../../test/queued-api.ts'
import { type Receiver, startReceiver } from '../../test/receiver.ts'
import { startTestWorker } from '../../test/worker.ts'
import { newId } from '../core/id.ts'
import type { DeliverJob, NewDeliverJob, OwnJobs } from '../store/deliver-queue.ts'
import { thisMoment } from '../store/moment.ts'
import { createBehind } from './behind.ts'
import { fanOutScan } from './fan-out.ts'
import { createHandover, type Handover } from './handover.ts'

const jobFor = (integrationId: string, size = 1): NewDeliverJob => ({
  integrationId,
  deliveryIds: Array.from({ length: size }, newId),
})

const claimedOf = ({ claimed }: OwnJobs): DeliverJob[] =>
  [...claimed].map(({ deliveryIds }) => ({
    id: newId(),
    retryCount: 0,
    deliveryIds: [...deliveryIds],
    isSuspect: false,
    keptAt: thisMoment(),
  }))

describe('what a worker claims of new jobs', () => {
  /** A worker that has looked for all that waits, and has room for so many deliveries. */
  const handoverFor = (room = 100) => {
    const behind = createBehind()
    behind.look([])(true)
    const seen = { full: [] as string[], taken: [] as DeliverJob[], looks: 0 }
    const handover = createHandover({
      behind,
      room: () => room,
      full: () => seen.full,
      takeOn: (jobs) => Promise.resolve(void seen.taken.push(...jobs)),
      look: () => void (seen.looks += 1),
    })
    return { behind, handover, seen }
  }

  it('is what it has room for, until that is taken on', async () => {
    const { handover, seen } = handoverFor(5)
    const [first, second, third] = [jobFor('a', 3), jobFor('b', 3), jobFor('c', 2)]
    const offer = handover.open()
    const own = offer.choose([first, second, third])
    expect([...own.claimed]).toEqual([first, third])
    expect(own.toldBy).toBe('')
    expect(handover.open().choose([jobFor('d')]).claimed.size).toBe(0)
    const claimed = claimedOf(own)
    offer.settle(claimed)
    await until('they are taken on', () => (seen.taken.length === 2 ? true : undefined))
    expect(seen.taken).toEqual(claimed)
    expect(handover.open().choose([jobFor('e', 5)]).claimed.size).toBe(1)
  })

  it('leaves its room to others where the transaction failed', async () => {
    const { handover, seen } = handoverFor(1)
    const offer = handover.open()
    offer.choose([jobFor('a')])
    offer.settle([])
    await until('there is room', () =>
      handover.open().choose([jobFor(newId())]).claimed.size === 1 ? true : undefined,
    )
    expect(seen.taken).toEqual([])
  })

  it('is all room there is for one transaction that asks twice', () => {
    const offer = handoverFor(2).handover.open()
    expect(offer.choose([jobFor('a', 2)]).claimed.size).toBe(1)
    expect(offer.choose([jobFor('b')]).claimed.size).toBe(0)
  })

  it('is nothing that would go before what was left of the same integration', () => {
    const [large, small, others] = [jobFor('a', 3), jobFor('a'), jobFor('b', 2)]
    const { claimed } = handoverFor(2).handover.open().choose([large, small, others])
    expect([...claimed]).toEqual([others])
  })

  it('is a part of what one integration gets, as a lane with a pace takes few', () => {
    const { claimed } = handoverFor()
      .handover.open()
      .choose(Array.from({ length: 20 }, () => jobFor('slow')))
    expect(claimed.size).toBe(8)
  })

  it('is nothing of an integration of which something waits in the queue, until all of that was found', () => {
    const { behind, handover } = handoverFor()
    const claims = (id: string): boolean => handover.open().choose([jobFor(id)]).claimed.size === 1
    behind.left('a')
    expect(claims('a')).toBe(false)
    expect(claims('b')).toBe(true)
    const foundMore = behind.look([])
    foundMore(false)
    expect(claims('b')).toBe(false)
    const passedOver = behind.look(['a'])
    behind.left('c')
    passedOver(true)
    expect([claims('a'), claims('b'), claims('c')]).toEqual([false, true, false])
    behind.look([])(true)
    expect([claims('a'), claims('c')]).toEqual([true, true])
  })

  it('is nothing before it looked for the first time', () => {
    const { handover } = handoverFor()
    const behind = createBehind()
    const fresh = createHandover({
      behind,
      room: () => 1,
      full: () => [],
      takeOn: () => Promise.resolve(),
      look: () => undefined,
    })
    expect(fresh.open().choose([jobFor('a')]).claimed.size).toBe(0)
    expect(handover.open().choose([jobFor('a')]).claimed.size).toBe(1)
  })

  it('is nothing of a full lane, for which it need not look itself but when there is room before the commit', async () => {
    const { handover, seen } = handoverFor()
    seen.full = ['full']
    const offer = handover.open()
    expect(offer.choose([jobFor('full'), jobFor('free')])).toMatchObject({ toldBy: handover.name })
    offer.settle([])
    const second = handover.open()
    second.choose([jobFor('full')])
    await new Promise(setImmediate)
    expect(seen.looks).toBe(0)
    seen.full = []
    second.settle([])
    await until('it looks', () => (seen.looks > 0 ? true : undefined))
    expect(seen.looks).toBe(1)
  })

  it('is nothing once it stops, which waits for what was promised', async () => {
    const { handover, seen } = handoverFor()
    const offer = handover.open()
    const own = offer.choose([jobFor('a')])
    const stopped = handover.stop().then(() => seen.taken.length)
    expect(handover.open().choose([jobFor('b')]).claimed.size).toBe(0)
    offer.settle(claimedOf(own))
    // Those who chose nothing settle too.
    handover.open().settle([])
    expect(await stopped).toBe(1)
  })
})

const used = useQueuedApi()

describe('jobs that are claimed as they are made', () => {
  const integrationId = newId()
  const rowsOf = async (ids: readonly string[]) =>
    (
      await used.db.query<{ id: string; state: string; retry_count: number; started: boolean; beats: boolean }>(
        `select id, state, retry_count, started_on is not null as started, heartbeat_on is not null as beats
         from pgboss.job where id = any($1)`,
        [ids],
      )
    ).rows

  it('are as those that were fetched, and nobody else gets them', async () => {
    const [first, second] = [jobFor(integrationId), jobFor(integrationId)]
    const claimed = await used.db.transaction((tx) =>
      used.queue.enqueueDeliveries(tx, [first, second], { claimed: new Set([first]), toldBy: '' }),
    )
    expect(claimed.map(({ deliveryIds }) => deliveryIds)).toEqual([first.deliveryIds])
    const fetched = await used.queue.fetchDeliveries(10, [])
    expect(fetched.map(({ deliveryIds }) => deliveryIds)).toEqual([second.deliveryIds])
    const [own, other] = [claimed[0]?.id ?? '', fetched[0]?.id ?? '']
    const rows = new Map((await rowsOf([own, other])).map(({ id, ...row }) => [id, row]))
    expect(rows.get(own)).toEqual({ state: 'active', retry_count: 0, started: true, beats: true })
    expect(rows.get(other)).toEqual(rows.get(own))
    expect(claimed).toEqual([
      { ...fetched[0], id: own, deliveryIds: first.deliveryIds, keptAt: expect.anything() as never },
    ])
  })

  it('are gone with their transaction', async () => {
    const { rows: before } = await used.db.query('select id from pgboss.job')
    const job = jobFor(integrationId)
    await expect(
      failingFrom(used.db, 1).transaction((tx) =>
        used.queue.enqueueDeliveries(tx, [job], { claimed: new Set([job]), toldBy: '' }),
      ),
    ).rejects.toThrow('ended here')
    expect((await used.db.query('select id from pgboss.job')).rows).toEqual(before)
  })
})

describe('a worker in whose process events are judged', () => {
  beforeAll(async () => {
    await used.db.query('truncate pgboss.job')
  })
  /** So many new findings. */
  const scan = async (count: number): Promise<string> =>
    used.scan(await used.make('/targets', { kind: 'url', name: newId() }), count)
  const integrate = ({ url }: Receiver, name: string): Promise<string> =>
    used.make('/integrations', {
      kind: 'webhook',
      name,
      config: { webhook_url: `${url}/hook` },
      events: ['finding_new'],
    })
  /** Has so many new findings judged for that worker; answers what it chose. */
  const judge = async (handover: Handover, count: number): Promise<OwnJobs[]> => {
    const chosen: OwnJobs[] = []
    const watching: Handover = {
      open: () => {
        const offer = handover.open()
        const choose = (jobs: readonly NewDeliverJob[]): OwnJobs => {
          const own = offer.choose(jobs)
          chosen.push(own)
          return own
        }
        return { ...offer, choose }
      },
    }
    await fanOutScan(used.db, used.queue, await scan(count), { handover: watching })
    return chosen
  }
  /** One that looked through the queue, and claimed something since. */
  const startKnowing = async () => {
    const started = startTestWorker(used)
    await until('it knows the queue', async () =>
      (await judge(started.worker.handover, 1)).some(({ claimed }) => claimed.size > 0) ? true : undefined,
    )
    return started
  }
  const untilIdle = (read: (name: string) => Promise<number>) =>
    until('all is recorded', async () => ((await read('pencheff_deliveries_in_hand')) === 0 ? true : undefined))

  it('sends them once, without a look into the queue, and after a transaction that failed too', async () => {
    await using site = await startReceiver()
    const id = await integrate(site, 'at once')
    const { worker, read } = await startKnowing()
    await untilIdle(read)
    const before = site.requests.length
    const scanId = await scan(3)
    const { handover } = worker
    await expect(fanOutScan(failingFrom(used.db, 1), used.queue, scanId, { handover })).rejects.toThrow('ended here')
    await fanOutScan(used.db, used.queue, scanId, { handover })
    await until('they are there', () => (site.requests.length >= before + 3 ? true : undefined))
    await untilIdle(read)
    expect(site.requests).toHaveLength(before + 3)
    const { rows } = await used.db.query(
      `select state, count(*) from deliveries where integration_id = $1 group by 1`,
      [id],
    )
    expect(rows).toEqual([{ state: 'delivered', count: before + 3 }])
    expect((await used.db.query(`select id from pgboss.job where name = 'deliver'`)).rows).toEqual([])
    await used.request('DELETE', `/integrations/${id}`)
  })

  it('sets aside what is for a destination whose circuit is open, and claims nothing more of it', async () => {
    await using site = await startReceiver()
    const id = await integrate(site, 'open')
    const { worker, read } = await startKnowing()
    await until('they are there', () => (site.requests.length > 0 ? true : undefined))
    await untilIdle(read)
    const before = site.requests.length
    await used.db.query(
      `insert into circuits (integration_id, reason, probe_at) values ($1, 'timeout', now() + interval '1 hour')`,
      [id],
    )
    expect((await judge(worker.handover, 1)).map(({ claimed }) => claimed.size)).toEqual([1])
    const heldIs = (count: number) =>
      until(`${count} are held`, async () => {
        const { rows } = await used.db.query<{ count: number }>(
          `select count(*) from deliveries where integration_id = $1 and state = 'held'`,
          [id],
        )
        return rows[0]?.count === count ? true : undefined
      })
    await heldIs(1)
    expect((await judge(worker.handover, 1)).map(({ claimed }) => claimed.size)).toEqual([0])
    await heldIs(2)
    expect(site.requests).toHaveLength(before)
  })
})
