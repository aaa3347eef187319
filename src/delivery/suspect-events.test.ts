import { beforeAll, expect, it } from 'vitest'
import { itemsOf } from '../../test/api.ts'
import { testLog } from '../../test/database.ts'
import { until } from '../../test/process.ts'
import { useQueuedApi } from '../../test/queued-api.ts'
import { createMetrics } from '../metrics.ts'
import { eventSeqsOfScan, findUnroutedAt, type UnroutedEvent } from '../store/events.ts'
import { readVitalSigns } from '../store/vital-signs.ts'
import { fanOutEvent, fanOutScan } from './fan-out.ts'
import { watchEvents } from './suspect-events.ts'

const COUNT = 5

const used = useQueuedApi()
let scanId: string
let waiting: UnroutedEvent[]
let killer: string

beforeAll(async () => {
  const config = { webhook_url: 'https://hooks.acme.example/a' }
  await used.make('/integrations', {
    kind: 'webhook',
    name: 'hook',
    config,
    events: ['scan_started', 'scan_done', 'finding_new'],
  })
  scanId = await used.scan(await used.make('/targets', { kind: 'url', name: 'shop' }), COUNT)
  waiting = await findUnroutedAt(used.db, await eventSeqsOfScan(used.db, scanId))
  expect(waiting.map(({ event }) => event)).toEqual(['scan_started', 'scan_done', ...Array(COUNT).fill('finding_new')])
  killer = waiting[2]?.id ?? ''
})

const watch = () => {
  const { registry, meter } = createMetrics(() => readVitalSigns(used.db))
  return { registry, walk: watchEvents({ db: used.db, log: testLog, meter }) }
}

const countedCrashes = async (): Promise<Record<string, number>> => {
  const { rows } = await used.db.query<{ event_id: string; crashes: number }>('select * from routing_suspects')
  return Object.fromEntries(rows.map(({ event_id, crashes }) => [event_id, crashes]))
}

const untilCounted = (wanted: Record<string, number>) =>
  until(`counted are ${JSON.stringify(wanted)}`, async () => {
    const counted = await countedCrashes()
    const ids = Object.keys(wanted)
    return ids.length === Object.keys(counted).length && ids.every((id) => counted[id] === wanted[id])
      ? true
      : undefined
  })

/** As if the process had died of the killer, in whose page these were. */
const dieOfIt = (seen: string[][]): void =>
  void watch().walk(waiting, async (part) => {
    seen.push(part.map(({ id }) => id))
    if (part.some(({ id }) => id === killer)) await new Promise(() => undefined)
  })

it('takes back what it counted when routing only fails', async () => {
  await expect(watch().walk(waiting, () => Promise.reject(new Error('the database went')))).rejects.toThrow('went')
  expect(await countedCrashes()).toEqual({})
})

it('routes what was in a crash one by one, and stops the event that was in three; it can be routed again', async () => {
  const [second, third]: string[][][] = [[], []]
  dieOfIt(second ?? [])
  await untilCounted(Object.fromEntries(waiting.map(({ id }) => [id, 1])))
  expect(second).toEqual([waiting.map(({ id }) => id)])

  dieOfIt(third ?? [])
  await untilCounted(Object.fromEntries(waiting.slice(2).map(({ id }) => [id, id === killer ? 2 : 1])))
  expect(third).toEqual(waiting.slice(0, 3).map(({ id }) => [id]))

  const { registry, walk } = watch()
  await fanOutScan(used.db, used.queue, scanId, { walk })
  expect(await countedCrashes()).toEqual({})
  expect(await registry.metrics()).toMatch(/^pencheff_events_unrouted_total 1$/m)
  for (const { id } of waiting)
    expect((await used.request('GET', `/events/${id}`)).body).toMatchObject({
      routed: true,
      routing_failed: id === killer,
      routing: id === killer ? [] : [{ verdict: 'matched' }],
    })
  expect(itemsOf(await used.request('GET', '/deliveries'))).toHaveLength(waiting.length - 1)

  expect((await used.request('POST', `/events/${waiting[0]?.id}/route`)).body).toMatchObject({ code: 'conflict' })
  const again = await used.request('POST', `/events/${killer}/route`)
  expect(again).toMatchObject({ status: 200, body: { routed: false, routing_failed: false } })
  await fanOutEvent(used.db, used.queue, killer)
  expect(itemsOf(await used.request('GET', '/deliveries'))).toHaveLength(waiting.length)
})
