import { randomUUID } from 'node:crypto'
import { insertDeliveries } from '../src/store/deliveries.ts'
import type { DatabasePool } from '../src/store/database.ts'
import { type Api, itemsOf, type RequestApi } from './api.ts'

/** A workspace of its own and the way of its owner key into it. */
export interface Tenant {
  id: string
  request: RequestApi
  /** Makes another object of this resource, the first step of a path; answers its id. */
  make(resource: string): Promise<string>
}

const idOf = async (answer: ReturnType<RequestApi>): Promise<string> => {
  const { status, body, text } = await answer
  if (status >= 300) throw new Error(`${String(status)}: ${text}`)
  return String(body.id)
}

let made = 0
const unique = (word: string): string => `${word} ${String(++made)}`

/** Only workers make deliveries, so this one is stored as they would. */
const makeDelivery = async (db: DatabasePool, id: string, eventId: string, integrationId: string): Promise<string> => {
  const delivery = { id: randomUUID(), workspaceId: id, integrationId, kind: 'webhook', eventId, eventSeq: 1 }
  await insertDeliveries(db, [{ ...delivery, event: 'scan_started', scanId: null, findingId: null }])
  await db.query(`update deliveries set state = 'delivered', finished_at = now(), attempts = 1 where id = $1`, [
    delivery.id,
  ])
  await db.query(
    `insert into attempts (delivery_id, n, started_at, duration_ms, status, outcome) values ($1, 1, now(), 5, 200, 'delivered')`,
    [delivery.id],
  )
  return delivery.id
}

export const createTenant = async (api: Api): Promise<Tenant> => {
  const { body } = await api.request('POST', '/workspaces', { name: unique('Tenant') })
  const [id, request] = [String(body.id), api.as(String(body.key))]
  const post = (path: string, fields: unknown): Promise<string> => idOf(request('POST', path, fields))
  const { db } = api.services
  const makers: Record<string, () => Promise<string>> = {
    targets: () => post('/targets', { kind: 'url', name: unique('target') }),
    scans: async () => post('/scans', { target_id: await make('targets') }),
    findings: async () => {
      const scan = await make('scans')
      await request('POST', `/scans/${scan}/complete`, { findings: [{ title: 'xss', severity: 'high' }] })
      return String(itemsOf(await request('GET', `/findings?scan_id=${scan}`))[0]?.id)
    },
    integrations: () =>
      post('/integrations', {
        kind: 'webhook',
        name: unique('hook'),
        config: { webhook_url: 'http://127.0.0.1:9/in' },
      }),
    events: async () => String(itemsOf(await request('GET', `/events?scan_id=${await make('scans')}`))[0]?.id),
    deliveries: async () => makeDelivery(db, id, await make('events'), await make('integrations')),
    keys: () => post('/keys', { name: unique('key'), scopes: ['targets:read'] }),
    users: () => post('/users', { email: `${unique('user').replace(' ', '-')}@example.com`, role: 'viewer' }),
  }
  const make = (resource: string): Promise<string> => {
    const maker = makers[resource]
    if (!maker) throw new Error(`say in test/tenants.ts how one of ${resource} is made`)
    return maker()
  }
  return { id, request, make }
}

const OF_WORKSPACE = `
  select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`

/** Everything that the workspace holds, to see whether anybody touched it. */
export const contentOf = async (db: DatabasePool, workspaceId: string): Promise<Record<string, string[]>> => {
  const { rows: tables } = await db.query<{ name: string }>(OF_WORKSPACE)
  const content: Record<string, string[]> = {}
  const read = async (name: string, where: string): Promise<void> => {
    const { rows } = await db.query<{ row: string }>(`select t::text as row from ${name} t where ${where} order by 1`, [
      workspaceId,
    ])
    content[name] = rows.map(({ row }) => row)
  }
  for (const { name } of tables) await read(name, 't.workspace_id = $1')
  await read('workspaces', 't.id = $1')
  await read('attempts', 't.delivery_id in (select id from deliveries where workspace_id = $1)')
  await read('routings', 't.event_id in (select id from events where workspace_id = $1)')
  return content
}
