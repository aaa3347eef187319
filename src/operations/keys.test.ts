import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, itemsOf, otherWorkspace, pointersOf, type RequestApi, startApi } from '../../test/api.ts'
import { useDatabase } from '../../test/database.ts'
import { SCOPES } from './operation.ts'

const database = useDatabase()
let api: Api
let foreign: RequestApi
beforeAll(async () => {
  api = await startApi({ db: database.db })
  foreign = await otherWorkspace(api)
})
afterAll(() => api.close())

const makeKey = async (scopes: readonly string[], more: Record<string, unknown> = {}) =>
  (await api.request('POST', '/keys', { name: 'ci', scopes, ...more })).body

const inYears = (years: number): string => {
  const at = new Date()
  at.setUTCFullYear(at.getUTCFullYear() + years)
  return at.toISOString()
}

describe('keys', () => {
  it('are shown once and work with the scopes that they were given', async () => {
    const made = await makeKey(['targets:read'], { expires_at: inYears(1) })
    const key = String(made.key)
    expect(key).toMatch(/^pcf_[\w-]{49}$/)
    expect(made).toMatchObject({ name: 'ci', scopes: ['targets:read'], hint: key.slice(-4), last_used_at: null })
    const holder = api.as(key)
    expect((await holder('GET', '/targets')).status).toBe(200)
    expect(await holder('POST', '/targets', { kind: 'url', name: 'x' })).toMatchObject({
      status: 403,
      body: { code: 'insufficient_scope' },
    })
    const list = await api.request('GET', '/keys')
    expect(list.text).not.toContain(key)
    const listed = itemsOf(list).find((item) => item.id === made.id)
    expect(listed).toMatchObject({ hint: key.slice(-4), last_used_at: expect.any(String) })
    expect(listed).not.toHaveProperty('key')
  })

  it('are stored as hashes only', async () => {
    const key = String((await makeKey(['targets:read'])).key)
    const { rows } = await database.db.query<{ row: string }>('select api_keys::text as row from api_keys')
    expect(rows.length).toBeGreaterThan(1)
    expect(rows.some(({ row }) => row.includes(key))).toBe(false)
  })

  it('stop working the moment they are deleted', async () => {
    const { id, key } = await makeKey(['keys:write'])
    const holder = api.as(String(key))
    expect((await holder('DELETE', `/keys/${String(id)}`)).status).toBe(204)
    expect((await holder('GET', '/keys')).status).toBe(401)
    expect((await api.request('DELETE', `/keys/${String(id)}`)).status).toBe(404)
  })

  it('stop working when they expire', async () => {
    const { id, key } = await makeKey(['targets:read'], { expires_at: inYears(1) })
    await database.db.query(`update api_keys set expires_at = now() - interval '1 second' where id = $1`, [id])
    expect((await api.as(String(key))('GET', '/targets')).status).toBe(401)
  })

  it('note their use at most once a minute', async () => {
    const { id, key } = await makeKey(['targets:read'])
    const lastUse = async () =>
      (await database.db.query<{ at: Date | null }>('select last_used_at as at from api_keys where id = $1', [id]))
        .rows[0]?.at
    await api.as(String(key))('GET', '/targets')
    const first = await lastUse()
    expect(first).toBeInstanceOf(Date)
    await api.as(String(key))('GET', '/targets')
    expect(await lastUse()).toEqual(first)
    await database.db.query(`update api_keys set last_used_at = now() - interval '61 seconds' where id = $1`, [id])
    await api.as(String(key))('GET', '/targets')
    expect((await lastUse())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Infinity)
  })

  it('cannot give what the key that makes them lacks', async () => {
    const { key } = await makeKey(['keys:write', 'targets:read'])
    const maker = api.as(String(key))
    expect((await maker('POST', '/keys', { name: 'less', scopes: ['targets:read'] })).status).toBe(201)
    const refused = await maker('POST', '/keys', { name: 'more', scopes: ['targets:read', 'scans:write'] })
    expect(refused).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } })
    expect(refused.body.detail).toContain('scans:write')
  })

  it('keep the last one that holds every scope', async () => {
    const [owner] = itemsOf(await foreign('GET', '/keys'))
    const path = `/keys/${String(owner?.id)}`
    expect(await foreign('DELETE', path)).toMatchObject({ status: 409, body: { code: 'conflict' } })
    const second = await foreign('POST', '/keys', { name: 'second', scopes: SCOPES })
    expect((await foreign('DELETE', path)).status).toBe(204)
    expect((await foreign('GET', '/keys')).status).toBe(401)
    foreign = api.as(String(second.body.key))
    expect((await foreign('DELETE', `/keys/${String(second.body.id)}`)).status).toBe(409)
  })

  it('keep one of two owner keys that are deleted at the same time', async () => {
    const owner = await otherWorkspace(api, 'Race')
    const second = await owner('POST', '/keys', { name: 'second', scopes: SCOPES })
    const ids = itemsOf(await owner('GET', '/keys')).map((item) => String(item.id))
    const both = [owner, api.as(String(second.body.key))] as const
    const answers = await Promise.all(ids.map((id, at) => both[at === 0 ? 1 : 0]('DELETE', `/keys/${id}`)))
    // The second deletion finds one owner key left, or comes with a key that is gone already.
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    expect([401, 409]).toContain(answers.find(({ status }) => status !== 204)?.status)
  })

  it('of another workspace answer as unknown ones do', async () => {
    const { id } = await makeKey(['targets:read'])
    expect((await foreign('DELETE', `/keys/${String(id)}`)).status).toBe(404)
    expect((await foreign('DELETE', '/keys/not-an-id')).status).toBe(404)
    expect(itemsOf(await foreign('GET', '/keys')).some((item) => item.id === id)).toBe(false)
  })

  it.each([
    [{ scopes: ['targets:read'] }, '/name'],
    [{ name: 'ci' }, '/scopes'],
    [{ name: 'ci', scopes: [] }, '/scopes'],
    [{ name: 'ci', scopes: ['targets:admin'] }, '/scopes/0'],
    [{ name: 'ci', scopes: ['instance'] }, '/scopes/0'],
    [{ name: 'ci', scopes: ['targets:read', 'targets:read'] }, '/scopes/1'],
    [{ name: 'ci', scopes: ['targets:read'], expires_at: '2020-01-01T00:00:00Z' }, '/expires_at'],
    [{ name: 'ci', scopes: ['targets:read'], expires_at: inYears(11) }, '/expires_at'],
    [{ name: 'ci', scopes: ['targets:read'], expires_at: '2030-01-01T00:00:00' }, '/expires_at'],
    [{ name: 'ci', scopes: ['targets:read'], expires_at: '2030-02-30T00:00:00Z' }, '/expires_at'],
    [{ name: 'ci', scopes: ['targets:read'], expires_at: '2030-01-01T23:59:60Z' }, '/expires_at'],
    [{ name: 'ci', scopes: ['targets:read'], expires_at: '+010000-01-01T00:00:00Z' }, '/expires_at'],
    [{ name: 'ci', scopes: ['targets:read'], expires_at: 1893456000 }, '/expires_at'],
    [{ name: 'ci', scopes: ['targets:read'], instance_owner: true }, '/instance_owner'],
  ])('refuse %j with a pointer', async (body, pointer) => {
    const refused = await api.request('POST', '/keys', body)
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid' } })
    expect(pointersOf(refused)).toEqual([pointer])
  })

  it('are the same under one Idempotency-Key, and not to be read in the database', async () => {
    const body = { name: 'once', scopes: ['targets:read'] }
    const headers = { 'idempotency-key': 'one-key' }
    const first = await api.request('POST', '/keys', body, headers)
    expect((await api.request('POST', '/keys', body, headers)).body).toEqual(first.body)
    const { rows } = await database.db.query<{ answer: string }>('select answer from idempotency_keys')
    expect(rows.some(({ answer }) => answer.includes(String(first.body.key)))).toBe(false)
  })
})

