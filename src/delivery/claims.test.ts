import { beforeAll, beforeEach, expect, it } from 'vitest'
import { itemsOf } from '../../test/api.ts'
import { testLog } from '../../test/database.ts'
import { until } from '../../test/process.ts'
import { useQueuedApi } from '../../test/queued-api.ts'
import type { Outcome } from '../core/outcome.ts'
import { CLAIM_MS } from '../store/deliver-queue.ts'
import { msSince } from '../store/moment.ts'
import { fanOutScan } from './fan-out.ts'
import { recordFinished } from './recorder.ts'
import { createOpener, giveBack, setAside, takeUp, waitForOthers, type Work } from './take-up.ts'

const COUNT = 6
const DELIVERED: Outcome = { status: 'delivered' }
const LATER: Outcome = { status: 'retry', reason: 'network', detail: 'nothing listens' }

const used = useQueuedApi()
let targetId: string

const { make } = used

beforeAll(async () => {
  const config = { webhook_url: 'https://hooks.acme.example/a' }
  await make('/integrations', { kind: 'webhook', name: 'hook', config, events: ['finding_new'] })
  targetId = await make('/targets', { kind: 'url', name: 'shop' })
})

let made = 0
/** One job of so many deliveries, and no other. */
beforeEach(async () => {
  await used.db.query('truncate pgboss.job')
  const scanId = await make('/scans', { target_id: targetId })
  const findings = Array.from({ length: COUNT }, () => ({ title: `Finding ${(made += 1)}`, severity: 'high' }))
  await used.api.request('POST', `/scans/${scanId}/complete`, { findings })
  await fanOutScan(used.db, used.queue, scanId)
})

const claim = async () => {
  const jobs = await used.queue.fetchDeliveries(10, [])
  const taken = await takeUp(used.db, jobs, createOpener(used.api.services.ring))
  return { jobs, ...taken, ids: taken.works.map(({ deliveryId }) => deliveryId).toSorted() }
}

/** What another worker gets when this one's claims have run out. */
const claimAfterDeath = async () => {
  await used.queue.releaseOrphans(used.db)
  return claim()
}

const record = (works: readonly Work[], result: Outcome) =>
  recordFinished(
    used.db,
    used.queue,
    testLog,
    works.map((work) => ({
      ...work,
      attempt: { startedAt: new Date(), durationMs: 1, status: 204, writes: 1, spentMs: 0, result },
    })),
  )

const statesOf = async (works: readonly Work[]): Promise<unknown[]> => {
  const all = itemsOf(await used.api.request('GET', '/deliveries?limit=200'))
  return works.map(({ deliveryId }) => {
    const { state, attempt_count } = all.find(({ id }) => id === deliveryId) ?? {}
    return [state, attempt_count]
  })
}

const jobsLeft = async (): Promise<number> =>
  (await used.db.query("select from pgboss.job where name = 'deliver'")).rowCount

it('stays claimed until all of its deliveries are through', async () => {
  const { jobs, works } = await claim()
  expect(jobs).toHaveLength(1)
  expect(works).toHaveLength(COUNT)
  await record(works.slice(0, 4), DELIVERED)
  expect(await jobsLeft()).toBe(1)
  await record(works.slice(4), DELIVERED)
  expect(await jobsLeft()).toBe(0)
  expect(await statesOf(works)).toEqual(works.map(() => ['delivered', 1]))
})

it('is gone when its last deliveries are recorded by two transactions at once', async () => {
  const { works } = await claim()
  await Promise.all([record(works.slice(0, 3), DELIVERED), record(works.slice(3), DELIVERED)])
  expect(await statesOf(works)).toEqual(works.map(() => ['delivered', 1]))
  expect(await jobsLeft()).toBe(0)
})

it('leaves to the next worker what its own did not record, and that alone', async () => {
  const { works } = await claim()
  await record(works.slice(0, 4), DELIVERED)
  const next = await claimAfterDeath()
  expect(next.ids).toEqual(
    works
      .slice(4)
      .map(({ deliveryId }) => deliveryId)
      .toSorted(),
  )
  expect(next.stale).toHaveLength(4)
  await setAside(used.db, used.queue, [], next.stale)
  await record(next.works, DELIVERED)
  expect(await jobsLeft()).toBe(0)
})

