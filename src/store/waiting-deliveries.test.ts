import { readFile } from 'node:fs/promises'
import { beforeAll, expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { newId } from '../core/id.ts'
import { sampleEvents } from '../core/sample.ts'
import { DELIVERY_STATES, insertDeliveries } from './deliveries.ts'
import { insertEvents } from './events.ts'
import { createWorkspace } from './workspaces.ts'

const database = useDatabase()
let workspaceId: string

beforeAll(async () => {
  workspaceId = (await createWorkspace(database.db, 'waiting', 'w'.repeat(40))).id
})

/** New deliveries of an event of their own each; answers their ids. */
const make = async (count: number, notSent?: string): Promise<string[]> => {
  const ids: string[] = []
  for (let n = 0; n < count; n += 1) {
    const payload = { ...sampleEvents.scan_done, event_id: newId() }
    await insertEvents(database.db, workspaceId, [payload])
    const id = newId()
    const { event_id: eventId, event } = payload
    const place = { integrationId: newId(), kind: 'webhook', eventId, eventSeq: n, event }
    await insertDeliveries(database.db, [{ id, workspaceId, ...place, scanId: null, findingId: null, notSent }])
    ids.push(id)
  }
  return ids
}

const waiting = async (ids: readonly string[]): Promise<unknown[]> => {
  const { rows } = await database.db.query<{ delivery_id: string }>(
    'select delivery_id, state, attempts from waiting_deliveries where delivery_id = any($1)',
    [ids],
  )
  return rows.toSorted((a, b) => ids.indexOf(a.delivery_id) - ids.indexOf(b.delivery_id))
}

/** What the deliveries themselves say. */
const unfinished = async (ids: readonly string[]): Promise<unknown[]> => {
  const { rows } = await database.db.query<{ delivery_id: string }>(
    `select id as delivery_id, state, attempts from deliveries
     where id = any($1) and state in ('pending', 'retrying', 'held')`,
    [ids],
  )
  return rows.toSorted((a, b) => ids.indexOf(a.delivery_id) - ids.indexOf(b.delivery_id))
}

it('has what is made, but for what is cancelled from the start', async () => {
  const ids = [...(await make(2)), ...(await make(1, 'this kind has no place for it'))]
  expect(await waiting(ids)).toEqual(ids.slice(0, 2).map((id) => ({ delivery_id: id, state: 'pending', attempts: 0 })))
})

it('follows each change of a state to each other, several at once too', async () => {
  const ids = await make(DELIVERY_STATES.length)
  for (let shift = 0; shift < DELIVERY_STATES.length; shift += 1) {
    const states = ids.map((_, n) => DELIVERY_STATES[(n + shift * (n + 1)) % DELIVERY_STATES.length])
    await database.db.query(
      `update deliveries d set state = u.state, attempts = attempts + 1
       from unnest($1::uuid[], $2::text[]) as u (id, state) where d.id = u.id`,
      [ids, states],
    )
    expect(await waiting(ids)).toEqual(await unfinished(ids))
  }
  expect(await unfinished(ids)).not.toEqual([])
})

it('loses what goes, by itself or with its event', async () => {
  const ids = await make(2)
  await database.db.query('delete from deliveries where id = $1', [ids[0]])
  expect(await waiting(ids)).toHaveLength(1)
  await database.db.query('delete from events where id = (select event_id from deliveries where id = $1)', [ids[1]])
  expect(await waiting(ids)).toEqual([])
  expect((await database.db.query('select from deliveries where id = any($1)', [ids])).rowCount).toBe(0)
})

it('lets an attempt rewrite a row of deliveries without touching an index of them', async () => {
  const { rows } = await database.db.query<{ columns: string }>(
    `select pg_get_indexdef(indexrelid) as columns from pg_index where indrelid = 'deliveries'::regclass`,
  )
  const changed = ['state', 'attempts', 'detail', 'next_attempt_at', 'replayed_at', 'external_url', 'finished_at']
  for (const { columns } of rows)
    for (const column of changed) expect(columns).not.toMatch(new RegExp(`\\b${column}\\b`))
})

it('takes over what waits in a database of an earlier version', async () => {
  const { db } = database
  const ids = await make(DELIVERY_STATES.length)
  await db.query(
    `drop table waiting_deliveries;
     drop trigger note_made on deliveries; drop trigger note_changed on deliveries; drop trigger note_removed on deliveries;
     drop trigger remove_deliveries on events;
     drop function note_made_deliveries, note_changed_deliveries, note_removed_deliveries, remove_deliveries_of_events;
     drop index deliveries_dead; alter table deliveries drop column is_dead;
     create index deliveries_dead on deliveries (workspace_id, id) where state = 'dead';
     create index deliveries_held on deliveries (integration_id, attempts, event_seq) where state = 'held';
     create index deliveries_unfinished on deliveries (integration_id, finding_id, event_seq);
     alter table deliveries add constraint deliveries_event_id_fkey foreign key (event_id) references events (id)`,
  )
  for (const [n, state] of DELIVERY_STATES.entries())
    await db.query('update deliveries set state = $2, attempts = $3 where id = $1', [ids[n], state, n])
  await db.query(await readFile(new URL('./migrations/0024_waiting_deliveries.sql', import.meta.url), 'utf8'))
  expect(await waiting(ids)).toEqual(await unfinished(ids))
  expect(await unfinished(ids)).toHaveLength(3)
  await db.query(`update deliveries set state = 'delivered' where id = any($1)`, [ids])
  expect(await waiting(ids)).toEqual([])
})
