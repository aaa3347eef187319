import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Api, pointersOf, startApi } from '../../test/api.ts'
import { testLog, useDatabase } from '../../test/database.ts'
import { newId } from '../core/id.ts'
import { openIntegration } from '../delivery/open-integration.ts'
import { findKeyHolder } from '../store/api-keys.ts'
import { findIntegration, INTEGRATIONS_CHANNEL } from '../store/integrations.ts'
import { createQueue } from '../store/queue.ts'

const database = useDatabase()
let api: Api
let workspaceId: string
beforeAll(async () => {
  api = await startApi({ db: database.db })
  workspaceId = (await findKeyHolder(database.db, api.key))?.workspaceId ?? ''
})
afterAll(() => api.close())

const SPLUNK = { hec_url: 'https://splunk.acme.example:8088', token: 'a-token-of-no-collector', index: 'security' }
const WEBHOOK = {
  webhook_url: 'https://in.acme.example/x',
  webhook_secret: `whsec_${Buffer.from('thirty-two bytes of a test secret').toString('base64')}`,
  headers: { Authorization: 'Bearer of-the-customer' },
}
let count = 0
const make = async (kind: string, config: Record<string, unknown>): Promise<string> => {
  const made = await api.request('POST', '/integrations', { kind, name: `Patched ${String((count += 1))}`, config })
  expect(made.status, made.text).toBe(201)
  return `/integrations/${String(made.body.id)}`
}
const patch = (path: string, body: unknown) => api.request('PATCH', path, body)
const rowOf = async (path: string) => {
  const row = await findIntegration(database.db, workspaceId, path.split('/')[2] ?? '')
  if (!row) throw new Error('it is not stored')
  return row
}
const configOf = async (path: string) => openIntegration(await rowOf(path), api.services.ring).config

