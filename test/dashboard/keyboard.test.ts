import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { createScene, finding, type Scene } from '../scene.ts'
import { useService } from '../service.ts'
import { useBrowser } from './browser.ts'

const used = useService()
const visit = useBrowser()
let scene: Scene

beforeAll(async () => {
  scene = await createScene(used.service)
  await scene.integrate(await used.receive('webhook'), { name: 'Automation' })
  await scene.scan([finding('Forged token', { severity: 'critical' })])
  await scene.settled()
})

/** What has the focus, as a screen reader would name it. */
const focused = (page: Page): Promise<string> =>
  page.evaluate<string>(
    `(({ activeElement: { id, ariaLabel, textContent } }) => ariaLabel ?? (id === 'content' ? id : textContent))(document)`,
  )

/** Presses Tab until that has the focus. */
const tabTo = async (page: Page, name: string | RegExp): Promise<void> => {
  const isThere = (text: string): boolean => (typeof name === 'string' ? text === name : name.test(text))
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab')
    if (isThere(await focused(page))) return
  }
  throw new Error(`Tab does not lead to ${String(name)}`)
}

test('a finding is found, and suppressed, without a mouse', async () => {
  await using visited = await visit(used.service.url, { key: scene.key })
  const { page } = visited
  await page.goto('/')
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Skip to the content')
  await tabTo(page, 'Findings')
  await page.keyboard.press('Enter')
  await page.getByRole('listitem').getByText('Forged token').waitFor()
  // On another page the focus is at its beginning, past the menu.
  expect(await focused(page)).toBe('content')
  await tabTo(page, /Forged token/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Forged token' }).waitFor()
  await tabTo(page, 'Suppress')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('suppressed: no → accepted_risk').waitFor()
  // It holds the focus until it is closed, and gives it back.
  for (let presses = 0; presses < 8; presses += 1) await page.keyboard.press('Tab')
  expect(await page.evaluate<boolean>(`document.activeElement.closest('[role=dialog]') !== null`)).toBe(true)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => focused(page)).toBe('Suppress')
  await page.keyboard.press('Enter')
  await dialog.getByText('suppressed: no → accepted_risk').waitFor()
  await tabTo(page, 'Suppress')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Unsuppress' }).waitFor()
  expect(await scene.finding('Forged token')).toMatchObject({ suppressed: 'accepted_risk' })
})
