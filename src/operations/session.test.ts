import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Api, otherWorkspace, PUBLIC_URL, startApi } from '../../test/api.ts'
import { type Browser, createBrowser } from '../../test/browser.ts'
import { useDatabase } from '../../test/database.ts'
import { browserOf, invite, PASSWORD, setUpOwner, tokenOf } from '../../test/people.ts'
import { makeFirstOwnerLink } from '../people/set-up.ts'

const used = useDatabase()
let api: Api
let owner: Browser
beforeAll(async () => {
  api = await startApi({ db: used.db })
  owner = await setUpOwner(api)
})
afterAll(() => api.close())
beforeEach(async () => {
  await used.db.query('delete from sign_in_failures')
})

const signIn = (fields: Record<string, unknown>, browser = browserOf(api)) =>
  browser.request('POST', '/session', { password: PASSWORD, ...fields })

const OWNER = { email: 'owner@example.com' }

describe('the first owner', () => {
  it('is made by one link only, and none is given once there are people', async () => {
    expect(await makeFirstOwnerLink(used.db, PUBLIC_URL)).toBeUndefined()
    expect((await owner.request('GET', '/session')).body).toMatchObject({
      user: { email: 'owner@example.com', role: 'owner' },
      instance_owner: true,
      workspace: { name: 'Default' },
    })
  })
})

describe('a sign-in', () => {
  it('gives a session in a cookie that no page and no other host can touch, and no secret in its body', async () => {
    const browser = browserOf(api)
    const { status, headers, body, text } = await signIn(OWNER, browser)
    expect(status).toBe(200)
    const [cookie = ''] = headers.getSetCookie()
    expect(cookie).toMatch(
      /^__Host-pencheff=pcs_[\w-]{49}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    )
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
    expect(body).toMatchObject({ user: OWNER })
    expect(text).not.toContain('pcs_')
    expect((await browser.request('GET', '/users')).status).toBe(200)
  })

  it('heeds neither case nor Unicode form', async () => {
    await invite(api, owner.request, 'viewer')
    expect((await signIn({ email: 'OWNER@Example.com' })).status).toBe(200)
  })

  it('answers a wrong password, an unknown address and an account without password alike', async () => {
    await owner.request('POST', '/users', { email: 'invited@example.com', role: 'viewer' })
    const answers = [
      await signIn({ ...OWNER, password: 'not the password' }),
      await signIn({ email: 'nobody@example.com' }),
      await signIn({ email: 'invited@example.com' }),
      await signIn({ ...OWNER, workspace_id: '01930000-0000-7000-8000-000000000000' }),
    ]
    const shown = answers.map(({ status, text }) => [status, text.replaceAll(/[\da-f-]{36}/g, 'ID')])
    expect(shown[0]?.[0]).toBe(401)
    expect(new Set(shown.map(String)).size).toBe(1)
    expect(answers.flatMap(({ headers }) => headers.getSetCookie())).toEqual([])
  })

  it('keeps the hash of the session only, and Argon2id of the password', async () => {
    const browser = browserOf(api)
    await signIn(OWNER, browser)
    const text = browser.cookies.get('__Host-pencheff') ?? 'none'
    const { rows } = await used.db.query<{ dump: string }>(
      `select (select string_agg(s::text, '') from sessions s) || (select string_agg(u::text, '') from users u) as dump`,
    )
    expect(rows[0]?.dump).not.toContain(text)
    expect(rows[0]?.dump).not.toContain(PASSWORD)
    expect(rows[0]?.dump).toContain('$argon2id$v=19$m=19456,t=2,p=1$')
  })

  it('of somebody who is in two workspaces goes to the first, or to the one that is named', async () => {
    const foreign = await otherWorkspace(api)
    const { body } = await foreign('POST', '/users', { ...OWNER, role: 'viewer' })
    const there = browserOf(api)
    await there.request('POST', '/setup', { token: tokenOf(body.link), password: PASSWORD })
    const theirs = await there.request('GET', '/session')
    expect(theirs.body).toMatchObject({ user: { role: 'viewer' }, workspace: { name: 'Other' } })
    const { id } = theirs.body.workspace as { id: string }
    expect((await signIn(OWNER)).body).toMatchObject({ workspace: { name: 'Default' } })
    expect((await signIn({ ...OWNER, workspace_id: id })).body).toMatchObject({ workspace: { name: 'Other' } })
  })
})

