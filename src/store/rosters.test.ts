import { expect, it } from 'vitest'
import { itemsOf } from '../../test/api.ts'
import { useQueuedApi } from '../../test/queued-api.ts'
import { firstIdAt, newId } from '../core/id.ts'
import { sampleEvents } from '../core/sample.ts'
import { fanOutEvent } from '../delivery/fan-out.ts'
import { sweep } from '../delivery/sweep.ts'
import { insertEvents, insertJudgements } from './events.ts'
import { createRosters } from './rosters.ts'
import { createWorkspace } from './workspaces.ts'

const used = useQueuedApi()

const make = async (path: string, body: Record<string, unknown>): Promise<string> => {
  const answer = await used.api.request('POST', path, body)
  expect(answer.status, answer.text).toBe(201)
  return String(answer.body.id)
}

interface Shown {
  integration_id: string
  name: string
  verdict: string
  delivery_id?: string
}

const shown = async (eventId: string): Promise<Shown[]> =>
  (await used.api.request('GET', `/events/${eventId}`)).body.routing as Shown[]

const verdictsOf = (routing: readonly Shown[]): Record<string, string> =>
  Object.fromEntries(routing.map(({ name, verdict }) => [name, verdict]))

it('judges by what integrations are now, and shows them as they were when an event was judged', async () => {
  const findRoster = createRosters()
  const target_id = await make('/targets', { kind: 'url', name: 'shop' })
  const other = await make('/targets', { kind: 'url', name: 'other' })
  const config = { webhook_url: 'https://hooks.slack.com/services/T0/B0/x' }
  const fire = async (): Promise<string> => {
    await make('/scans', { target_id })
    const [event] = itemsOf(await used.api.request('GET', '/events?event=scan_started&limit=1'))
    await fanOutEvent(used.db, used.queue, String(event?.id), { findRoster })
    return String(event?.id)
  }
  const chat = await make('/integrations', { kind: 'slack', name: 'chat', config })
  const first = await fire()
  const before = await shown(first)
  expect(before).toEqual([
    { integration_id: chat, name: 'chat', kind: 'slack', verdict: 'matched', delivery_id: expect.any(String) },
  ])
  const changes: [Record<string, unknown>, Record<string, string>][] = [
    [{ enabled: false }, { chat: 'disabled' }],
    [{ enabled: true, target_ids: [other] }, { chat: 'target_out_of_scope' }],
    [{ target_ids: null, events: ['scan_done'] }, { chat: 'event_not_subscribed' }],
    [{ events: null, name: 'talk' }, { talk: 'matched' }],
  ]
  for (const [fields, verdicts] of changes) {
    expect((await used.api.request('PATCH', `/integrations/${chat}`, fields)).status).toBe(200)
    expect(verdictsOf(await shown(await fire()))).toEqual(verdicts)
  }
  const second = await make('/integrations', { kind: 'slack', name: 'second', config, enabled: false })
  expect(verdictsOf(await shown(await fire()))).toEqual({ talk: 'matched', second: 'disabled' })
  await used.api.request('DELETE', `/integrations/${second}`)
  expect(verdictsOf(await shown(await fire()))).toEqual({ talk: 'matched' })

  expect(await shown(first)).toEqual(before)
})

it('keeps one roster for all events that were judged against the same integrations, by whichever process', async () => {
  const { rows: before } = await used.db.query('select from rosters')
  const target_id = await make('/targets', { kind: 'url', name: 'again' })
  for (const findRoster of [createRosters(), createRosters()]) {
    await make('/scans', { target_id })
    const [event] = itemsOf(await used.api.request('GET', '/events?event=scan_started&limit=1'))
    await fanOutEvent(used.db, used.queue, String(event?.id), { findRoster })
  }
  const { rows: after } = await used.db.query('select from rosters')
  expect(after).toHaveLength(before.length)
})

it('is swept once no event is left that was judged against it', async () => {
  const { db } = used
  const now = new Date()
  const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000)
  const { id: workspaceId } = await createWorkspace(db, 'swept', 'k'.repeat(40))
  const keep = async (name: string, usedAt: Date): Promise<Buffer> => {
    const hash = Buffer.from(name)
    await db.query(`insert into rosters (workspace_id, hash, members, used_at) values ($1, $2, '[]', $3)`, [
      workspaceId,
      hash,
      usedAt,
    ])
    return hash
  }
  await keep('unused', daysAgo(92))
  await keep('used lately', daysAgo(90))
  const waiting = await keep('of an event that stays', daysAgo(92))
  const event = { ...sampleEvents.scan_done, event_id: firstIdAt(daysAgo(92)), occurred_at: daysAgo(92).toISOString() }
  await insertEvents(db, workspaceId, [event])
  await insertJudgements(db, waiting, [{ eventId: event.event_id, codes: '' }])
  await db.query(
    `insert into deliveries (id, workspace_id, integration_id, kind, event_id, event_seq, event, state)
     values ($1, $2, $1, 'slack', $3, 1, 'scan_done', 'retrying')`,
    [newId(), workspaceId, event.event_id],
  )
  await sweep(db, 90, now)
  const left = async (): Promise<string[]> => {
    const { rows } = await db.query<{ hash: Buffer }>('select hash from rosters where workspace_id = $1', [workspaceId])
    return rows.map(({ hash }) => hash.toString()).sort()
  }
  expect(await left()).toEqual(['of an event that stays', 'used lately'])
  await db.query(`update deliveries set state = 'delivered' where event_id = $1`, [event.event_id])
  await sweep(db, 90, now)
  expect(await left()).toEqual(['used lately'])
})
