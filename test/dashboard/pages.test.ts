import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { createScene, finding, type Scene } from '../scene.ts'
import { useService } from '../service.ts'
import { accessibilityFaults, loaded, overflow, transferred, useBrowser } from './browser.ts'

const used = useService()
const visit = useBrowser()
let scene: Scene
let ids: Record<'integration' | 'event' | 'delivery' | 'finding' | 'scan', string>

beforeAll(async () => {
  const { service } = used
  scene = await createScene(service)
  const slack = await used.receive('slack')
  const refused = await used.receive('webhook', { fault: () => ({ status: 410, body: 'gone' }) })
  const integration = await scene.integrate(slack, { name: 'Security channel', severity_filter: 'high' })
  await scene.integrate(refused, { name: 'Retired receiver', events: ['finding_new'] })
  const { scan } = await scene.scan([
    finding('SQL injection in the product search', {
      severity: 'critical',
      description: '<b>bold</b>',
      cwe_id: 'CWE-89',
    }),
    finding('A cookie without the flag Secure', { severity: 'low', evidence: 'Set-Cookie: a=b' }),
  ])
  await scene.settled()
  const [event] = await scene.events('?event=finding_new')
  const [delivery] = await scene.deliveries('?state=dead')
  const { id } = await scene.finding('SQL injection in the product search')
  ids = { integration, event: event!.id, delivery: delivery!.id, finding: id, scan: scan.id }
})

const PAGES: [address: () => string, heading: string | RegExp][] = [
  [() => '/', 'Overview'],
  [() => '/integrations', 'Integrations'],
  [() => '/integrations/new', 'Add an integration'],
  [() => '/integrations/new/webhook', 'Add Signed webhook'],
  [() => '/integrations/new/jira', 'Add Jira'],
  [() => `/integrations/${ids.integration}`, 'Security channel'],
  [() => '/events', 'Events'],
  [() => `/events/${ids.event}`, /SQL injection|A cookie/],
  [() => '/deliveries', 'Deliveries'],
  [() => `/deliveries/${ids.delivery}`, /SQL injection|A cookie/],
  [() => '/findings', 'Findings'],
  [() => `/findings/${ids.finding}`, 'SQL injection in the product search'],
  [() => '/scans', 'Scans'],
  [() => `/scans/${ids.scan}`, 'Scan of shop'],
  [() => '/settings', 'Settings'],
  [() => '/settings/audit', 'Audit log'],
]

/** Of who is not signed in. */
const STRANGERS_PAGES = [
  ['/sign-in', 'Sign in to Pencheff'],
  ['/setup', 'Set your password'],
] as const

test('every address that the dashboard draws is among the pages looked at here', () => {
  const router = readFileSync(new URL('../../dashboard/src/router.tsx', import.meta.url), 'utf8')
  const routes = [...router.matchAll(/path: '([^']+)'/g)].map(([, path = '']) => path)
  expect(routes.length).toBeGreaterThan(15)
  const seen = [...PAGES.map(([address]) => address()), ...STRANGERS_PAGES.map(([address]) => address)]
  const isSeen = (route: string): boolean => {
    const pattern = new RegExp(`^${route.replaceAll(/\$\w+/g, '[^/]+')}$`)
    return seen.some(
      (address) => pattern.test(address) && !routes.some((other) => other !== route && other === address),
    )
  }
  expect(routes.filter((route) => !isSeen(route))).toEqual([])
})

describe.each([
  { width: 1280, scheme: 'light' as const },
  { width: 390, scheme: 'dark' as const },
])('at $width pixels, $scheme', ({ width, scheme }) => {
  test('every page stands under its address, fits, has no accessibility fault and no complaint', async () => {
    await using visited = await visit(used.service.url, { width, scheme, key: scene.key })
    const { page, complaints } = visited
    const faults: string[] = []
    for (const [address, heading] of PAGES) {
      await page.goto(address())
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      await loaded(page)
      faults.push(...(await accessibilityFaults(page)).map((fault) => `${address()} ${fault}`))
      if ((await overflow(page)) > 0) faults.push(`${address()} is wider than ${width} pixels`)
    }
    expect(faults).toEqual([])
    expect(complaints).toEqual([])
  }, 120_000)

  test.each(STRANGERS_PAGES)('%s fits, has no accessibility fault and no complaint', async (address, heading) => {
    await using visited = await visit(used.service.url, { width, scheme })
    const { page } = visited
    await page.goto(address)
    await page.getByRole('heading', { name: heading }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
  })
})

test('what a scanner said is shown as text', async () => {
  await using visited = await visit(used.service.url, { key: scene.key })
  await visited.page.goto(`/findings/${ids.finding}`)
  await visited.page.getByText('<b>bold</b>').waitFor()
})

test('the first visit loads less than 250 kB over the network', async () => {
  await using visited = await visit(used.service.url, { key: scene.key })
  const { page } = visited
  await page.goto('/')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  const bytes = await transferred(page)
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThan(250_000)
})
