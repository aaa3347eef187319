import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSplunk } from '../../demo/receivers/splunk.ts'
import { type Api, otherWorkspace, startApi } from '../../test/api.ts'
import { useDatabase } from '../../test/database.ts'
import { type Handler, type Receiver, startReceiver } from '../../test/receiver.ts'

const database = useDatabase()
let receiver: Receiver
let answer: Handler = () => ({ status: 200 })
beforeAll(async () => {
  receiver = await startReceiver((request) => answer(request))
})
afterAll(() => receiver.close())

let api: Api
beforeEach(async () => {
  answer = () => ({ status: 200 })
  receiver.requests.length = 0
  api = await startApi({ db: database.db, egressAllow: '127.0.0.1' })
  // Each test of this file has its own allowance of connection tests.
  await database.db.query('delete from test_times')
  return () => api.close()
})

let count = 0
const make = async (kind: string, config: Record<string, unknown>, more: Record<string, unknown> = {}) => {
  const body = { kind, name: `Tested ${String((count += 1))}`, config, ...more }
  const made = await api.request('POST', '/integrations', body)
  expect(made.status, made.text).toBe(201)
  return `/integrations/${String(made.body.id)}`
}
const makeWebhook = (more: Record<string, unknown> = {}) => make('webhook', { webhook_url: `${receiver.url}/in` }, more)
const test = (path: string) => api.request('POST', `${path}/test`)

describe('the connection test', () => {
  it('sends the test message and tells what came of it', async () => {
    const result = await test(await makeWebhook())
    expect(result).toMatchObject({ status: 200, body: { ok: true, status: 200, duration_ms: expect.any(Number) } })
    expect(receiver.requests).toHaveLength(1)
    expect(JSON.parse(receiver.requests[0]?.body ?? '')).toMatchObject({
      type: 'test',
      data: { message: expect.stringContaining('Pencheff integration test') },
    })
  })

  it('works where the integration is disabled', async () => {
    expect((await test(await makeWebhook({ enabled: false }))).body).toMatchObject({ ok: true })
  })

  it('asks the vendor in its own way where it has one', async () => {
    const splunk = await startSplunk()
    expect((await test(await make('splunk', splunk.config))).body).toMatchObject({ ok: true })
    expect(splunk.problems()).toEqual([])
    await splunk.close()
  })

  it.each([
    [500, 'an error'],
    [410, 'a farewell'],
    [301, 'a redirect'],
  ])('answers 200 when the destination says %i, %s', async (status) => {
    answer = () => ({ status, headers: { location: `${receiver.url}/elsewhere` }, body: 'no' })
    const result = await test(await makeWebhook())
    expect(result).toMatchObject({ status: 200, body: { ok: false, status, detail: expect.any(String) } })
    expect(receiver.requests).toHaveLength(1)
  })

  it('answers 200 when nobody answers', async () => {
    answer = () => 'reset'
    expect(await test(await makeWebhook())).toMatchObject({ status: 200, body: { ok: false, status: null } })
  })

  it('never repeats a secret that the destination echoes', async () => {
    answer = (request) => ({ status: 400, body: JSON.stringify(request.headers) })
    const headers = { Authorization: 'Bearer a-customers-own-token' }
    const result = await test(await make('webhook', { webhook_url: `${receiver.url}/in`, headers }))
    expect(result.body).toMatchObject({ ok: false, status: 400 })
    expect(result.text).not.toContain('a-customers-own-token')
  })

  it('sends nothing where a clear column was edited, and says that the credential is unusable', async () => {
    const path = await make('splunk', { hec_url: receiver.url, token: 'a-token-to-be-stolen' })
    await database.db.query(
      `update integrations set public_config = public_config || '{"hec_url":"https://evil.example:8088"}' where id = $1`,
      [path.split('/')[2]],
    )
    expect(await test(path)).toMatchObject({
      status: 200,
      body: { ok: false, status: null, detail: expect.stringMatching(/^credential_unusable/) },
    })
    expect(receiver.requests).toEqual([])
  })

  it('takes no body that would change what is sent', async () => {
    const path = await makeWebhook()
    expect((await api.request('POST', `${path}/test`, { url: receiver.url })).status).toBe(422)
    expect(receiver.requests).toEqual([])
  })

  it('runs at most ten times a minute and workspace, whichever replica is asked', async () => {
    const path = await makeWebhook()
    await using replica = await startApi({ db: database.db, services: { ring: api.services.ring } })
    const answers = await Promise.all(
      Array.from({ length: 13 }, (_, at) => (at % 2 === 0 ? test(path) : replica.request('POST', `${path}/test`))),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10)
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(3)
    for (const { body, headers } of refused) {
      expect(body).toMatchObject({ code: 'rate_limited' })
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(50)
    }
    expect(receiver.requests).toHaveLength(10)
    const foreign = await otherWorkspace(api)
    const config = { webhook_url: `${receiver.url}/in` }
    const { body } = await foreign('POST', '/integrations', { kind: 'webhook', name: 'Theirs', config })
    expect((await foreign('POST', `/integrations/${String(body.id)}/test`)).status).toBe(200)
  })
})
