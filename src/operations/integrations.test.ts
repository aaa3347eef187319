import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, itemsOf, otherWorkspace, pointersOf, type RequestApi, startApi } from '../../test/api.ts'
import { useDatabase } from '../../test/database.ts'
import { secretTexts } from '../core/secret.ts'
import { newId } from '../core/id.ts'
import { openIntegration } from '../delivery/open-integration.ts'
import { destinations } from '../destinations/index.ts'
import { findIntegration } from '../store/integrations.ts'
import { findKeyHolder } from '../store/api-keys.ts'

const database = useDatabase()
let api: Api
let foreign: RequestApi
let workspaceId: string
beforeAll(async () => {
  api = await startApi({ db: database.db })
  foreign = await otherWorkspace(api)
  workspaceId = (await findKeyHolder(database.db, api.key))?.workspaceId ?? ''
})
afterAll(() => api.close())

const SPLUNK = {
  hec_url: 'https://splunk.acme.example:8088',
  token: 'b4c1d9f0-5555-4aaa-8bbb-0123456789ab',
  index: 'security',
}
let count = 0
const nextName = (): string => `Integration ${String((count += 1))}`
const splunkBody = (more: Record<string, unknown> = {}) => ({
  kind: 'splunk',
  name: nextName(),
  config: SPLUNK,
  ...more,
})
const make = (body: Record<string, unknown>) => api.request('POST', '/integrations', body)
const pathOf = ({ body }: { body: Record<string, unknown> }): string => `/integrations/${String(body.id)}`

const storedConfig = async (path: string) => {
  const row = await findIntegration(database.db, workspaceId, path.split('/')[2] ?? '')
  if (!row) throw new Error('it is not stored')
  return openIntegration(row, api.services.ring).config
}

