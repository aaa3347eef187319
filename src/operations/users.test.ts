import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, itemsOf, otherWorkspace, pointersOf, startApi } from '../../test/api.ts'
import type { Browser } from '../../test/browser.ts'
import { useDatabase } from '../../test/database.ts'
import { browserOf, invite, PASSWORD, setUpOwner, tokenOf } from '../../test/people.ts'
import { ROLES } from '../core/role.ts'
import { SCOPES } from './operation.ts'

const used = useDatabase()
let api: Api
let owner: Browser
beforeAll(async () => {
  api = await startApi({ db: used.db })
  owner = await setUpOwner(api)
})
afterAll(() => api.close())

describe('an invited person', () => {
  it('chooses a password by the link, once, and is then signed in', async () => {
    const made = await owner.request('POST', '/users', { email: 'Ann@Example.com', name: 'Ann', role: 'analyst' })
    expect(made).toMatchObject({ status: 201, body: { email: 'ann@example.com', name: 'Ann', has_password: false } })
    expect(made.body.link).toMatch(/^https:\/\/pencheff\.example\/setup#pcl_[\w-]{49}$/)
    const token = tokenOf(made.body.link)
    const browser = browserOf(api)
    const shown = await browser.request('POST', '/setup/link', { token })
    expect(shown.body).toMatchObject({ purpose: 'password', email: 'ann@example.com', name: 'Ann' })
    const set = await browser.request('POST', '/setup', { token, password: PASSWORD })
    expect(set).toMatchObject({ status: 200, body: { user: { email: 'ann@example.com', role: 'analyst' } } })
    expect((await browser.request('GET', '/targets')).status).toBe(200)
    for (const path of ['/setup', '/setup/link']) {
      const again = await browser.request('POST', path, { token, ...(path === '/setup' && { password: PASSWORD }) })
      expect(again).toMatchObject({ status: 422, body: { errors: [{ pointer: '/token', code: 'unknown_link' }] } })
    }
    expect((await owner.request('GET', `/users/${String(made.body.id)}`)).body).toMatchObject({ has_password: true })
  })

  it('gets one password of many requests at once with the same link', async () => {
    const { body } = await owner.request('POST', '/users', { email: 'race@example.com', role: 'viewer' })
    const token = tokenOf(body.link)
    const answers = await Promise.all(
      [1, 2, 3, 4].map((n) =>
        browserOf(api).request('POST', '/setup', { token, password: `${PASSWORD} ${String(n)}` }),
      ),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422, 422, 422])
  })

  it('is refused an old link, one that was replaced, and one that is out of date', async () => {
    const { body } = await owner.request('POST', '/users', { email: 'late@example.com', role: 'viewer' })
    const renewed = await owner.request('POST', `/users/${String(body.id)}/link`)
    const use = (link: unknown) =>
      browserOf(api).request('POST', '/setup', { token: tokenOf(link), password: PASSWORD })
    expect((await use(body.link)).status).toBe(422)
    await used.db.query('update one_time_links set expires_at = now()')
    expect((await use(renewed.body.link)).status).toBe(422)
  })

  it('cannot take another address than the one that was invited', async () => {
    const { body } = await owner.request('POST', '/users', { email: 'fixed@example.com', role: 'viewer' })
    const answer = await browserOf(api).request('POST', '/setup', {
      token: tokenOf(body.link),
      password: PASSWORD,
      email: 'other@example.com',
    })
    expect(answer.status).toBe(422)
    expect(pointersOf(answer)).toEqual(['/email'])
  })

  it('is one a workspace and address, and the other workspace learns nothing of it', async () => {
    const ann = { email: 'ann@example.com', role: 'viewer' }
    expect(await owner.request('POST', '/users', ann)).toMatchObject({
      status: 409,
      body: { errors: [{ pointer: '/email', code: 'taken' }] },
    })
    const foreign = await otherWorkspace(api)
    expect((await foreign('POST', '/users', ann)).status).toBe(201)
    expect(itemsOf(await foreign('GET', '/users'))).toHaveLength(1)
  })

  it.each([
    ['no address', { email: 'nobody', role: 'viewer' }, '/email'],
    ['an unknown role', { email: 'x@example.com', role: 'root' }, '/role'],
    ['an unknown field', { email: 'x@example.com', role: 'viewer', instance_owner: true }, '/instance_owner'],
  ])('is not made with %s', async (_name, body, pointer) => {
    const answer = await owner.request('POST', '/users', body)
    expect(answer.status).toBe(422)
    expect(pointersOf(answer)).toEqual([pointer])
  })
})

describe('a role', () => {
  it('makes nobody who may do more, neither at first nor later', async () => {
    const admin = await invite(api, owner.request, 'admin')
    const statusOf = async (role: string) =>
      (await admin.browser.request('POST', '/users', { email: `by-admin-${role}@example.com`, role })).status
    expect(await Promise.all(ROLES.map(statusOf))).toEqual([403, 201, 201, 201])
    const promote = await admin.browser.request('PATCH', `/users/${admin.id}`, { role: 'owner' })
    expect(promote.status).toBe(403)
  })

  it('lets nobody touch those who may do more', async () => {
    const admin = await invite(api, owner.request, 'admin')
    const { body } = await owner.request('GET', '/session')
    const path = `/users/${(body.user as { id: string }).id}`
    for (const [method, more, fields] of [
      ['PATCH', '', { name: 'Mine' }],
      ['PATCH', '', { role: 'viewer' }],
      ['DELETE', '', undefined],
      ['POST', '/link', undefined],
    ] as const)
      expect((await admin.browser.request(method, path + more, fields)).status).toBe(403)
    expect((await admin.browser.request('GET', path)).status).toBe(200)
  })

  it('makes no key that may do more', async () => {
    const admin = await invite(api, owner.request, 'admin')
    const keyWith = (scopes: readonly string[]) => admin.browser.request('POST', '/keys', { name: 'k', scopes })
    expect((await keyWith(SCOPES)).status).toBe(403)
    expect((await keyWith(['owners:write'])).status).toBe(403)
    expect((await keyWith(['users:write'])).status).toBe(201)
  })

  it('of the last owner stays, and so does the last owner', async () => {
    const foreign = await otherWorkspace(api)
    const { id, browser } = await invite(api, foreign, 'owner')
    for (const [method, fields] of [
      ['PATCH', { role: 'admin' }],
      ['DELETE', undefined],
    ] as const)
      expect((await browser.request(method, `/users/${id}`, fields)).status).toBe(409)
    const second = await invite(api, foreign, 'owner')
    const answers = await Promise.all([id, second.id].map((one) => foreign('DELETE', `/users/${one}`)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409])
  })

  it('of an instance owner takes that along when it goes', async () => {
    const { body } = await owner.request('GET', '/session')
    await invite(api, owner.request, 'owner')
    const path = `/users/${(body.user as { id: string }).id}`
    expect((await api.request('PATCH', path, { role: 'viewer' })).status).toBe(200)
    expect((await api.request('PATCH', path, { role: 'owner' })).status).toBe(200)
    const { email } = body.user as { email: string }
    const again = browserOf(api)
    const { status, body: session } = await again.request('POST', '/session', { email, password: PASSWORD })
    expect({ status, session }).toMatchObject({ status: 200, session: { instance_owner: false } })
    expect((await again.request('GET', '/workspaces')).status).toBe(403)
  })
})