it('has no part any more in a delivery that got a job of its own', async () => {
  const { works } = await claim()
  await record(works.slice(0, 1), LATER)
  await giveBack(
    used.db,
    used.queue,
    works
      .slice(1, 2)
      .map((work) => ({ ...work, integrationId: work.delivery.integration_id, afterMs: 0, priority: 0 })),
  )
  const next = await claimAfterDeath()
  // The one that was given back comes by its own job, the one that is tried again later by none yet.
  expect(next.ids).toEqual(
    works
      .slice(1)
      .map(({ deliveryId }) => deliveryId)
      .toSorted(),
  )
  expect(next.stale.map(({ deliveryId }) => deliveryId).toSorted()).toEqual(
    works
      .slice(0, 2)
      .map(({ deliveryId }) => deliveryId)
      .toSorted(),
  )
  expect((await statesOf(works))[0]).toEqual(['retrying', 1])
})

it('lets a worker that lost it record nothing, neither a part nor all', async () => {
  const { works } = await claim()
  const next = await claimAfterDeath()
  expect(await record(works.slice(0, 2), DELIVERED)).toMatchObject({ fenced: 2 })
  expect(await record(works.slice(2), LATER)).toMatchObject({ fenced: COUNT - 2 })
  expect(await statesOf(works)).toEqual(works.map(() => ['pending', 0]))
  expect(await record(next.works, DELIVERED)).toMatchObject({ fenced: 0 })
  expect(await statesOf(works)).toEqual(works.map(() => ['delivered', 1]))
})

it('knows which of its claims it kept alive', async () => {
  const { jobs: lost } = await claim()
  const { jobs: own } = await claimAfterDeath()
  const past = { monotonic: 0, wall: 0 }
  for (const job of [...lost, ...own]) job.keptAt = past
  await used.queue.touchDeliveries([...lost, ...own])
  expect(lost.map(({ keptAt }) => keptAt)).toEqual([past])
  expect(own.map(({ keptAt }) => msSince(keptAt) < CLAIM_MS)).toEqual([true])
})

it('waits for nobody to keep its claims alive: what is being recorded is kept alive the next time', async () => {
  await fanOutScan(used.db, used.queue, await used.scan(targetId, 1))
  const { jobs } = await claim()
  const [busy, idle] = jobs
  if (!busy || !idle) throw new Error('there are two jobs')
  const past = { monotonic: 0, wall: 0 }
  const touch = async (): Promise<boolean[]> => {
    for (const job of jobs) job.keptAt = past
    await used.queue.touchDeliveries(jobs)
    return [busy, idle].map(({ keptAt }) => keptAt !== past)
  }
  await used.db.transaction(async (tx) => {
    await tx.query('select from pgboss.job where id = $1 for share', [busy.id])
    expect(await touch()).toEqual([false, true])
  })
  expect(await touch()).toEqual([true, true])
})

it('records once what it is told twice, as after a commit whose answer was lost', async () => {
  const { works } = await claim()
  const part = works.slice(0, 2)
  await record(part, DELIVERED)
  for (const { claim: own, deliveryId } of part) own.left.add(deliveryId)
  expect(await record(part, DELIVERED)).toMatchObject({ fenced: 2 })
  expect(await statesOf(part)).toEqual(part.map(() => ['delivered', 1]))
})

it('records what its claim is kept alive for at that very moment', async () => {
  const { jobs, works } = await claim()
  let recorded: ReturnType<typeof record> | undefined
  await used.db.transaction(async (tx) => {
    await tx.query('update pgboss.job set heartbeat_on = now() where id = $1', [jobs[0]?.id])
    recorded = record(works, DELIVERED)
    await until('the recording waits for it', async () => {
      const { rowCount } = await used.db.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )
      return rowCount > 0 ? true : undefined
    })
  })
  expect(await recorded).toMatchObject({ fenced: 0 })
  expect(await statesOf(works)).toEqual(works.map(() => ['delivered', 1]))
  // A job that stayed has nothing left in it.
  expect((await claimAfterDeath()).works).toEqual([])
})

it('frees what waits for one of a group that is recorded', async () => {
  const { works } = await claim()
  const [first, follower, ...others] = works
  if (!first || !follower) throw new Error('there are several')
  await waitForOthers(used.db, used.queue, [
    { ...follower, integrationId: follower.delivery.integration_id, priority: 0, blockedBy: first.deliveryId },
  ])
  expect(await record([first, ...others], DELIVERED)).toMatchObject({ fenced: 0 })
  const next = await claim()
  expect(next.ids).toEqual([follower.deliveryId])
  expect(await statesOf([first, follower, ...others])).toEqual(
    [first, follower, ...others].map((work) => (work === follower ? ['pending', 0] : ['delivered', 1])),
  )
})