describe('ten failed sign-ins', () => {
  it('shut the account for a while, also for the right password, and for no other account elsewhere', async () => {
    const { email } = await invite(api, owner.request, 'viewer')
    for (let n = 0; n < 10; n += 1) expect((await signIn({ email, password: 'wrong wrong' })).status).toBe(401)
    // Another address would be counted apart; here there is one.
    await used.db.query(`update sign_in_failures set failures = 0 where failures = 10 and subject = $1`, [
      await subjectOf('address:127.0.0.1'),
    ])
    const refused = await signIn({ email })
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800)
    expect((await signIn(OWNER)).status).toBe(200)

    await used.db.query(`update sign_in_failures set since = now() - interval '15 minutes 1 second'`)
    expect((await signIn({ email })).status).toBe(200)
  })

  it('shut the address, whatever the accounts', async () => {
    for (let n = 0; n < 10; n += 1) expect((await signIn({ email: `guess-${String(n)}@example.com` })).status).toBe(401)
    expect((await signIn(OWNER)).status).toBe(429)
  })

  it('are counted before the password is looked at, so that no crowd slips through', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => signIn({ ...OWNER, password: 'wrong wrong' })))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10)
    expect(new Set(statuses)).toEqual(new Set([401, 429]))
    await used.db.query('delete from sign_in_failures')
    // Nothing is left of those that were refused.
    for (let n = 0; n < 12; n += 1) expect((await signIn(OWNER)).status).toBe(200)
  })

  it('are not added up over sign-ins that went well', async () => {
    for (let n = 0; n < 9; n += 1) await signIn({ ...OWNER, password: 'wrong wrong' })
    expect((await signIn(OWNER)).status).toBe(200)
    const { rows } = await used.db.query<{ failures: number }>('select failures from sign_in_failures')
    expect(rows).toEqual([{ failures: 9 }])
  })

  const subjectOf = async (subject: string): Promise<unknown> =>
    (await used.db.query<{ hash: Buffer }>(`select sha256($1::text::bytea) as hash`, [subject])).rows[0]?.hash
})

describe('a session', () => {
  const fresh = async (): Promise<Browser> => {
    const browser = browserOf(api)
    expect((await signIn(OWNER, browser)).status).toBe(200)
    return browser
  }

  it('ends with the sign-out, for good', async () => {
    const browser = await fresh()
    const stolen = browser.cookies.get('__Host-pencheff') ?? ''
    expect((await browser.request('DELETE', '/session')).status).toBe(204)
    expect(browser.cookies.size).toBe(0)
    browser.cookies.set('__Host-pencheff', stolen)
    expect((await browser.request('GET', '/session')).status).toBe(401)
  })

  it.each([
    ['idle for twelve hours', `last_seen_at = now() - interval '12 hours 1 second'`],
    ['seven days old', `created_at = now() - interval '7 days 1 second'`],
  ])('ends when it is %s', async (_name, change) => {
    const browser = await fresh()
    expect((await browser.request('GET', '/session')).status).toBe(200)
    await used.db.query(`update sessions set ${change}`)
    expect((await browser.request('GET', '/session')).status).toBe(401)
    owner = await fresh()
  })

  it('ends with another role, and the next one has its scopes only', async () => {
    const { id, email, browser } = await invite(api, owner.request, 'admin')
    expect((await browser.request('GET', '/users')).status).toBe(200)
    expect((await owner.request('PATCH', `/users/${id}`, { role: 'viewer' })).status).toBe(200)
    expect((await browser.request('GET', '/users')).status).toBe(401)
    await signIn({ email }, browser)
    expect((await browser.request('GET', '/users')).status).toBe(403)
    expect((await browser.request('GET', '/targets')).status).toBe(200)
  })

  it('ends with the person', async () => {
    const { id, browser } = await invite(api, owner.request, 'viewer')
    await owner.request('DELETE', `/users/${id}`)
    expect((await browser.request('GET', '/session')).status).toBe(401)
  })

  it('ends with another password, but for the one that set it', async () => {
    const { email, browser } = await invite(api, owner.request, 'viewer')
    const other = browserOf(api)
    await signIn({ email }, other)
    const passwords = { current_password: PASSWORD, new_password: 'another long one' }
    expect((await browser.request('POST', '/session/password', passwords)).status).toBe(200)
    expect((await browser.request('GET', '/session')).status).toBe(200)
    expect((await other.request('GET', '/session')).status).toBe(401)
    expect((await signIn({ email })).status).toBe(401)
    expect((await signIn({ email, password: 'another long one' })).status).toBe(200)
  })

  it('cannot set a password without the old one, a short one, or the same one', async () => {
    const { browser } = await invite(api, owner.request, 'viewer')
    const change = (current_password: string, new_password: string) =>
      browser.request('POST', '/session/password', { current_password, new_password })
    expect((await change('wrong wrong wrong', 'another long one')).status).toBe(401)
    for (const bad of ['too short', 'aaaaaaaaaaaaaa', PASSWORD, 'x'.repeat(257)])
      expect((await change(PASSWORD, bad)).status).toBe(422)
  })

  it('is not taken when somebody planted a second one', async () => {
    const browser = await fresh()
    const cookie = `__Host-pencheff=${browser.cookies.get('__Host-pencheff') ?? ''}`
    const planted = await browser.request('GET', '/session', undefined, { cookie: `${cookie}; ${cookie}` })
    expect(planted.status).toBe(401)
    expect((await browser.request('GET', '/session', undefined, { cookie: `a=b; ${cookie}` })).status).toBe(200)
  })

  it('of an API key shows the key, which has no password and no role', async () => {
    const { status, body } = await api.request('GET', '/session')
    expect({ status, body }).toMatchObject({ status: 200, body: { user: null, ends_at: null } })
  })
})

