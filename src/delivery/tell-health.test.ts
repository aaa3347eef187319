import { beforeAll, describe, expect, it } from 'vitest'
import { type Api, itemsOf, startApi } from '../../test/api.ts'
import { useDatabase } from '../../test/database.ts'
import { findHealth } from '../store/health.ts'
import { createHealthTally } from './health-tally.ts'
import { type Notice, tellHealth } from './tell-health.ts'

const database = useDatabase()
let api: Api
beforeAll(async () => {
  api = await startApi({ db: database.db })
  return () => api.close()
})

const HOUR_MS = 3_600_000
const START = new Date('2026-11-01T00:00:00Z')
const after = (hours: number): Date => new Date(START.getTime() + hours * HOUR_MS)
const bad = { status: 'retry', reason: 'server', detail: 'answered 503' } as const
const good = { status: 'delivered' } as const
let made = 0

const integrate = async (): Promise<string> => {
  const config = { webhook_url: 'https://hooks.acme.example/a' }
  const body = { kind: 'webhook', name: `Hook ${String((made += 1))}`, config }
  return String((await api.request('POST', '/integrations', body)).body.id)
}

/** Tells of one attempt. */
const tell = async (id: string, outcome: typeof bad | typeof good, at: Date): Promise<Notice[]> => {
  const tally = createHealthTally()
  tally.saw(id, outcome, 12, at)
  return (await tellHealth(database.db, tally.take(), at)).notices
}

const viewOf = async (id: string) => (await api.request('GET', `/integrations/${id}`)).body

describe('an integration that only fails', () => {
  it('is told of once each at half, 70, 90 and all of five days, and is then switched off', async () => {
    const id = await integrate()
    const notices: [number, Notice[]][] = []
    for (let hour = 0; hour <= 121; hour += 1) notices.push([hour, await tell(id, bad, after(hour))])
    expect(notices.flatMap(([hour, told]) => told.map(({ percent, type }) => [hour, percent, type]))).toEqual([
      [60, 50, 'integration_failing'],
      [84, 70, 'integration_failing'],
      [108, 90, 'integration_failing'],
      [120, 100, 'integration_disabled'],
    ])
    const entries = itemsOf(await api.request('GET', `/audit?object_id=${id}`)).reverse()
    expect(entries.slice(1).map(({ operation, fields }) => [operation, fields])).toEqual([
      ['noticeFailingIntegration', ['50 %']],
      ['noticeFailingIntegration', ['70 %']],
      ['noticeFailingIntegration', ['90 %']],
      ['disableIntegration', []],
    ])
    expect(await viewOf(id)).toMatchObject({
      enabled: false,
      disabled_reason: 'it failed for five days: answered 503',
      health: { noticed: 100, last_error: 'answered 503', failing_since: START.toISOString(), last_success_at: null },
    })
  })

  it('is let be when a single attempt succeeded, or when there were fewer than twenty', async () => {
    const [once, few] = [await integrate(), await integrate()]
    const told: Notice[] = []
    for (let hour = 0; hour <= 130; hour += 1) {
      told.push(...(await tell(once, hour === 100 ? good : bad, after(hour))))
      if (hour % 10 === 0) told.push(...(await tell(few, bad, after(hour))))
    }
    expect(told.map(({ percent }) => percent)).toEqual([50, 70])
    expect(await viewOf(once)).toMatchObject({ enabled: true, health: { noticed: 0 } })
    expect(await viewOf(few)).toMatchObject({ enabled: true, health: { noticed: 0 } })
  })

  it('gives each notice once, however many workers see it', async () => {
    const id = await integrate()
    for (let hour = 0; hour < 25; hour += 1) await tell(id, bad, after(hour))
    const told = await Promise.all(Array.from({ length: 50 }, () => tell(id, bad, after(61))))
    expect(told.flat().map(({ percent }) => percent)).toEqual([50])
  })

  it('starts anew when somebody switches it on again', async () => {
    const id = await integrate()
    for (let hour = 0; hour <= 120; hour += 5) await tell(id, bad, after(hour))
    expect(await viewOf(id)).toMatchObject({ enabled: false })
    const { body } = await api.request('PATCH', `/integrations/${id}`, { enabled: true })
    expect(body).toMatchObject({ enabled: true, disabled_reason: null, replayable: 0, health: { failing_since: null } })
    expect(await tell(id, bad, after(121))).toEqual([])
  })
})

describe('the health of an integration', () => {
  it('adds up what workers saw in the last day', async () => {
    const id = await integrate()
    const now = new Date()
    const tally = createHealthTally()
    for (let n = 0; n < 95; n += 1) tally.saw(id, good, 10, now)
    for (let n = 0; n < 5; n += 1) tally.saw(id, bad, 900, now)
    const reports = tally.take()
    expect(tally.take()).toEqual([])
    await tellHealth(database.db, reports, now)
    tally.putBack(reports)
    await tellHealth(database.db, tally.take(), now)
    expect((await findHealth(database.db, [id])).get(id)).toMatchObject({
      breaker: 'closed',
      success_rate: 0.95,
      p50_ms: 11,
      p95_ms: 11,
      last_error: 'answered 503',
      backlog: 0,
      hours: [{ delivered: 190, failed: 10 }],
    })
  })
})
