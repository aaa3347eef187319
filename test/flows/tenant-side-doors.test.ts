import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openScene, shownOf } from '../matrix.ts'
import { nothingReaches } from '../random-actions.ts'
import { contentOf } from '../tenants.ts'

describe('the side doors', () => {
  let scene: Awaited<ReturnType<typeof openScene>>
  beforeAll(async () => {
    scene = await openScene(true)
  }, 120_000)
  afterAll(() => scene.close())

  it.each([
    ['a scan of their target', 'targets', (id: string) => ['/scans', { target_id: id }]],
    [
      'an integration for their target',
      'targets',
      (id: string) => [
        '/integrations',
        { kind: 'webhook', name: 'n', config: { webhook_url: 'http://127.0.0.1:9/' }, target_ids: [id] },
      ],
    ],
    ['a replay by their integration', 'integrations', (id: string) => ['/deliveries/replay', { integration_id: id }]],
    ['a replay by their event', 'events', (id: string) => ['/deliveries/replay', { event_id: id }]],
  ] as const)('give nothing: %s', async (_name, resource, make) => {
    const before = await contentOf(scene.db, scene.theirs.id)
    const answers = []
    for (const id of [scene.foreign.get(resource) ?? '', randomUUID()]) {
      const [path, body] = make(id) as [string, unknown]
      answers.push(shownOf(await scene.ours.request('POST', path, body)))
    }
    expect(answers[0]).toEqual(answers[1])
    expect(await contentOf(scene.db, scene.theirs.id)).toEqual(before)
  })

  it('give nothing: their finding or scan in a preview', async () => {
    const own = await scene.ours.make('integrations')
    for (const [resource, event, field] of [
      ['findings', 'finding_new', 'finding_id'],
      ['scans', 'scan_done', 'scan_id'],
    ] as const) {
      const answers = []
      for (const id of [scene.foreign.get(resource), randomUUID()])
        answers.push(shownOf(await scene.ours.request('POST', `/integrations/${own}/preview`, { event, [field]: id })))
      expect(answers[0]).toEqual(answers[1])
    }
  })

  it('give nothing: a filter by what is theirs', async () => {
    for (const [path, filters] of [
      ['/scans', { target_id: 'targets' }],
      ['/findings', { target_id: 'targets', scan_id: 'scans' }],
      ['/events', { target_id: 'targets', scan_id: 'scans', finding_id: 'findings' }],
      ['/deliveries', { integration_id: 'integrations', event_id: 'events', scan_id: 'scans' }],
    ] as const)
      for (const [field, resource] of Object.entries(filters)) {
        const { status, body } = await scene.ours.request(
          'GET',
          `${path}?${field}=${scene.foreign.get(resource) ?? ''}`,
        )
        expect({ status, body }).toEqual({ status: 200, body: { items: [], next_cursor: null } })
      }
  })

  it('give nothing: their cursor, and their idempotency key', async () => {
    await scene.theirs.make('targets')
    const { body } = await scene.theirs.request('GET', '/targets?limit=1')
    expect((await scene.ours.request('GET', `/targets?limit=1&cursor=${String(body.next_cursor)}`)).body).toMatchObject(
      {
        code: 'bad_cursor',
      },
    )
    const [named, headers] = [{ kind: 'url', name: 'same' }, { 'idempotency-key': 'same' }]
    const theirs = await scene.theirs.request('POST', '/targets', named, headers)
    const ours = await scene.ours.request('POST', '/targets', named, headers)
    expect(ours.status).toBe(201)
    expect(ours.body.id).not.toBe(theirs.body.id)
  })

  it('give nothing: any order of any actions, with ids of theirs and of one’s own', async () => {
    const own = new Map<string, string>()
    for (const resource of scene.foreign.keys()) own.set(resource, await scene.ours.make(resource))
    await fc.assert(nothingReaches(scene, own, 25), { numRuns: 20 })
  }, 300_000)
})