describe('a request that only a cookie vouches for', () => {
  const target = { kind: 'url', name: 'planted' }

  it.each([
    ['of another site', { origin: 'https://evil.example' }],
    ['of a hidden origin', { origin: 'null' }],
    ['of the same host without TLS', { origin: PUBLIC_URL.replace('https', 'http') }],
    ['of a host that only begins alike', { origin: `${PUBLIC_URL}.evil.example` }],
    ['of another site by the browser', { 'sec-fetch-site': 'cross-site' }],
    ['of a sister host by the browser', { 'sec-fetch-site': 'same-site' }],
    ['typed into the address bar', { 'sec-fetch-site': 'none' }],
    ['with neither header of the browser', { origin: '', 'sec-fetch-site': '' }],
    ['without our header', { 'x-pencheff-csrf': '' }],
    ['of another site, read', { origin: 'https://evil.example', method: 'GET' }],
  ])('is refused when it is %s', async (_name, { method = 'POST', ...headers }: Record<string, string>) => {
    const body = method === 'POST' ? target : undefined
    expect(await owner.request(method, '/targets', body, headers)).toMatchObject({
      status: 403,
      body: { code: 'cross_site' },
    })
    expect((await used.db.query(`select from targets where name = 'planted'`)).rowCount).toBe(0)
  })

  it.each(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])(
    'is refused as a form of the type %s',
    async (type) => {
      expect((await owner.request('POST', '/targets', target, { 'content-type': type })).status).toBe(415)
    },
  )

  it.each([
    ['our own page', {}],
    ['our own page in an older browser', { 'sec-fetch-site': '' }],
    ['our own page at loopback', { origin: '' }],
  ])('is taken from %s', async (_name, headers) => {
    const path = `/targets/${String((await owner.request('POST', '/targets', { kind: 'url', name: 'x' }, headers)).body.id)}`
    expect((await owner.request('DELETE', path)).status).toBe(204)
  })

  it('signs nobody in for another site either', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])
      expect((await browserOf(api).request('POST', '/session', { ...OWNER, password: PASSWORD }, headers)).status).toBe(
        403,
      )
  })

  it('may come from loopback at our own port', async () => {
    const { port } = new URL(api.url)
    const headers = { origin: `http://localhost:${port}` }
    expect((await owner.request('PATCH', '/targets/x', {}, headers)).status).toBe(404)
    expect((await owner.request('PATCH', '/targets/x', {}, { origin: 'http://localhost:1' })).status).toBe(403)
  })

  it('leaves one with a key alone: no page can add that', async () => {
    const headers = { origin: 'https://evil.example' }
    expect((await api.request('GET', '/targets', undefined, headers)).status).toBe(200)
  })
})

describe('where PUBLIC_URL is plain http', () => {
  it('the cookie comes without what such browsers refuse', async () => {
    const plain = await startApi({ db: used.db, publicUrl: 'http://127.0.0.1:8080' })
    try {
      const browser = createBrowser(plain.url)
      const { headers } = await browser.request('POST', '/session', { ...OWNER, password: PASSWORD })
      expect(headers.getSetCookie().join()).toMatch(
        /^pencheff=pcs_[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/,
      )
      expect((await browser.request('GET', '/session')).status).toBe(200)
    } finally {
      await plain.close()
    }
  })
})
