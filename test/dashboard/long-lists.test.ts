import { beforeAll, expect, test } from 'vitest'
import { writeHistory } from '../history.ts'
import { createScene, type Scene } from '../scene.ts'
import { useService } from '../service.ts'
import { useBrowser } from './browser.ts'

const used = useService()
const visit = useBrowser()
const ROWS = 10_000
let scene: Scene

beforeAll(async () => {
  scene = await createScene(used.service)
  await scene.integrate(await used.receive('webhook'))
  const { rows } = await used.service.db.query<{ id: string }>('select workspace_id as id from targets where id = $1', [
    scene.targetId,
  ])
  await writeHistory(used.service.db, { workspaceId: rows[0]?.id ?? '', deliveries: ROWS, perEvent: 1 })
}, 60_000)

/** Goes to the end of what is there until nothing more comes; answers the most rows that the page held. */
const TO_THE_END = `(async () => {
  let most = 0
  for (;;) {
    scrollTo(0, document.documentElement.scrollHeight)
    await new Promise(requestAnimationFrame)
    most = Math.max(most, document.querySelectorAll('main li').length)
    if (/in all$/.test(document.querySelector('main p[role=status]')?.textContent ?? '')) return most
  }
})()`

test('deliveries are read to the end of ten thousand, of which the page holds a few rows', async () => {
  await using visited = await visit(used.service.url, { key: scene.key })
  const { page, complaints } = visited
  await page.goto('/deliveries')
  await page.getByText('100 read, more as you scroll').waitFor()
  expect(await page.evaluate<number>(TO_THE_END)).toBeLessThan(100)
  await page.getByText(`${String(ROWS)} in all`).waitFor()
  await page.keyboard.press('End')
  const last = page.locator(`main li[aria-posinset="${String(ROWS)}"]`)
  expect(await last.getAttribute('aria-setsize')).toBe(String(ROWS))
  await last.getByRole('link').focus()
  await page.keyboard.press('Shift+Tab')
  const before = await page.evaluate<string>('document.activeElement.closest("li").ariaPosInSet')
  expect(Number(before)).toBeGreaterThan(ROWS - 2)
  expect(complaints).toEqual([])
}, 60_000)

test('the overview does not move while it is drawn', async () => {
  await using visited = await visit(used.service.url, { key: scene.key })
  const { page } = visited
  await page.addInitScript(`window.shift = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value
    }).observe({ type: 'layout-shift', buffered: true })`)
  await page.goto('/')
  await page.getByRole('list', { name: 'Integrations' }).getByRole('img').first().waitFor()
  await page.getByRole('status').getByText('Live').waitFor()
  expect(await page.evaluate<number>('window.shift')).toBeLessThan(0.1)
})
