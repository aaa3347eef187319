import { expect, it } from 'vitest'
import { createScene, finding } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()

const FINDINGS = Array.from({ length: 250 }, (_, n) => finding(`F${n}`))

const eventIds = (indexed: readonly Record<string, unknown>[]): string[] =>
  indexed.map(({ event }) => (event as { event_id: string }).event_id)

it.concurrent('sends many findings in few requests, each once', async () => {
  const splunk = await used.receive('splunk')
  const scene = await createScene(used.service)
  await scene.integrate(splunk)
  const { scan } = await scene.scan(FINDINGS)
  await scene.settled()
  const events = await scene.api.all<{ id: string }>(`/events?scan_id=${scan.id}`)
  expect(events).toHaveLength(252)
  expect(eventIds(splunk.indexed).toSorted()).toEqual(events.map(({ id }) => id).toSorted())
  expect(splunk.receipts.length).toBeLessThan(60)
  const deliveries = await scene.api.all<{ state: string; attempt_count: number }>('/deliveries')
  expect(deliveries).toHaveLength(252)
  expect(deliveries.every(({ state, attempt_count }) => state === 'delivered' && attempt_count === 1)).toBe(true)
  expect(splunk.problems()).toEqual([])
})

it.concurrent('sends a batch again that was not taken, and nothing of the others', async () => {
  const busy = { status: 503, body: '{"text":"Server is busy","code":9}' }
  const splunk = await used.receive('splunk', { fault: (n) => (n === 1 ? busy : undefined) })
  const scene = await createScene(used.service)
  await scene.integrate(splunk, { events: ['finding_new'], delivery: { retry_schedule: [1, 1, 1] } })
  await scene.scan(FINDINGS)
  await scene.settled()
  const ids = eventIds(splunk.indexed)
  expect(new Set(ids).size).toBe(250)
  expect(ids).toHaveLength(250)
  const deliveries = await scene.deliveries()
  expect(deliveries.every(({ state }) => state === 'delivered')).toBe(true)
  const retried = deliveries.filter(({ attempts }) => attempts.length === 2)
  expect(retried.length).toBeGreaterThan(0)
  for (const { attempts } of retried) expect(attempts[0]).toMatchObject({ status: 503, outcome: 'retry' })
  expect(splunk.problems()).toEqual([])
})

it.concurrent('waits for the acknowledgment of the indexers', async () => {
  const splunk = await used.receive('splunk', { ack: true })
  const scene = await createScene(used.service)
  await scene.integrate(splunk, { events: ['finding_new'] })
  await scene.scan([finding('A')])
  await scene.settled()
  expect(await scene.deliveries()).toMatchObject([{ state: 'delivered', attempts: [{ outcome: 'delivered' }] }])
  expect(splunk.receipts.map(({ path }) => path.includes('/ack'))).toEqual([false, true])
  expect(splunk.problems()).toEqual([])
})
