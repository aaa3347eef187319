import { describe, expect, it } from 'vitest'
import { newId } from '../core/id.ts'
import { sampleEvents } from '../core/sample.ts'
import { useDatabase } from '../../test/database.ts'
import type { Db } from '../store/database.ts'
import { insertDeliveries } from '../store/deliveries.ts'
import { insertEvents, insertRoutings } from '../store/events.ts'
import { createWorkspace } from '../store/workspaces.ts'
import { createLog } from '../log.ts'
import { openDatabase } from '../store/database.ts'
import { sweepEvents, type SweptPage } from '../store/retention.ts'
import { startSweeping, sweep } from './sweep.ts'

const NOW = new Date('2026-11-24T12:00:00Z')
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000)

/** An event of that age with one delivery in that state. */
const seed = async (db: Db, workspaceId: string, at: Date, state: string): Promise<string> => {
  const payload = { ...sampleEvents.scan_done, event_id: newId(), occurred_at: at.toISOString() }
  await insertEvents(db, workspaceId, [payload])
  await insertRoutings(db, [{ eventId: payload.event_id, verdicts: [] }])
  const id = newId()
  const ids = { workspaceId, integrationId: newId(), kind: 'slack', scanId: null, findingId: null }
  await insertDeliveries(db, [{ ...ids, id, eventId: payload.event_id, eventSeq: 1, event: 'scan_done' }])
  await db.query('update deliveries set state = $2 where id = $1', [id, state])
  await db.query(
    `insert into attempts (delivery_id, n, started_at, duration_ms, outcome) values ($1, 1, now(), 1, 'delivered')`,
    [id],
  )
  return payload.event_id
}

describe('the sweep', () => {
  const database = useDatabase()

  it('removes old events with all that hangs on them, and keeps young ones and those that still wait', async () => {
    const { db } = database
    const { id: workspaceId } = await createWorkspace(db, 'sweep', 'k'.repeat(40))
    const gone = await seed(db, workspaceId, daysAgo(91), 'delivered')
    const waiting = await seed(db, workspaceId, daysAgo(91), 'retrying')
    const young = await seed(db, workspaceId, daysAgo(89), 'dead')

    expect(await sweep(db, 90, NOW)).toBe(1)

    const events = await db.query<{ id: string }>('select id from events')
    expect(events.rows.map(({ id }) => id).sort()).toEqual([waiting, young].sort())
    for (const table of ['deliveries', 'routings']) {
      const left = await db.query(`select 1 from ${table} where event_id = $1`, [gone])
      expect(left.rows).toEqual([])
    }
    const attempts = await db.query('select from attempts a join deliveries d on d.id = a.delivery_id')
    expect(attempts.rowCount).toBe(2)
    expect((await db.query('select from attempts')).rowCount).toBe(2)
    expect(await sweep(db, 90, NOW)).toBe(0)
  })

  it('keeps an old event that is not judged yet: its deliveries may be about to be made', async () => {
    const { db } = database
    const { id: workspaceId } = await createWorkspace(db, 'unjudged', 'u'.repeat(40))
    const payload = { ...sampleEvents.scan_done, event_id: newId(), occurred_at: daysAgo(91).toISOString() }
    await insertEvents(db, workspaceId, [payload])
    await sweep(db, 90, NOW)
    expect((await db.query('select from events where id = $1', [payload.event_id])).rowCount).toBe(1)
  })

  it('goes through all that is old, by the page, and ends at what is young', async () => {
    const { db } = database
    const { id: workspaceId } = await createWorkspace(db, 'paged', 'p'.repeat(40))
    await db.query('delete from events')
    const ages = ['delivered', 'retrying', 'delivered', 'delivered', 'delivered'].map((state, n) => ({
      state,
      days: 95 - n,
    }))
    for (const { state, days } of ages) await seed(db, workspaceId, daysAgo(days), state)
    for (let n = 0; n < 3; n += 1) await seed(db, workspaceId, daysAgo(1), 'delivered')
    const pages: number[] = []
    let from: number | undefined = 0
    while (from !== undefined) {
      const page: SweptPage = await sweepEvents(db, daysAgo(90), 2, from)
      pages.push(page.removed)
      from = page.next
    }
    // Two, of which one waits; two; one and a young one; and a page of young ones only, behind which nobody looks.
    expect(pages).toEqual([1, 2, 1, 0])
    expect((await db.query('select from events')).rowCount).toBe(4)
  })

  it('is over when it is stopped: its connections may be closed', async () => {
    const lines: string[] = []
    const log = createLog('warn', { write: (line: string) => lines.push(line) })
    const pool = openDatabase(database.db.connection, log)
    const stop = startSweeping(pool, 90, log)
    await stop()
    await pool.close()
    expect(lines).toEqual([])
  })
})
