import { beforeAll, expect, it } from 'vitest'
import { itemsOf } from '../../test/api.ts'
import { testLog } from '../../test/database.ts'
import { until } from '../../test/process.ts'
import { useQueuedApi } from '../../test/queued-api.ts'
import type { DeliverJob } from '../store/deliver-queue.ts'
import { type Attempt, failedAttempt } from './attempt.ts'
import { fanOutScan } from './fan-out.ts'
import { recordFinished } from './recorder.ts'
import { type Send, watchSuspects } from './suspects.ts'
import { createOpener, giveBack, takeUp, type Work } from './take-up.ts'

const COUNT = 20

const used = useQueuedApi()

beforeAll(async () => {
  const config = { webhook_url: 'https://hooks.acme.example/a' }
  await used.make('/integrations', { kind: 'webhook', name: 'hook', config, events: ['finding_new'] })
  const scanId = await used.scan(await used.make('/targets', { kind: 'url', name: 'shop' }), COUNT)
  await fanOutScan(used.db, used.queue, scanId)
  expect(itemsOf(await used.request('GET', '/deliveries?limit=200'))).toHaveLength(COUNT)
})

const fetchAll = async (): Promise<DeliverJob[]> => {
  const jobs = await used.queue.fetchDeliveries(COUNT + 1, [])
  expect(jobs.flatMap(({ deliveryIds }) => deliveryIds)).toHaveLength(COUNT)
  return jobs
}

/** What the next process takes up when this one dies with all in its hand. */
const takeUpAfterDeath = async (): Promise<Work[]> => {
  await used.queue.releaseOrphans(used.db)
  return (await takeUp(used.db, await fetchAll(), createOpener(used.api.services.ring))).works
}

/** Sends that last until they are ended. */
const createSends = (outlivedMs: number) => {
  const ends = new Map<string, () => void>()
  const send: Send = async (works) => {
    for (const { delivery } of works) await new Promise<void>((resolve) => ends.set(delivery.id, resolve))
    return works.map((): Attempt => failedAttempt(new Error('ended'), testLog))
  }
  return {
    watched: watchSuspects({ db: used.db, log: testLog, outlivedMs }, send),
    out: () => [...ends.keys()],
    untilOut: (count: number) => until(`${count} sends`, () => (ends.size === count ? [...ends.keys()] : undefined)),
    end: (id: string) => {
      ends.get(id)?.()
      ends.delete(id)
    },
  }
}

const countedCrashes = async (): Promise<number[]> => {
  const { rows } = await used.db.query<{ crashes: number }>('select crashes from suspects order by crashes')
  return rows.map(({ crashes }) => crashes)
}

/** So many are out with one crash counted ahead. */
const untilCounted = (count: number) =>
  until(`${count} crashes are counted`, async () => {
    const crashes = await countedCrashes()
    return crashes.length === count && crashes.every((n) => n === 1) ? true : undefined
  })

it('watches what was in the hand of a dead process, and only that', async () => {
  const jobs = await fetchAll()
  expect(jobs.filter(({ isSuspect }) => isSuspect)).toEqual([])
  const works = await takeUpAfterDeath()
  expect(works.filter(({ isSuspect }) => isSuspect)).toHaveLength(COUNT)
  // Given back unsent it is a new job, of which the queue knows nothing.
  const returns = works.map((work) => ({
    ...work,
    integrationId: work.delivery.integration_id,
    afterMs: 0,
    priority: 0,
  }))
  await giveBack(used.db, used.queue, returns)
  const again = await fetchAll()
  expect(again.map(({ retryCount, isSuspect }) => ({ retryCount, isSuspect }))).toEqual(
    again.map(() => ({ retryCount: 0, isSuspect: true })),
  )
})

it('sends suspects few at a time, and clears each that the process outlives', async () => {
  const works = await takeUpAfterDeath()
  const { watched, untilOut, end } = createSends(60_000)
  const sent = Promise.all(works.map((work) => watched([work, ...works])))
  for (let left = COUNT; left > 0; left -= 1) {
    const [first = ''] = await untilOut(Math.min(left, 8))
    await untilCounted(Math.min(left, 8))
    end(first)
  }
  await untilCounted(0)
  // Of several works that would go in one request a suspect goes alone.
  expect((await sent).map((attempts) => attempts.length)).toEqual(Array(COUNT).fill(1))
})

it('takes a crash back that did not come while a destination hangs', async () => {
  const [work] = await takeUpAfterDeath()
  const { watched, untilOut, end } = createSends(1)
  const sent = watched(work ? [work] : [])
  const [id = ''] = await untilOut(1)
  await untilCounted(0)
  end(id)
  expect(await sent).toHaveLength(1)
})

it('lets those that were in a crash go alone, after the others, and stops the one that was in three', async () => {
  const first = await takeUpAfterDeath()
  const crashing = createSends(60_000)
  for (const work of first.slice(0, 2)) void crashing.watched([work])
  await crashing.untilOut(2)

  const second = await takeUpAfterDeath()
  expect(second.map(({ crashes }) => crashes)).toEqual([...Array<number>(COUNT - 2).fill(0), 1, 1])
  const [killer, innocent] = second.slice(-2) as [Work, Work]
  const alone = createSends(60_000)
  void alone.watched([killer])
  const cleared = alone.watched([innocent])
  expect(await alone.untilOut(1)).toEqual([killer.delivery.id])

  const third = await takeUpAfterDeath()
  expect(third.slice(-2).map(({ delivery, crashes }) => [delivery.id, crashes])).toEqual([
    [innocent.delivery.id, 1],
    [killer.delivery.id, 2],
  ])
  const last = createSends(60_000)
  const stopped = third.slice(-1)
  const attempts = await last.watched(stopped)
  expect(attempts).toMatchObject([{ status: null, result: { status: 'rejected', reason: 'internal' } }])
  expect(last.out()).toEqual([])
  // The process may die of another one before that is recorded.
  const fourth = await takeUpAfterDeath()
  const again = fourth.at(-1)
  expect([again?.delivery.id, again?.crashes]).toEqual([killer.delivery.id, 2])
  const [attempt] = attempts
  if (again && attempt) await recordFinished(used.db, used.queue, testLog, [{ ...again, attempt }])
  expect(await countedCrashes()).toEqual([1])
  alone.end(killer.delivery.id)
  await alone.untilOut(1)
  alone.end(innocent.delivery.id)
  expect(await cleared).toHaveLength(1)
})
