import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, pointersOf, PUBLIC_URL, startApi } from '../../test/api.ts'
import { useDatabase } from '../../test/database.ts'
import { secretTexts } from '../core/secret.ts'
import { EVENT_NAMES } from '../core/event.ts'
import { newId } from '../core/id.ts'
import { sampleEvents } from '../core/sample.ts'
import { MASK } from '../core/secret.ts'
import { destinations } from '../destinations/index.ts'
import { findKeyHolder } from '../store/api-keys.ts'

const database = useDatabase()
let api: Api
beforeAll(async () => {
  api = await startApi({ db: database.db })
})
afterAll(() => api.close())

const SPLUNK = { hec_url: 'https://splunk.acme.example:8088', token: 'a-token-of-no-collector' }
const WEBHOOK = { webhook_url: 'https://in.acme.example/secret/path?key=abc', headers: { 'X-Team': 'red' } }
let count = 0
const make = async (kind: string, config: unknown): Promise<string> => {
  const made = await api.request('POST', '/integrations', { kind, name: `Shown ${String((count += 1))}`, config })
  expect(made.status, made.text).toBe(201)
  return `/integrations/${String(made.body.id)}`
}
const preview = (path: string, body: unknown) => api.request('POST', `${path}/preview`, body)

const requestOf = ({ body }: { body: Record<string, unknown> }) =>
  body.request as { method: string; url: string; headers: Record<string, string>; body: string }

const storeScan = async () => {
  const { workspaceId } = (await findKeyHolder(database.db, api.key)) ?? { workspaceId: '' }
  const target = await api.request('POST', '/targets', { kind: 'url', name: `Real shop ${String((count += 1))}` })
  const scanId = newId()
  const findingId = newId()
  await database.db.query(
    `insert into scans (id, workspace_id, target_id, status, grade) values ($1, $2, $3, 'done', 'B')`,
    [scanId, workspaceId, target.body.id],
  )
  await database.db.query(
    `insert into findings (id, workspace_id, target_id, fingerprint, severity, title, detail, last_scan_id)
     values ($1, $2, $3, 'f1', 'high', 'A real weakness', '{}', $4)`,
    [findingId, workspaceId, target.body.id, scanId],
  )
  return { scanId, findingId, targetName: target.body.name }
}

describe('the preview', () => {
  it('shows the request of a sample with its secrets masked', async () => {
    const shown = await preview(await make('splunk', SPLUNK), { event: 'finding_new' })
    expect(shown).toMatchObject({ status: 200, body: { event: 'finding_new' } })
    expect(requestOf(shown)).toMatchObject({
      method: 'POST',
      url: 'https://splunk.acme.example:8088/services/collector/event',
      headers: { authorization: MASK, 'content-type': 'application/json' },
      body: expect.stringContaining(sampleEvents.finding_new.finding?.title ?? ''),
    })
    expect(shown.text).not.toContain(SPLUNK.token)
  })

  it('shows of a webhook neither its address, nor its headers, nor a signature that could be sent', async () => {
    const { url, headers } = requestOf(await preview(await make('webhook', WEBHOOK), { event: 'scan_done' }))
    expect(url).toBe(`https://in.acme.example/${MASK}`)
    expect(headers).toMatchObject({ 'x-team': MASK, 'webhook-signature': MASK, 'webhook-id': expect.any(String) })
  })

  it.each([...destinations.values()].map(({ kind, example, config }) => ({ kind, example, config })))(
    'shows every event of kind $kind without a secret',
    async ({ kind, example, config }) => {
      const path = await make(kind, example)
      const secrets = secretTexts(config, example)
      expect(secrets.length).toBeGreaterThan(0)
      for (const event of EVENT_NAMES) {
        const shown = await preview(path, { event })
        expect(shown.status, shown.text).toBe(200)
        for (const secret of secrets) {
          expect(shown.text).not.toContain(secret)
          expect(shown.text).not.toContain(Buffer.from(secret).toString('base64'))
        }
      }
    },
  )

  it('says why a kind has no place for an event', async () => {
    const config = destinations.get('jira')?.example
    expect((await preview(await make('jira', config), { event: 'scan_done' })).body).toEqual({
      event: 'scan_done',
      request: null,
      not_sent: expect.stringContaining('Issues are made from findings'),
    })
  })

  it('shows a real finding and a real scan', async () => {
    const { scanId, findingId, targetName } = await storeScan()
    const path = await make('webhook', WEBHOOK)
    const ofFinding = await preview(path, { event: 'finding_changed', finding_id: findingId })
    expect(JSON.parse(requestOf(ofFinding).body)).toMatchObject({
      type: 'finding_changed',
      data: {
        target: { name: targetName },
        scan: { id: scanId },
        finding: { id: findingId, title: 'A real weakness', url: `${PUBLIC_URL}/findings/${findingId}` },
        change_summary: 'verification_status: unverified → true_positive',
      },
    })
    const ofScan = await preview(path, { event: 'scan_done', scan_id: scanId })
    expect(JSON.parse(requestOf(ofScan).body)).toMatchObject({ data: { scan: { id: scanId, grade: 'B' } } })
  })

  it.each([
    [{}, '/event'],
    [{ event: 'scan_paused' }, '/event'],
    [{ event: 'finding_new', finding_id: 'x' }, '/finding_id'],
    [{ event: 'finding_new', finding_id: newId() }, '/finding_id'],
    [{ event: 'scan_done', scan_id: newId() }, '/scan_id'],
    [{ event: 'scan_done', finding_id: newId() }, '/finding_id'],
    [{ event: 'finding_new', scan_id: newId() }, '/scan_id'],
    [{ event: 'scan_done', config: {} }, '/config'],
  ])('refuses %j with a pointer', async (body, pointer) => {
    const refused = await preview(await make('splunk', SPLUNK), body)
    expect(refused.status).toBe(422)
    expect(pointersOf(refused)).toEqual([pointer])
  })

  it('shows nothing where a clear column was edited', async () => {
    const path = await make('splunk', SPLUNK)
    await database.db.query(`update integrations set kind = 'webhook' where id = $1`, [path.split('/')[2]])
    expect(await preview(path, { event: 'scan_done' })).toMatchObject({
      status: 409,
      body: { code: 'credential_unusable' },
    })
  })
})
