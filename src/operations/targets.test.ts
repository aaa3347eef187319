import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, itemsOf, otherWorkspace, pointersOf, type RequestApi, startApi } from '../../test/api.ts'
import { useDatabase } from '../../test/database.ts'

const database = useDatabase()
let api: Api
let foreign: RequestApi
beforeAll(async () => {
  api = await startApi({ db: database.db })
  foreign = await otherWorkspace(api)
})
afterAll(() => api.close())

const SHOP = { kind: 'url', name: 'Shop', base_url: 'https://shop.example' }
const UNKNOWN = '/targets/0197b3b0-0000-7000-8000-000000000000'
let count = 0
const makeTarget = async (fields: Record<string, unknown> = {}) =>
  (await api.request('POST', '/targets', { ...SHOP, name: `Shop ${String((count += 1))}`, ...fields })).body

describe('targets', () => {
  it('are made, read, changed and deleted', async () => {
    const made = await api.request('POST', '/targets', SHOP)
    expect(made).toMatchObject({ status: 201, body: SHOP })
    const path = `/targets/${String(made.body.id)}`
    expect((await api.request('GET', path)).body).toEqual(made.body)
    const changed = await api.request('PATCH', path, { kind: 'repo', base_url: null })
    expect(changed).toMatchObject({ status: 200, body: { kind: 'repo', name: 'Shop', base_url: null } })
    expect((await api.request('PATCH', path, {})).body).toEqual(changed.body)
    expect((await api.request('DELETE', path)).status).toBe(204)
    expect((await api.request('GET', path)).status).toBe(404)
    expect((await api.request('DELETE', path)).status).toBe(404)
  })

  it('take a missing base_url as none', async () => {
    const made = await api.request('POST', '/targets', { kind: 'repo', name: 'Mirror' })
    expect(made).toMatchObject({ status: 201, body: { base_url: null } })
  })

  it('are found by name, in any Unicode spelling of it', async () => {
    const { id } = await makeTarget({ name: 'Caf\u00e9' })
    const found = await api.request('GET', `/targets?name=${encodeURIComponent('Cafe\u0301')}`)
    expect(itemsOf(found).map((item) => item.id)).toEqual([id])
  })

  it('have one name each, whatever its Unicode spelling', async () => {
    await makeTarget({ name: 'Caf\u00e9 two' })
    const again = await api.request('POST', '/targets', { ...SHOP, name: 'Cafe\u0301 two' })
    expect(again).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(pointersOf(again)).toEqual(['/name'])
    const { id } = await makeTarget()
    expect((await api.request('PATCH', `/targets/${String(id)}`, { name: 'Caf\u00e9 two' })).status).toBe(409)
    expect((await foreign('POST', '/targets', { ...SHOP, name: 'Caf\u00e9 two' })).status).toBe(201)
  })

  it('answer to another workspace exactly as unknown ones do', async () => {
    const path = `/targets/${String((await makeTarget()).id)}`
    const comparable = ({ body }: { body: Record<string, unknown> }) => ({ ...body, instance: '', request_id: '' })
    for (const [method, body] of [['GET'], ['PATCH', { name: 'Mine' }], ['DELETE']] as const) {
      const theirs = await foreign(method, path, body)
      expect(theirs.status).toBe(404)
      expect(comparable(theirs)).toEqual(comparable(await foreign(method, UNKNOWN, body)))
    }
    expect(itemsOf(await foreign('GET', '/targets')).map((item) => item.id)).not.toContain(path.slice(9))
    expect((await api.request('GET', path)).status).toBe(200)
  })

  it.each([
    [{ ...SHOP, kind: 'host' }, '/kind'],
    [{ ...SHOP, name: '' }, '/name'],
    [{ ...SHOP, name: 'a\u202eb' }, '/name'],
    [{ ...SHOP, name: 'x'.repeat(201) }, '/name'],
    [{ ...SHOP, base_url: 'shop.example' }, '/base_url'],
    [{ ...SHOP, base_url: 'ftp://shop.example' }, '/base_url'],
    [{ ...SHOP, base_url: 'https://user:pass@shop.example' }, '/base_url'],
    [{ ...SHOP, base_url: 'https://shop.example/a b' }, '/base_url'],
    [{ ...SHOP, base_url: `https://shop.example/${'x'.repeat(2048)}` }, '/base_url'],
    [{ ...SHOP, id: 'x' }, '/id'],
    [{ kind: 'url' }, '/name'],
  ])('refuse %j with a pointer', async (body, pointer) => {
    const refused = await api.request('POST', '/targets', body)
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid' } })
    expect(pointersOf(refused)).toEqual([pointer])
  })

  it('come in pages that neither repeat nor leave out', async () => {
    const ids: unknown[] = []
    for (let at = 0; at < 5; at += 1) ids.unshift((await makeTarget()).id)
    const first = await api.request('GET', '/targets?limit=2')
    const second = await api.request('GET', `/targets?limit=2&cursor=${String(first.body.next_cursor)}`)
    const third = await api.request('GET', `/targets?limit=200&cursor=${String(second.body.next_cursor)}`)
    expect(
      [first, second, third]
        .flatMap(itemsOf)
        .map((item) => item.id)
        .slice(0, 5),
    ).toEqual(ids)
    expect(third.body.next_cursor).toBeNull()
  })

  it('refuse the cursor of another list, filter or workspace', async () => {
    await makeTarget()
    await makeTarget()
    await foreign('POST', '/targets', { ...SHOP, name: 'One' })
    const { body } = await api.request('GET', '/targets?limit=1')
    const cursor = String(body.next_cursor)
    for (const refused of [
      await api.request('GET', `/integrations?cursor=${cursor}`),
      await api.request('GET', `/targets?name=Shop&cursor=${cursor}`),
      await foreign('GET', `/targets?cursor=${cursor}`),
      await api.request('GET', '/targets?cursor=bogus'),
    ]) {
      expect(refused).toMatchObject({ status: 422, body: { code: 'bad_cursor' } })
      expect(pointersOf(refused)).toEqual(['/query/cursor'])
    }
  })

  it.each(['limit=0', 'limit=201', 'limit=1.5', 'limit=x', 'limit=-1', 'offset=1'])(
    'refuse the query %s',
    async (query) => {
      expect((await api.request('GET', `/targets?${query}`)).status).toBe(422)
    },
  )

  it('are made once under one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'make-it-once' }
    const body = { ...SHOP, name: 'Once' }
    const first = await api.request('POST', '/targets', body, headers)
    const again = await api.request('POST', '/targets', body, headers)
    expect(again.status).toBe(201)
    expect(again.body).toEqual(first.body)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    const other = await api.request('POST', '/targets', { ...body, name: 'Twice' }, headers)
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } })
    expect((await foreign('POST', '/targets', body, headers)).status).toBe(201)
  })

  it('are made once by many requests at the same time under one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'all-at-once' }
    const body = { ...SHOP, name: 'At once' }
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.request('POST', '/targets', body, headers)))
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
    const ids = new Set(answers.filter(({ status }) => status === 201).map((answer) => answer.body.id))
    expect(ids.size).toBe(1)
  })
})