describe('a change of an integration', () => {
  it('changes what is given and nothing else', async () => {
    const path = await make('splunk', SPLUNK)
    const before = (await api.request('GET', path)).body
    const changes = {
      name: 'Renamed',
      enabled: false,
      severity_filter: 'low',
      events: ['finding_new'],
      delivery: { individually: null, retry_schedule: [30, 5] },
    }
    const changed = await patch(path, changes)
    expect(changed).toMatchObject({ status: 200 })
    expect(changed.body).toEqual({ ...before, ...changes, updated_at: changed.body.updated_at })
    expect(await configOf(path)).toEqual({ ...SPLUNK, ack: false })
  })

  it('without any field changes nothing', async () => {
    const path = await make('splunk', SPLUNK)
    const before = (await api.request('GET', path)).body
    expect(await patch(path, {})).toMatchObject({ status: 200, body: before })
  })

  it('replaces the given fields of the configuration, removes null ones and keeps the secret', async () => {
    const path = await make('splunk', SPLUNK)
    const changed = await patch(path, { config: { index: null, source: 'pencheff', ack: true } })
    expect(changed.body).toMatchObject({
      config: { hec_url: SPLUNK.hec_url, source: 'pencheff', ack: true },
      config_set: ['token'],
    })
    expect(changed.body.config).not.toHaveProperty('index')
    expect(await configOf(path)).toEqual({
      hec_url: SPLUNK.hec_url,
      token: SPLUNK.token,
      source: 'pencheff',
      ack: true,
    })
    expect((await rowOf(path)).generation).toBe(2)
  })

  it('does not let an earlier credential back in', async () => {
    const path = await make('splunk', SPLUNK)
    const { config_token } = await rowOf(path)
    await patch(path, { config: { token: 'a-newer-token' } })
    await database.db.query('update integrations set config_token = $2 where id = $1', [
      path.split('/')[2],
      config_token,
    ])
    expect((await api.request('GET', path)).body).toMatchObject({ config_set: [] })
  })

  it.each([
    ['splunk', SPLUNK, { hec_url: 'https://evil.example:8088' }, ['/config/token']],
    ['splunk', SPLUNK, { hec_url: 'https://splunk.acme.example:9999' }, ['/config/token']],
    ['webhook', WEBHOOK, { webhook_url: 'https://evil.example/x' }, ['/config/headers', '/config/webhook_secret']],
    ['webhook', WEBHOOK, { webhook_url: 'https://evil.example/x', headers: null }, ['/config/webhook_secret']],
  ])('of the host of a %s needs the secrets given again', async (kind, config, change, pointers) => {
    const path = await make(kind, config)
    const refused = await patch(path, { config: change })
    expect(refused.status).toBe(422)
    const codes = (refused.body.errors as { code: string }[]).map(({ code }) => code)
    expect(new Set(codes)).toEqual(new Set(['secret_required_on_host_change']))
    expect(pointersOf(refused)).toEqual(pointers)
    expect(await configOf(path)).toMatchObject(config)
  })

  it('of the host together with the secrets is taken, and so is a new path of the same host', async () => {
    const path = await make('splunk', SPLUNK)
    const moved = { hec_url: 'https://two.acme.example:8088', token: 'another-token' }
    expect((await patch(path, { config: moved })).status).toBe(200)
    expect(await configOf(path)).toMatchObject(moved)
    expect((await patch(path, { config: { hec_url: 'https://two.acme.example:8088/sub' } })).status).toBe(200)
  })

  it('of a webhook makes a new signing secret where the old one is removed, and shows it once', async () => {
    const path = await make('webhook', WEBHOOK)
    const changed = await patch(path, { config: { webhook_secret: null } })
    const secret = String(changed.body.webhook_secret)
    expect(secret).toMatch(/^whsec_/)
    expect(await configOf(path)).toEqual({ ...WEBHOOK, webhook_secret: secret, signature: 'standard' })
    expect((await api.request('GET', path)).text).not.toContain(secret)
  })

  it.each([
    ['splunk', SPLUNK, { config: { token: '••••••••' } }, '/config/token'],
    ['splunk', SPLUNK, { config: { token: null } }, '/config/token'],
    ['splunk', SPLUNK, { config: { hec_url: null } }, '/config/hec_url'],
    ['splunk', SPLUNK, { config: { hec_url: 'https://10.0.0.1:8088', token: 'abc' } }, null],
    ['splunk', SPLUNK, { config: { index: 'Not An Index' } }, '/config/index'],
    ['splunk', SPLUNK, { config: { region: 'eu' } }, '/config/region'],
    ['splunk', SPLUNK, { config: null }, '/config'],
    ['splunk', SPLUNK, { kind: 'slack' }, '/kind'],
    ['splunk', SPLUNK, { disabled_reason: null }, '/disabled_reason'],
    [
      'webhook',
      WEBHOOK,
      { config: { signature: 'sha256', webhook_secret: '••••••••••••••••' } },
      '/config/webhook_secret',
    ],
    ['webhook', WEBHOOK, { config: { headers: { 'X-Key': '••••••••' } } }, '/config/headers'],
    ['webhook', WEBHOOK, { config: { headers: { Host: 'evil.example' } } }, '/config/headers/Host'],
  ])('of a %s is refused where it is wrong (%j → %j)', async (kind, config, change, pointer) => {
    const path = await make(kind, config)
    const before = await configOf(path)
    const refused = await patch(path, change)
    expect(refused, refused.text).toMatchObject({ status: 422 })
    expect(pointersOf(refused)).toEqual([pointer ?? '/config/hec_url'])
    expect(await configOf(path)).toEqual(before)
  })

  it('needs the whole configuration again where a clear column was edited', async () => {
    const path = await make('splunk', SPLUNK)
    await database.db.query(
      `update integrations set public_config = public_config || '{"hec_url":"https://evil.example:8088"}' where id = $1`,
      [path.split('/')[2]],
    )
    const refused = await patch(path, { config: { token: 'entered-again' } })
    expect(pointersOf(refused)).toEqual(['/config/hec_url'])
    expect((await patch(path, { config: SPLUNK })).body).toMatchObject({ config_set: ['token'] })
    expect(await configOf(path)).toEqual({ ...SPLUNK, ack: false })
  })

  it('that switches it on again forgets why it was switched off', async () => {
    const path = await make('splunk', SPLUNK)
    await database.db.query(`update integrations set enabled = false, disabled_reason = 'gone' where id = $1`, [
      path.split('/')[2],
    ])
    expect((await patch(path, { severity_filter: 'info' })).body).toMatchObject({
      enabled: false,
      disabled_reason: 'gone',
    })
    expect((await patch(path, { enabled: true })).body).toMatchObject({ enabled: true, disabled_reason: null })
  })

  it('that switches it on again sends what was held meanwhile', async () => {
    const queue = createQueue(database.db.connection, { supervise: false, log: testLog })
    await queue.start()
    const started = await startApi({ db: database.db, services: { queue, ring: api.services.ring } })
    const path = await make('splunk', SPLUNK)
    const integrationId = path.split('/')[2]
    const [eventId, deliveryId] = [newId(), newId()]
    await database.db.query(
      `insert into events (id, workspace_id, event, target_id, data) values ($1, $2, 'scan_done', $3, '{}')`,
      [eventId, workspaceId, newId()],
    )
    await database.db.query(
      `insert into deliveries (id, workspace_id, integration_id, kind, event_id, event_seq, event, state)
       values ($1, $2, $3, 'splunk', $4, 1, 'scan_done', 'held')`,
      [deliveryId, workspaceId, integrationId, eventId],
    )
    expect((await started.request('PATCH', path, { enabled: true })).status).toBe(200)
    expect((await queue.fetchDeliveries(10, [])).map((job) => job.deliveryIds).flat()).toEqual([deliveryId])
    const { rows } = await database.db.query('select state from deliveries where id = $1', [deliveryId])
    expect(rows).toEqual([{ state: 'pending' }])
    await started.close()
    await queue.stop()
  })

  it('is refused to one of two that change the configuration at the same time', async () => {
    const path = await make('splunk', SPLUNK)
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, at) => patch(path, { config: { index: `index_${String(at)}` } })),
    )
    const taken = answers.filter(({ status }) => status === 200)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(6 - taken.length)
    expect((await rowOf(path)).generation).toBe(1 + taken.length)
    expect(await configOf(path)).toMatchObject({ token: SPLUNK.token })
  })

  it('is told to every process that listens, with the workspace', async () => {
    const client = new pg.Client(database.db.connection)
    const heard: (string | undefined)[] = []
    client.on('notification', ({ payload }) => heard.push(payload))
    await client.connect()
    await client.query(`listen ${INTEGRATIONS_CHANNEL}`)
    const path = await make('splunk', SPLUNK)
    await patch(path, { enabled: false })
    await api.request('DELETE', path)
    await vi.waitFor(() => expect(heard).toEqual([workspaceId, workspaceId, workspaceId]))
    await client.end()
  })
})
