import { beforeAll, expect, test } from 'vitest'
import { until } from '../process.ts'
import { createScene, finding, type Scene } from '../scene.ts'
import { useService } from '../service.ts'
import { useBrowser, type Visit, type VisitOptions } from './browser.ts'

const used = useService()
const visit = useBrowser()
let scene: Scene

beforeAll(async () => {
  scene = await createScene(used.service)
  await scene.integrate(await used.receive('slack'), { name: 'Security channel' })
})

/** Runs in the page before its own scripts: whatever is to happen in more than two seconds never does. */
const NO_POLLING = `for (const name of ['setTimeout', 'setInterval']) {
  const real = window[name]
  window[name] = (run, ms, ...rest) => (ms > 2000 ? 0 : real(run, ms, ...rest))
}`

const open = async (address: string, options: VisitOptions = {}): Promise<Visit> => {
  const visited = await visit(used.service.url, { key: scene.key, ...options })
  await visited.page.addInitScript(NO_POLLING)
  await visited.page.goto(address)
  await visited.page.getByRole('status').getByText('Live').waitFor()
  return visited
}

test('a scan arrives while one watches, without a reload and without asking for it', async () => {
  await using visited = await open('/scans')
  const { page, complaints } = visited
  await page.getByText('There are no scans yet').waitFor()
  const scanId = await scene.startScan()
  const row = page.getByRole('listitem')
  await row.getByText('Running').waitFor()
  await scene.complete(scanId, [finding('SQL injection', { severity: 'critical' })])
  await row.getByText('Done').waitFor()
  await row.getByText('1 critical').waitFor()
  expect(complaints).toEqual([])
})

test('what another workspace does is not even asked for', async () => {
  const other = await createScene(used.service)
  await using visited = await open('/scans', { key: other.key })
  const { page } = visited
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await scene.scan([finding('Weak hash')])
  await scene.settled()
  const own = page.waitForRequest('**/api/targets*')
  await other.addTarget('another')
  await own
  expect(asked).not.toContain('/api/overview')
})

test('where the stream breaks the page says so and asks for itself, until it is back', async () => {
  await using visited = await visit(used.service.url, { key: scene.key, tolerates: /ERR_FAILED/ })
  const { page } = visited
  let refused = 0
  await page.route('**/api/stream', (route) => {
    refused += 1
    return route.abort()
  })
  await page.goto('/findings')
  await page.getByRole('status').getByText('Every 5 s').waitFor()
  await scene.scan([finding('Open redirect')])
  await page.getByRole('listitem').getByText('Open redirect').waitFor()
  expect(refused).toBeGreaterThan(0)
  await page.unroute('**/api/stream')
  await page.getByRole('status').getByText('Live').waitFor()
})

test('a revoked key is shown the way in, at once', async () => {
  const made = await scene.api.post<{ id: string; key: string }>('/keys', { name: 'gone', scopes: ['scans:read'] })
  await using visited = await open('/scans', { key: made.key, tolerates: /status of 401/ })
  await scene.request('DELETE', `/keys/${made.id}`)
  await visited.page.getByRole('heading', { name: 'Sign in to Pencheff' }).waitFor()
})

test('a hidden page holds no stream', async () => {
  await using visited = await open('/scans')
  const { page } = visited
  const openStreams = (): Promise<number> =>
    page.evaluate<number>(
      `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/api/stream')).length`,
    )
  await page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))`)
  // The browser counts a request once it is over.
  await until('the stream is over', async () => ((await openStreams()) === 1 ? true : undefined))
})