describe('integrations', () => {
  it('are made, read, listed and deleted, and never show a secret', async () => {
    const made = await make(splunkBody())
    expect(made).toMatchObject({
      status: 201,
      body: {
        kind: 'splunk',
        enabled: true,
        severity_filter: 'high',
        target_ids: null,
        events: null,
        delivery: {},
        config: { hec_url: SPLUNK.hec_url, index: 'security', ack: false },
        config_set: ['token'],
        disabled_reason: null,
      },
    })
    const path = pathOf(made)
    const read = await api.request('GET', path)
    expect(read.body).toEqual(made.body)
    const list = await api.request('GET', '/integrations')
    expect(itemsOf(list)).toContainEqual(made.body)
    for (const { text } of [made, read, list]) expect(text).not.toContain(SPLUNK.token)
    expect((await api.request('DELETE', path)).status).toBe(204)
    expect((await api.request('GET', path)).status).toBe(404)
    expect((await api.request('DELETE', path)).status).toBe(404)
  })

  it.each([...destinations.values()].map(({ kind, example, config }) => ({ kind, example, config })))(
    'of kind $kind keep their whole example, sealed',
    async ({ kind, example, config }) => {
      const made = await make({ kind, name: nextName(), config: example })
      expect(made.status, made.text).toBe(201)
      expect(await storedConfig(pathOf(made))).toEqual(example)
      const { rows } = await database.db.query<{ row: string }>(
        'select integrations::text as row from integrations where id = $1',
        [made.body.id],
      )
      const secrets = secretTexts(config, example)
      expect(secrets.length).toBeGreaterThan(0)
      for (const secret of secrets) {
        expect(rows[0]?.row).not.toContain(secret)
        expect(made.text).not.toContain(secret)
      }
    },
  )

  it('of kind webhook get a signing secret that is shown once', async () => {
    const made = await make({ kind: 'webhook', name: nextName(), config: { webhook_url: 'https://in.acme.example/x' } })
    const secret = String(made.body.webhook_secret)
    expect(() => new Webhook(secret)).not.toThrow()
    expect(secret).toMatch(/^whsec_/)
    expect(made.body).toMatchObject({
      config: { signature: 'standard' },
      config_set: ['webhook_url', 'webhook_secret'],
    })
    expect((await storedConfig(pathOf(made))).webhook_secret).toBe(secret)
    expect((await api.request('GET', pathOf(made))).text).not.toContain(secret)
    expect((await api.request('PATCH', pathOf(made), { enabled: false })).body).not.toHaveProperty('webhook_secret')
  })

  it('of kind webhook get 32 random bytes in hex where they sign with sha256', async () => {
    const config = { webhook_url: 'https://in.acme.example/x', signature: 'sha256' }
    const made = await make({ kind: 'webhook', name: nextName(), config })
    expect(made.body.webhook_secret).toMatch(/^[0-9a-f]{64}$/)
  })

  it('do not repeat a signing secret that was given', async () => {
    const secret = `whsec_${Buffer.from('thirty-two bytes of a test secret').toString('base64')}`
    const config = { webhook_url: 'https://in.acme.example/x', webhook_secret: secret }
    const made = await make({ kind: 'webhook', name: nextName(), config })
    expect(made.status).toBe(201)
    expect(made.text).not.toContain(secret)
  })

  it('store an empty list as none, and nothing twice', async () => {
    const target = (await api.request('POST', '/targets', { kind: 'url', name: 'Scoped' })).body.id
    const upper = String(target).toUpperCase()
    const made = await make(splunkBody({ target_ids: [], events: ['scan_done', 'scan_done'] }))
    expect(made.body).toMatchObject({ target_ids: null, events: ['scan_done'] })
    const changed = await api.request('PATCH', pathOf(made), { target_ids: [target, upper], events: [] })
    expect(changed.body).toMatchObject({ target_ids: [target], events: null })
    expect((await api.request('PATCH', pathOf(made), { target_ids: null })).body).toMatchObject({ target_ids: null })
  })

  it('take only targets of their own workspace', async () => {
    const theirs = (await foreign('POST', '/targets', { kind: 'url', name: 'Theirs' })).body.id
    const own = (await api.request('POST', '/targets', { kind: 'url', name: 'Own' })).body.id
    const refused = await make(splunkBody({ target_ids: [own, theirs] }))
    expect(refused).toMatchObject({ status: 422 })
    expect(pointersOf(refused)).toEqual(['/target_ids/1'])
    const made = await make(splunkBody())
    const patched = await api.request('PATCH', pathOf(made), { target_ids: [theirs] })
    expect(pointersOf(patched)).toEqual(['/target_ids/0'])
  })

  it('have one name each in a workspace', async () => {
    const body = splunkBody()
    await make(body)
    const again = await make(body)
    expect(again).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(pointersOf(again)).toEqual(['/name'])
    const other = await make(splunkBody())
    expect((await api.request('PATCH', pathOf(other), { name: body.name })).status).toBe(409)
    expect((await foreign('POST', '/integrations', body)).status).toBe(201)
  })

  it('are found by name and kind', async () => {
    const { body } = await make(splunkBody())
    const name = encodeURIComponent(String(body.name))
    expect(itemsOf(await api.request('GET', `/integrations?kind=splunk&name=${name}`))).toEqual([body])
    expect(itemsOf(await api.request('GET', `/integrations?kind=slack&name=${name}`))).toEqual([])
    expect((await api.request('GET', '/integrations?kind=smoke')).status).toBe(422)
  })

  it('answer to another workspace exactly as unknown ones do', async () => {
    const path = pathOf(await make(splunkBody()))
    const unknown = '/integrations/0197b3b0-0000-7000-8000-000000000000'
    const comparable = ({ body }: { body: Record<string, unknown> }) => ({ ...body, instance: '', request_id: '' })
    for (const [method, tail, body] of [
      ['GET', ''],
      ['PATCH', '', { enabled: false }],
      ['PATCH', '', { config: { index: 'theirs' } }],
      ['POST', '/test'],
      ['POST', '/preview', { event: 'scan_done' }],
      ['DELETE', ''],
    ] as const) {
      const theirs = await foreign(method, path + tail, body)
      expect(theirs.status).toBe(404)
      expect(comparable(theirs)).toEqual(comparable(await foreign(method, unknown + tail, body)))
    }
    expect(itemsOf(await foreign('GET', '/integrations')).some((item) => path.endsWith(String(item.id)))).toBe(false)
    expect((await api.request('GET', path)).body).toMatchObject({ enabled: true })
  })

  it.each([
    [{ kind: 'smoke_signal' }, '/kind'],
    [{ kind: 'Splunk' }, '/kind'],
    [{ name: '' }, '/name'],
    [{ severity_filter: 'urgent' }, '/severity_filter'],
    [{ enabled: 'yes' }, '/enabled'],
    [{ events: ['scan_paused'] }, '/events/0'],
    [{ target_ids: ['x'] }, '/target_ids/0'],
    [{ delivery: { individually: -1 } }, '/delivery/individually'],
    [{ delivery: { retry_schedule: [] } }, '/delivery/retry_schedule'],
    [{ delivery: { retry_schedule: [0] } }, '/delivery/retry_schedule/0'],
    [{ delivery: { retry_schedule: [7 * 86_400 + 1] } }, '/delivery/retry_schedule/0'],
    [{ delivery: { retry_schedule: Array.from({ length: 21 }, () => 1) } }, '/delivery/retry_schedule'],
    [{ delivery: { retries: 3 } }, '/delivery/retries'],
    [{ config: { hec_url: SPLUNK.hec_url } }, '/config/token'],
    [{ config: { ...SPLUNK, token: '' } }, '/config/token'],
    [{ config: { ...SPLUNK, token: '••••••••' } }, '/config/token'],
    [{ config: { ...SPLUNK, tokens: 'x' } }, '/config/tokens'],
    [{ config: { ...SPLUNK, hec_url: 'https://user@splunk.acme.example' } }, '/config/hec_url'],
    [{ config: 'x' }, '/config'],
    [{ workspace_id: newId() }, '/workspace_id'],
    [{ config_token: 'x' }, '/config_token'],
  ])('refuse %j with a pointer and without an echo', async (more, pointer) => {
    const refused = await make(splunkBody(more))
    expect(refused, refused.text).toMatchObject({ status: 422, body: { code: 'invalid' } })
    expect(pointersOf(refused)).toEqual([pointer])
    expect(refused.text).not.toContain(SPLUNK.token)
  })

  it.each([
    ['webhook', { webhook_url: 'https://10.0.0.1/x' }, 'destination_not_allowed'],
    ['webhook', { webhook_url: 'https://localhost/x' }, 'destination_not_allowed'],
    ['webhook', { webhook_url: 'http://in.acme.example/x' }, 'scheme_not_allowed'],
    ['webhook', { webhook_url: 'https://in.acme.example:22/x' }, 'port_not_allowed'],
    ['slack', { webhook_url: 'https://hooks.slack.com.evil.example/services/T/B/X' }, 'host_not_allowed_for_provider'],
  ])('judge the URL of a %s: %j', async (kind, config, code) => {
    const refused = await make({ kind, name: nextName(), config })
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/config/webhook_url', code }] } })
  })

  it('are made once under one Idempotency-Key, which shows the made secret again only there', async () => {
    const body = { kind: 'webhook', name: nextName(), config: { webhook_url: 'https://in.acme.example/x' } }
    const headers = { 'idempotency-key': 'one-webhook' }
    const first = await api.request('POST', '/integrations', body, headers)
    expect((await api.request('POST', '/integrations', body, headers)).body).toEqual(first.body)
  })

  it('cancel what they had still to send when they are deleted', async () => {
    const path = pathOf(await make(splunkBody()))
    const integrationId = path.split('/')[2]
    const states = ['pending', 'retrying', 'held', 'delivered', 'dead']
    for (const state of states) {
      // One event goes to one integration once, so each delivery has an event of its own.
      const own = newId()
      await database.db.query(
        `insert into events (id, workspace_id, event, target_id, data) values ($1, $2, 'scan_done', $3, '{}')`,
        [own, workspaceId, newId()],
      )
      await database.db.query(
        `insert into deliveries (id, workspace_id, integration_id, kind, event_id, event_seq, event, state)
         values ($1, $2, $3, 'splunk', $4, 1, 'scan_done', $5)`,
        [newId(), workspaceId, integrationId, own, state],
      )
    }
    expect((await api.request('DELETE', path)).status).toBe(204)
    const { rows } = await database.db.query<{ state: string; finished: boolean }>(
      'select state, finished_at is not null as finished from deliveries where integration_id = $1 order by id',
      [integrationId],
    )
    expect(rows).toEqual([
      { state: 'cancelled', finished: true },
      { state: 'cancelled', finished: true },
      { state: 'cancelled', finished: true },
      { state: 'delivered', finished: false },
      { state: 'dead', finished: false },
    ])
  })
})