describe('workspaces', () => {
  it('are made and listed by the owner of the instance', async () => {
    const made = await api.request('POST', '/workspaces', { name: 'Blue' })
    expect(made).toMatchObject({ status: 201, body: { name: 'Blue', key: expect.stringMatching(/^pcf_/) } })
    const list = await api.request('GET', '/workspaces')
    expect(itemsOf(list).map((item) => item.name)).toEqual(expect.arrayContaining(['Blue', 'Default']))
    expect(list.text).not.toContain(String(made.body.key))
    const owner = api.as(String(made.body.key))
    expect(itemsOf(await owner('GET', '/keys'))).toMatchObject([{ name: 'owner', scopes: SCOPES }])
    expect((await owner('GET', '/targets')).body).toEqual({ items: [], next_cursor: null })
  })

  it('are closed to everybody else, also to a key with every scope', async () => {
    const { key } = await makeKey(SCOPES)
    for (const stranger of [api.as(String(key)), foreign]) {
      expect((await stranger('GET', '/workspaces')).status).toBe(403)
      expect((await stranger('POST', '/workspaces', { name: 'Mine' })).status).toBe(403)
    }
  })

  it('refuse a bad name with a pointer', async () => {
    expect(pointersOf(await api.request('POST', '/workspaces', { name: ' ' }))).toEqual(['/name'])
  })
})
