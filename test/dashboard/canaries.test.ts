import { expect, test } from 'vitest'
import { CANARIES, canaryConfigs, ECHOES } from '../canaries.ts'
import { findCanaries } from '../find-canaries.ts'
import { startReceiver } from '../receiver.ts'
import { createScene, finding } from '../scene.ts'
import { useService } from '../service.ts'
import { useBrowser } from './browser.ts'
import { watchPage } from './sweep.ts'

const used = useService()
const visit = useBrowser()

test('no page shows a credential of any kind, whatever its destination said', async () => {
  const scene = await createScene(used.service)
  // The mode that says it in the most ways, and is not tried again.
  await using receiver = await startReceiver((request) => ECHOES[1]?.(request) ?? 'reset')
  const addresses = ['/', '/integrations', '/events', '/deliveries', '/findings', '/scans', '/settings']
  for (const [kind, config] of Object.entries(canaryConfigs(receiver.url))) {
    const { id } = await scene.api.post<{ id: string }>('/integrations', {
      kind,
      name: kind,
      config,
      severity_filter: 'info',
      events: ['finding_new'],
      delivery: { retry_schedule: [1] },
    })
    addresses.push(`/integrations/${id}`)
  }
  const { scan } = await scene.scan([finding('one')])
  await scene.settled()
  const deliveries = await scene.deliveries()
  expect(deliveries).toHaveLength(10)
  const [event] = await scene.events('?event=finding_new')
  addresses.push(...deliveries.map(({ id }) => `/deliveries/${id}`), `/events/${event?.id}`, `/scans/${scan.id}`)
  addresses.push(`/findings/${(await scene.finding('one')).id}`, '/settings/audit')

  await using visited = await visit(used.service.url, { key: scene.key })
  const { page } = visited
  const sweep = await watchPage(page, used.service.url)
  for (const address of addresses) {
    await sweep.open(address)
    if (!address.startsWith('/integrations/')) continue
    await page.getByRole('button', { name: 'Send test' }).click()
    await page.getByText('did not take the test').waitFor()
    sweep.texts.push(await page.content())
  }
  const { cookies, origins } = await page.context().storageState()
  sweep.texts.push(JSON.stringify({ cookies, origins }), await page.evaluate<string>('JSON.stringify(sessionStorage)'))
  expect(sweep.texts.length).toBeGreaterThan(80)
  const shown = sweep.texts.flatMap((text) =>
    findCanaries(text, CANARIES).map((canary) => `${canary} in ${text.slice(0, 500)}`),
  )
  expect(shown).toEqual([])
  expect(sweep.elsewhere).toEqual([])
}, 120_000)
