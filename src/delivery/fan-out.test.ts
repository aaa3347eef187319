import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, itemsOf, startApi } from '../../test/api.ts'
import { testLog, useDatabase } from '../../test/database.ts'
import type { Database } from '../store/database.ts'
import { createQueue, type Queue } from '../store/queue.ts'
import { fanOutEvent, fanOutScanFindings } from './fan-out.ts'

const database = useDatabase()
let queue: Queue
let api: Api

beforeAll(async () => {
  queue = createQueue(database.db.connection, { supervise: false, log: testLog })
  await queue.start()
  api = await startApi({ db: database.db, services: { queue } })
})

afterAll(async () => {
  await api.close()
  await queue.stop()
})

const make = async (path: string, body: Record<string, unknown>): Promise<string> =>
  String((await api.request('POST', path, body)).body.id)

/** A database whose transactions fail from the `n`-th on, as if the process had ended before they could commit. */
const failingFrom = (db: Database, n: number): Database => {
  let begun = 0
  return {
    ...db,
    transaction: (run) => {
      begun += 1
      if (begun < n) return db.transaction(run)
      return db.transaction(async (tx) => {
        await run(tx)
        throw new Error('the process ended here')
      })
    },
  }
}

it('queues a digest once, whole, when its scan is fanned out in several runs', async () => {
  const { db } = database
  const target_id = await make('/targets', { kind: 'url', name: 'shop' })
  const config = { webhook_url: 'https://hooks.slack.com/services/T0/B0/x' }
  const delivery = { individually: 2 }
  await make('/integrations', { kind: 'slack', name: 'chat', config, delivery, events: ['finding_new'] })
  const scanId = await make('/scans', { target_id })
  const findings = Array.from({ length: 6 }, (_, at) => ({ title: `Finding ${String(at)}`, severity: 'high' }))
  await api.request('POST', `/scans/${scanId}/complete`, { findings })
  const events = itemsOf(await api.request('GET', '/events?event=finding_new'))

  await fanOutEvent(db, queue, String(events[0]?.id))
  await expect(fanOutScanFindings(failingFrom(db, 1), queue, scanId)).rejects.toThrow('ended here')
  await expect(fanOutScanFindings(failingFrom(db, 2), queue, scanId)).rejects.toThrow('ended here')
  await fanOutScanFindings(db, queue, scanId)
  await fanOutScanFindings(db, queue, scanId)

  const deliveries = itemsOf(await api.request('GET', '/deliveries'))
  expect(deliveries).toHaveLength(6)
  const carriers = deliveries.flatMap(({ carried_by: id }) => (id === null ? [] : [id]))
  expect(carriers).toHaveLength(4)
  expect(new Set(carriers).size).toBe(1)
  const jobs = await queue.fetchDeliveries(10, [])
  expect(jobs.map(({ deliveryId }) => deliveryId).filter((id) => id === carriers[0])).toHaveLength(1)
  // Two one by one, and the digest after them.
  expect(jobs).toHaveLength(3)
})
