import { beforeAll, describe, expect, it } from 'vitest'
import { changesSomething } from '../../src/operations/audited.ts'
import { verifyAudit } from '../../src/operations/audit-verify.ts'
import { operations } from '../../src/operations/index.ts'
import { itemsOf } from '../api.ts'
import { createBrowser } from '../browser.ts'
import { tokenOf } from '../people.ts'
import { startReceiver } from '../receiver.ts'
import { createScene, finding, only, type Scene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService({ logLevel: 'info' })
let scene: Scene
beforeAll(async () => {
  scene = await createScene(used.service)
})

interface Entry {
  seq: number
  operation: string
  actor: { type: string; id: string; name: string }
  object: { type: string; id: string | null; name: string | null }
  fields: string[]
  address: string | null
  request_id: string
  result: string
}

const entriesOf = async (filter = '', request = scene.request): Promise<Entry[]> =>
  itemsOf(await request('GET', `/audit?limit=200${filter}`)) as unknown as Entry[]

/** Sends it and gives the one entry that it left. */
const recorded = async (method: string, path: string, body?: unknown, request = scene.request): Promise<Entry> => {
  const before = await entriesOf('', request)
  const answer = await request(method, path, body)
  expect(answer.status, answer.text).toBeLessThan(300)
  const after = await entriesOf('', request)
  expect(after).toHaveLength(before.length + 1)
  const [entry] = after
  expect(entry?.request_id).toBe(answer.headers.get('x-request-id'))
  return entry!
}

const SECRET = 'https://hooks.acme.example/a-secret-path'

/** One call of each operation that changes something. */
const CALLS: Record<string, () => Promise<Entry>> = {
  createTarget: () => recorded('POST', '/targets', { kind: 'repo', name: 'audited' }),
  updateTarget: async () => recorded('PATCH', `/targets/${await scene.addTarget('renamed')}`, { name: 'renamed once' }),
  deleteTarget: async () => recorded('DELETE', `/targets/${await scene.addTarget('removed')}`),
  startScan: () => recorded('POST', '/scans', { target_id: scene.targetId }),
  completeScan: async () =>
    recorded('POST', `/scans/${await scene.startScan()}/complete`, { findings: [finding('A')] }),
  completeScanWithReport: async () =>
    recorded('POST', `/scans/${await scene.startScan()}/report?format=native`, { findings: [finding('B')] }),
  failScan: async () => recorded('POST', `/scans/${await scene.startScan()}/fail`, { error: 'it broke' }),
  setFindingStatus: async () => act('status', { verification_status: 'true_positive' }),
  suppressFinding: async () => act('suppress', { reason: 'wont_fix', note: 'a note that is nobody’s business' }),
  unsuppressFinding: async () => act('unsuppress'),
  recheckFinding: async () => act('recheck', { outcome: 'present' }),
  createIntegration: () =>
    recorded('POST', '/integrations', {
      kind: 'webhook',
      name: 'audited',
      enabled: false,
      config: { webhook_url: SECRET },
    }),
  updateIntegration: async () => recorded('PATCH', `/integrations/${await integrate()}`, { enabled: false }),
  deleteIntegration: async () => recorded('DELETE', `/integrations/${await integrate()}`),
  applyIntegrations: () =>
    recorded('POST', '/integrations/apply', {
      integrations: [{ kind: 'webhook', name: 'applied', enabled: false, config: { webhook_url: SECRET } }],
    }),
  testIntegration: async () => recorded('POST', `/integrations/${await integrate()}/test`),
  routeEvent: async () => {
    await scene.scan([])
    await scene.settled()
    const [event] = await scene.events()
    await used.service.db.query('update routings set failed = true where event_id = $1', [event?.id])
    return recorded('POST', `/events/${String(event?.id)}/route`)
  },
  replayDelivery: async () => {
    const integration = await integrate({ events: ['finding_new'] })
    await scene.scan([finding('to be sent')])
    await scene.settled()
    const { id } = only(await scene.deliveries(`?integration_id=${integration}`))
    return recorded('POST', `/deliveries/${id}/replay`)
  },
  replayDeliveries: () => recorded('POST', '/deliveries/replay', { dry_run: true }),
  createKey: () => recorded('POST', '/keys', { name: 'audited', scopes: ['audit:read'] }),
  deleteKey: async () => {
    const { id } = await scene.api.post<{ id: string }>('/keys', { name: 'removed', scopes: ['audit:read'] })
    return recorded('DELETE', `/keys/${id}`)
  },
  createUser: () => recorded('POST', '/users', { email: 'new@example.com', role: 'viewer' }),
  updateUser: async () => recorded('PATCH', `/users/${await addUser()}`, { role: 'analyst' }),
  renewUserLink: async () => recorded('POST', `/users/${await addUser()}/link`),
  deleteUser: async () => recorded('DELETE', `/users/${await addUser()}`),
  createWorkspace: () => recorded('POST', '/workspaces', { name: 'audited' }, used.service.request),
  rotateVaultKeys: () => recorded('POST', '/vault/rotate', undefined, used.service.request),
}

const integrate = async (fields: Record<string, unknown> = {}): Promise<string> =>
  scene.integrate(await used.receive('webhook'), { events: ['scan_failed'], ...fields })

let people = 0
const invited = () =>
  scene.api.post<{ id: string; link: string }>('/users', {
    email: `p${String((people += 1))}@example.com`,
    role: 'viewer',
  })
const invitedWithPassword = async () => {
  const { link } = await invited()
  const browser = createBrowser(used.service.url)
  const { body } = await browser.request('POST', '/setup', { token: tokenOf(link), password: 'correct horse battery' })
  return { browser, email: (body.user as { email: string }).email }
}
const addUser = async (): Promise<string> => (await invited()).id

/** Those that people do for themselves, in a browser. */
const IN_A_BROWSER = ['signIn', 'signOut', 'changePassword', 'setUp']

const act = async (path: string, body?: unknown): Promise<Entry> => {
  await scene.scan([finding('to be changed')])
  const { id } = await scene.finding('to be changed')
  return recorded('POST', `/findings/${id}/${path}`, body)
}

describe('the audit log', () => {
  it('is tried with every operation that changes something', () => {
    const changing = operations.filter(changesSomething).map(({ name }) => name)
    expect([...Object.keys(CALLS), ...IN_A_BROWSER].toSorted()).toEqual(changing.toSorted())
  })

  it('has what people do for themselves: a password chosen and changed, coming and going', async () => {
    const { link } = await invited()
    const browser = createBrowser(used.service.url)
    const [password, other] = ['correct horse battery', 'another horse battery']
    const { body } = await browser.request('POST', '/setup', { token: tokenOf(link), password })
    const email = (body.user as { email: string }).email
    await browser.request('POST', '/session/password', { current_password: password, new_password: other })
    await browser.request('DELETE', '/session')
    await browser.request('POST', '/session', { email, password: 'not this horse' })
    await browser.request('POST', '/session', { email, password: other })
    const own = (await entriesOf()).filter(({ actor }) => actor.name === email)
    expect(own.map(({ operation, actor: { type }, result }) => [operation, type, result]).toReversed()).toEqual([
      ['setUp', 'user', 'done'],
      ['changePassword', 'user', 'done'],
      ['signOut', 'user', 'done'],
      ['signIn', 'user', 'wrong_credentials'],
      ['signIn', 'user', 'done'],
    ])
    expect(JSON.stringify(own)).not.toContain('horse')
    const wrong = own.find(({ result }) => result === 'wrong_credentials')
    expect(wrong).toMatchObject({ object: { type: 'user', name: email }, fields: ['email', 'password'] })
    expect(wrong?.address).toBe('127.0.0.1')
  })

  it('has ten wrong passwords and then, once, that no more are heard, however many follow', async () => {
    await used.service.db.query('delete from sign_in_failures')
    const { email } = await invitedWithPassword()
    const guess = () => createBrowser(used.service.url).request('POST', '/session', { email, password: 'wrong horse' })
    for (let n = 0; n < 14; n += 1) expect((await guess()).status).toBe(n < 10 ? 401 : 429)
    const results = (await entriesOf('&operation=signIn')).filter(({ actor }) => actor.name === email)
    expect(results.map(({ result }) => result)).toEqual(['rate_limited', ...Array(10).fill('wrong_credentials')])
    await used.service.db.query('delete from sign_in_failures')
  })

  it('has sign-ins of accounts that there are not, for the first workspace, without what was typed', async () => {
    const typed = { email: 'mistyped@example.com', password: 'wrong horse' }
    expect((await createBrowser(used.service.url).request('POST', '/session', typed)).status).toBe(401)
    const [entry] = await entriesOf('&operation=signIn', used.service.request)
    expect(entry).toMatchObject({ result: 'wrong_credentials', actor: { id: null, name: 'an unknown account' } })
    expect(JSON.stringify(entry)).not.toMatch(/mistyped|horse/)
  })

  it('has a wrong password of somebody who is signed in and wants another', async () => {
    const { email, browser } = await invitedWithPassword()
    const passwords = { current_password: 'wrong horse', new_password: 'another horse battery' }
    expect((await browser.request('POST', '/session/password', passwords)).status).toBe(401)
    expect((await entriesOf('&operation=changePassword'))[0]).toMatchObject({
      result: 'wrong_credentials',
      actor: { name: email },
    })
  })

  it.each(Object.entries(CALLS))(
    'has one entry of %s: who, what, which, from where and how it went',
    async (name, call) => {
      const entry = await call()
      expect(entry).toMatchObject({ operation: name, result: 'done', address: '127.0.0.1' })
      expect(entry.actor).toMatchObject({ type: 'key', name: 'owner' })
      expect(entry.actor.id).toMatch(/^[0-9a-f-]{36}$/)
      if (!['applyIntegrations', 'replayDeliveries', 'rotateVaultKeys'].includes(name))
        expect(entry.object.id).toMatch(/^[0-9a-f-]{36}$/)
    },
  )

  it('names what was made and which fields were given, and holds none of their values', async () => {
    const [entry] = await entriesOf('&operation=createIntegration')
    expect(entry?.object).toMatchObject({ type: 'integration' })
    expect(entry?.fields).toEqual(expect.arrayContaining(['config', 'kind', 'name']))
    const { rows } = await used.service.db.query<{ row: string }>('select l::text as row from audit_log l')
    for (const { row } of rows) expect(row).not.toMatch(/a-secret-path|nobody’s business/)
  })

  it.each<[string, number, () => [string, string, unknown?]]>([
    ['not_found', 404, () => ['DELETE', '/targets/018f0000-0000-7000-8000-000000000000']],
    ['conflict', 409, () => ['POST', '/targets', { kind: 'url', name: 'shop' }]],
  ])('has what was refused as %s', async (code, status, call) => {
    const answer = await scene.request(...call())
    expect(answer.status).toBe(status)
    expect((await entriesOf())[0]).toMatchObject({ result: code, request_id: answer.headers.get('x-request-id') })
  })

  it('has who lacked the scope, and nothing of reading or of malformed input', async () => {
    const { body } = await scene.request('POST', '/keys', { name: 'reader', scopes: ['audit:read'] })
    const reader = used.service.as(String(body.key))
    const before = (await entriesOf()).length
    expect(await reader('GET', '/targets')).toMatchObject({ status: 403 })
    expect(await scene.request('POST', '/targets', { kind: 'fax' })).toMatchObject({ status: 422 })
    expect(await entriesOf('', reader)).toHaveLength(before)
    expect(await reader('POST', '/targets', { kind: 'url', name: 'no' })).toMatchObject({ status: 403 })
    expect((await entriesOf())[0]).toMatchObject({
      operation: 'createTarget',
      result: 'insufficient_scope',
      actor: { name: 'reader' },
    })
  })

  it('shows a workspace its own entries, to keys that may read it', async () => {
    const other = await createScene(used.service)
    const { body } = await scene.request('POST', '/keys', { name: 'none', scopes: ['targets:read'] })
    expect(await used.service.as(String(body.key))('GET', '/audit')).toMatchObject({ status: 403 })
    expect((await entriesOf('', other.request)).map(({ operation }) => operation)).toEqual(['createTarget'])
    const own = only(await entriesOf('', other.request))
    expect(await entriesOf(`&object_id=${own.object.id}`)).toEqual([])
  })

  it('has what the service did by itself: the first workspace, and an integration whose address is gone', async () => {
    expect((await entriesOf('', used.service.request)).at(-1)).toMatchObject({
      operation: 'createWorkspace',
      actor: { type: 'service', id: null },
      address: null,
    })
    await using gone = await startReceiver(() => ({ status: 410 }))
    const { id } = await scene.api.post<{ id: string }>('/integrations', {
      kind: 'webhook',
      name: 'gone',
      config: { webhook_url: gone.url },
      events: ['scan_failed'],
    })
    await scene.request('POST', `/scans/${await scene.startScan()}/fail`, { error: 'it broke' })
    await scene.settled()
    expect(only(await entriesOf(`&object_id=${id}&operation=disableIntegration`))).toMatchObject({
      actor: { type: 'service', name: 'service' },
      result: 'done',
    })
  })

  it('is unbroken in the end, and each entry of a caller is in the log with its hash', async () => {
    const verdicts = await verifyAudit(used.service.db)
    expect(verdicts.length).toBeGreaterThan(2)
    expect(verdicts.filter(({ fault }) => fault !== null)).toEqual([])
    const [last] = itemsOf(await scene.request('GET', '/audit?limit=1'))
    expect(used.service.log.filter((line) => line.includes(String(last?.hash))).length).toBeLessThanOrEqual(1)
    const [made] = itemsOf(await scene.request('GET', '/audit?limit=1&operation=createTarget'))
    expect(used.service.log.filter((line) => line.includes(`"audit_hash":"${String(made?.hash)}"`))).toHaveLength(1)
  })

  it('keeps a change from being made where it cannot be recorded', async () => {
    const { db } = used.service
    await db.query(`alter table audit_log add constraint none check (seq < 0) not valid`)
    const refused = await scene.request('POST', '/targets', { kind: 'url', name: 'unrecorded' })
    const integration = await scene.request('POST', '/integrations', {
      kind: 'webhook',
      name: 'unrecorded',
      config: { webhook_url: SECRET },
    })
    await db.query('alter table audit_log drop constraint none')
    expect([refused.status, integration.status]).toEqual([500, 500])
    expect(await scene.api.all('/targets?name=unrecorded')).toEqual([])
    expect(await scene.api.all('/integrations?name=unrecorded')).toEqual([])
  })
})
