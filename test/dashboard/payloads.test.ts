import { expect, test } from 'vitest'
import { startReceiver } from '../receiver.ts'
import { createScene, finding, type Scene } from '../scene.ts'
import { useService } from '../service.ts'
import { useBrowser } from './browser.ts'
import { PAYLOADS, SENTINEL } from './payloads.ts'
import { watchPage } from './sweep.ts'

const used = useService()
const visit = useBrowser()

/** The next payload each time, round and round. */
const createSource = () => {
  let at = 0
  return (): string => PAYLOADS[at++ % PAYLOADS.length] ?? ''
}

const poisonedFinding = (next: () => string): Record<string, unknown> => ({
  ...finding(next()),
  category: next(),
  owasp_category: next(),
  endpoint: next(),
  parameter: next(),
  description: next(),
  remediation: next(),
  evidence: next(),
  rule_id: next(),
  location: { path: next(), start_line: 1 },
})

const FINDINGS = 12

/** Wherever a scanner, a caller or a destination may put a text; answers the addresses that show them. */
const poison = async (scene: Scene, receiverUrl: string): Promise<string[]> => {
  const { api } = scene
  const next = createSource()
  const idOf = async (path: string, body: unknown): Promise<string> => (await api.post<{ id: string }>(path, body)).id
  const target = await idOf('/targets', { kind: 'url', name: next(), base_url: 'https://shop.example/"><script>' })
  const integration = await idOf('/integrations', {
    kind: 'slack',
    name: next(),
    config: { webhook_url: `${receiverUrl}/services/T1/B1/abc` },
    severity_filter: 'info',
    // At one message a second.
    delivery: { individually: 2 },
  })
  await idOf('/keys', { name: next(), scopes: ['targets:read'] })
  await api.post('/users', { email: 'x@example.com', name: next(), role: 'viewer' })
  const scan = await idOf('/scans', { target_id: target, profile: next().slice(0, 100) })
  const failed = await idOf('/scans', { target_id: target })
  await api.post(`/scans/${failed}/fail`, { error: PAYLOADS.join('\n').slice(0, 9_000) })
  await scene.complete(
    scan,
    Array.from({ length: FINDINGS }, () => poisonedFinding(next)),
  )
  await scene.settled()
  const findings = await api.all<{ id: string; title: string }>('/findings')
  await api.post(`/findings/${findings[0]?.id}/suppress`, {
    reason: 'wont_fix',
    note: PAYLOADS.join('\n').slice(0, 1_900),
  })
  await scene.settled()
  const deliveries = await scene.deliveries()
  const events = await scene.events()
  return [
    ...['/', '/integrations', '/integrations/new/slack', '/events', '/deliveries', '/findings', '/scans', '/settings'],
    ...['/settings/audit', `/scans/${scan}`, `/scans/${failed}`, `/integrations/${integration}`],
    ...findings.map(({ id }) => `/findings/${id}`),
    ...deliveries.slice(0, 4).map(({ id }) => `/deliveries/${id}`),
    ...events.slice(0, 4).map(({ id }) => `/events/${id}`),
  ]
}

test('a hundred payloads, stored wherever a text may be, do nothing on any page', async () => {
  expect(new Set(PAYLOADS).size).toBe(100)
  const scene = await createScene(used.service)
  let answers = 0
  await using receiver = await startReceiver(() => ({ status: 400, body: PAYLOADS[answers++ % PAYLOADS.length] ?? '' }))
  const addresses = await poison(scene, receiver.url)
  await using visited = await visit(used.service.url, { key: scene.key })
  const { page } = visited
  const sweep = await watchPage(page, used.service.url, SENTINEL)
  for (const address of addresses) await sweep.open(address)
  expect(sweep.texts.join('\n')).toContain('window.fired=1')
  expect(sweep.incidents).toEqual([])
  expect(sweep.elsewhere).toEqual([])
}, 120_000)

test('nor do they in an address', async () => {
  const scene = await createScene(used.service)
  await using visited = await visit(used.service.url, { key: scene.key })
  const { page } = visited
  const sweep = await watchPage(page, used.service.url, SENTINEL)
  for (const payload of PAYLOADS.filter((_, at) => at % 7 === 0)) {
    const text = encodeURIComponent(payload)
    for (const address of [
      `/findings/${text}`,
      `/findings?q=${text}&severity=${text}`,
      `/sign-in?next=${text}#${text}`,
    ])
      await page.goto(address, { waitUntil: 'domcontentloaded' })
    if (await page.evaluate<boolean>(`!!${SENTINEL}`)) sweep.incidents.push(payload)
  }
  expect(new URL(page.url()).origin).toBe(used.service.url)
  expect(sweep.incidents).toEqual([])
  expect(sweep.elsewhere).toEqual([])
}, 120_000)

test('the watch on the page can see: an inline script is stopped and told of', async () => {
  await using visited = await visit(used.service.url, { tolerates: /Content Security Policy|status of 404/ })
  const { page } = visited
  const sweep = await watchPage(page, used.service.url, SENTINEL)
  await page.goto('/sign-in')
  await page.evaluate(
    `document.body.innerHTML = '<img src=x onerror=window.fired=1><img src="http://evil.example/a.png">'`,
  )
  await expect.poll(() => sweep.incidents.length).toBeGreaterThan(0)
  expect(await page.evaluate(SENTINEL)).toBeUndefined()
})
