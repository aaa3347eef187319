import { expect, it } from 'vitest'
import { CHANGES_CHANNEL } from '../../src/store/change-notes.ts'
import { listen } from '../../src/store/listener.ts'
import { listenAt, listenWith } from '../change-stream.ts'
import { testLog } from '../database.ts'
import { until } from '../process.ts'
import { createScene, finding } from '../scene.ts'
import { startTestService, useService } from '../service.ts'

const used = useService()

it('tells what a scan brings, from its start to its last delivery, and keeps proxies from holding it back', async () => {
  const scene = await createScene(used.service)
  await scene.integrate(await used.receive('slack'))
  await using stream = await listenWith(used.service.url, scene.key)
  expect(stream.status).toBe(200)
  expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(stream.headers.get('x-accel-buffering')).toBe('no')
  expect(stream.headers.get('cache-control')).toBe('no-store, no-transform')
  const scanId = await scene.startScan()
  await stream.hears('scans', 'events', 'audit')
  await scene.complete(scanId, [finding('SQL injection')])
  await stream.hears('findings', 'deliveries', 'integrations')
})

it('tells nobody what happens in another workspace', async () => {
  const [ours, theirs] = [await createScene(used.service), await createScene(used.service)]
  await ours.integrate(await used.receive('webhook'))
  await using stream = await listenWith(used.service.url, theirs.key)
  await using own = await listenWith(used.service.url, ours.key)
  await ours.scan([finding('Weak hash')])
  await ours.settled()
  await own.hears('scans', 'deliveries', 'integrations')
  // Notices come in the order in which they were given: what theirs was to hear of ours would be here by now.
  await theirs.api.post('/keys', { name: 'reader', scopes: ['scans:read'] })
  await stream.hears('keys')
  expect(stream.heard().flat()).not.toContain('deliveries')
  expect(stream.heard().flat()).not.toContain('integrations')
})

it('tells a key what it may read, and nothing else', async () => {
  const scene = await createScene(used.service)
  const { key } = await scene.api.post<{ key: string }>('/keys', { name: 'targets', scopes: ['targets:read'] })
  await using stream = await listenWith(used.service.url, key)
  await scene.scan([finding('Open redirect')])
  await scene.settled()
  await scene.addTarget('another')
  await stream.hears('targets')
  expect(new Set(stream.heard().flat())).toEqual(new Set(['targets']))
})

it('ends when its key is revoked', async () => {
  const scene = await createScene(used.service)
  const { key, id } = await scene.api.post<{ key: string; id: string }>('/keys', {
    name: 'short-lived',
    scopes: ['scans:read'],
  })
  await using stream = await listenWith(used.service.url, key)
  await scene.request('DELETE', `/keys/${id}`)
  await stream.ended
  expect((await listenWith(used.service.url, key)).status).toBe(401)
})

it('refuses who is unknown, and who would take JSON only; HEAD opens none', async () => {
  const { url, key } = used.service
  expect(await listenAt(url, {})).toMatchObject({ status: 401, problem: { code: 'unauthorized' } })
  const authorization = `Bearer ${key}`
  const json = await listenAt(url, { authorization, accept: 'application/json' })
  expect(json).toMatchObject({ status: 406, problem: { code: 'not_acceptable' } })
  const head = await fetch(`${url}/api/stream`, { method: 'HEAD', headers: { authorization } })
  expect(head.status).toBe(200)
})

it('costs a notice a quarter of a second at most, however many deliveries are recorded', async () => {
  const scene = await createScene(used.service)
  await scene.integrate(await used.receive('webhook'), { events: ['finding_new'] })
  const notices: string[] = []
  let isListening = false
  const hears = (kind: string): Promise<true> =>
    until(`the listener hears of ${kind}`, () => (notices.some((notice) => notice.includes(kind)) ? true : undefined))
  // Before it listens: whatever it hears was told after that, however late it comes.
  const started = performance.now()
  const listener = listen(
    used.service.db.connection,
    [CHANGES_CHANNEL],
    (_channel, payload) => {
      if (payload === '') isListening = true
      if (payload.startsWith(scene.workspaceId)) notices.push(payload)
    },
    testLog,
  )
  await until('it listens', () => (isListening ? true : undefined))
  await scene.scan(Array.from({ length: 500 }, (_, at) => finding(`Finding ${String(at)}`)))
  await scene.settled()
  await hears('deliveries')
  const elapsedMs = performance.now() - started
  await listener.close()
  // One at once; a timer may come a millisecond early.
  expect(notices.length).toBeLessThanOrEqual(elapsedMs / 249 + 1)
})

it('ends when the service closes, which does not wait for it', async () => {
  const service = await startTestService()
  const stream = await listenWith(service.url, service.key)
  await service.close()
  await stream.ended
})
