import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, itemsOf, otherWorkspace, type RequestApi, startApi } from '../../test/api.ts'
import { useDatabase } from '../../test/database.ts'

const database = useDatabase()
let api: Api
beforeAll(async () => {
  api = await startApi({ db: database.db })
})
afterAll(() => api.close())

const slack = (name: string, more: Record<string, unknown> = {}) => ({
  kind: 'slack',
  name,
  config: { webhook_url: 'https://hooks.slack.com/services/T000/B000/abcdefgh' },
  ...more,
})
const hook = (name: string, config: Record<string, unknown> = {}) => ({
  kind: 'webhook',
  name,
  config: { webhook_url: 'https://hook.example/one', ...config },
})

interface Applied {
  name: string
  action: string
  changes: string[]
  webhook_secret?: string
}

const applyWith = async (request: RequestApi, integrations: unknown[], more: Record<string, unknown> = {}) => {
  const answer = await request('POST', '/integrations/apply', { integrations, ...more })
  const applied = (answer.body.integrations ?? []) as Applied[]
  return { ...answer, applied, actions: applied.map(({ name, action }) => `${name}: ${action}`) }
}

it('makes, changes and leaves alone, and does nothing the second time', async () => {
  const request = await otherWorkspace(api, 'apply')
  const first = await applyWith(request, [slack('A'), hook('B')])
  expect(first.actions).toEqual(['A: create', 'B: create'])
  expect(first.applied[1]?.webhook_secret).toMatch(/^whsec_/)
  const before = await request('GET', '/integrations')
  expect((await applyWith(request, [slack('A'), hook('B')])).actions).toEqual(['A: unchanged', 'B: unchanged'])
  expect(itemsOf(await request('GET', '/integrations'))).toEqual(itemsOf(before))
  const changed = await applyWith(request, [
    slack('A', { severity_filter: 'low', config: { webhook_url: 'https://hooks.slack.com/services/T000/B000/other' } }),
    hook('B'),
  ])
  expect(changed.applied[0]).toMatchObject({
    action: 'update',
    changes: ['severity_filter: high → low', 'config.webhook_url: changed (a secret)'],
  })
  expect(changed.text).not.toContain('B000')
})

it('says what it would do, and does not', async () => {
  const request = await otherWorkspace(api, 'dry run')
  expect((await applyWith(request, [slack('A')], { dry_run: true })).actions).toEqual(['A: create'])
  expect(itemsOf(await request('GET', '/integrations'))).toEqual([])
})

it('takes away only what an earlier apply made', async () => {
  const request = await otherWorkspace(api, 'prune')
  await request('POST', '/integrations', slack('by hand'))
  await applyWith(request, [slack('A'), slack('B')])
  expect((await applyWith(request, [slack('A')])).actions).toEqual(['A: unchanged'])
  expect((await applyWith(request, [slack('A')], { prune: true })).actions).toEqual(['A: unchanged', 'B: delete'])
  expect(itemsOf(await request('GET', '/integrations')).map(({ name }) => name)).toEqual(['A', 'by hand'])
})

it.each([
  [
    'an address that is refused',
    hook('C', { webhook_url: 'https://10.0.0.1/x' }),
    422,
    '/integrations/1/config/webhook_url',
  ],
  ['an unknown field', slack('C', { nothing: 1 }), 422, '/integrations/1/nothing'],
  [
    'an unknown target',
    slack('C', { target_ids: ['01890000-0000-7000-8000-000000000000'] }),
    422,
    '/integrations/1/target_ids/0',
  ],
  ['a name that stands twice', slack('A'), 422, '/integrations/1/name'],
  ['another kind under a known name', hook('known'), 409, undefined],
])('changes nothing at all when one has %s', async (what, bad, status, pointer) => {
  const request = await otherWorkspace(api, what)
  await request('POST', '/integrations', slack('known'))
  const answer = await applyWith(request, [slack('A'), bad], { prune: true })
  expect(answer.status).toBe(status)
  if (pointer !== undefined) expect(answer.body.errors).toMatchObject([{ pointer }])
  expect(itemsOf(await request('GET', '/integrations')).map(({ name }) => name)).toEqual(['known'])
})

it('takes turns, so that two at once make each integration once', async () => {
  const request = await otherWorkspace(api, 'at once')
  const file = [slack('A'), slack('B')]
  const answers = await Promise.all([1, 2, 3].map(() => applyWith(request, file)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(itemsOf(await request('GET', '/integrations'))).toHaveLength(2)
})
