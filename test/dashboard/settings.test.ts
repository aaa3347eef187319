import { beforeAll, expect, test } from 'vitest'
import { rotateKeys } from '../../src/operations/key-rotation.ts'
import { createKeyRing } from '../../src/vault/key-ring.ts'
import { newFernetKey } from '../process.ts'
import { useService } from '../service.ts'
import { accessibilityFaults, useBrowser } from './browser.ts'

const [first, old] = [newFernetKey(), newFernetKey()]
const used = useService({ config: { fernetKeys: [first, old], retentionDays: 45 } })
const visit = useBrowser()
const SEALED = 25

beforeAll(async () => {
  const { request, db } = used.service
  for (let at = 0; at < SEALED; at += 1) {
    const body = {
      kind: 'webhook',
      name: `i ${String(at)}`,
      enabled: false,
      config: { webhook_url: 'http://127.0.0.1:9/' },
    }
    await request('POST', '/integrations', body)
  }
  // As a service left them whose only key was the old one.
  await rotateKeys(db, createKeyRing([old, first]))
})

test('the owner sees which key seals how much, rotates after a question, and sees all of it moved', async () => {
  const { url, key } = used.service
  await using visited = await visit(url, { key })
  const { page, complaints } = visited
  await page.goto('/settings')
  const rows = page.getByRole('list', { name: 'Vault keys' }).getByRole('listitem')
  await page.getByText(`0 of ${String(SEALED)} sealed with the first key`).waitFor()
  await rows
    .filter({ hasText: 'only opens' })
    .getByText(`${String(SEALED)} sealed with it`)
    .waitFor()
  await page.getByRole('button', { name: 'Seal all with the first key' }).click()
  await page.getByText('Stopped half-way nothing is lost').waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await page.getByRole('button', { name: 'Not now' }).click()
  await page.getByText(`0 of ${String(SEALED)} sealed with the first key`).waitFor()
  await page.getByRole('button', { name: 'Seal all with the first key' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Seal all' }).click()
  await page.getByText(`${String(SEALED)} rows are sealed anew.`).waitFor()
  await page.getByText(`${String(SEALED)} of ${String(SEALED)} sealed with the first key`).waitFor()
  await rows.filter({ hasText: 'only opens' }).getByText('0 sealed with it').waitFor()
  expect(await page.getByRole('progressbar').evaluate((bar: { value: number }) => bar.value)).toBe(SEALED)
  expect(await accessibilityFaults(page)).toEqual([])
  expect(complaints).toEqual([])
})

test('a rotation that goes on shows how far it is', async () => {
  const { url, key } = used.service
  await using visited = await visit(url, { key })
  const { page } = visited
  await page.goto('/settings')
  await page.getByText(`${String(SEALED)} of ${String(SEALED)} sealed`).waitFor()
  // The answer is held back in the browser: what the page asks meanwhile is answered by the service as it is.
  let answer: () => void = () => undefined
  const held = new Promise<void>((resolve) => (answer = resolve))
  await page.route('**/api/vault/rotate', async (route) => {
    await held
    await route.continue()
  })
  await rotateKeys(used.service.db, createKeyRing([old, first]))
  await page.getByRole('button', { name: 'Seal all with the first key' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Seal all' }).click()
  await page.getByText(`0 of ${String(SEALED)} sealed`).waitFor()
  answer()
  await page.getByText(`${String(SEALED)} of ${String(SEALED)} sealed`).waitFor()
})

test('anybody sees how long things are kept, and chooses light or dark for good', async () => {
  const { url, request } = used.service
  const { body } = await request('POST', '/keys', { name: 'reader', scopes: ['events:read'] })
  await using visited = await visit(url, { key: String(body.key) })
  const { page } = visited
  await page.goto('/settings')
  await page.getByText('45 days').waitFor()
  expect(await page.getByText('Vault keys').count()).toBe(0)
  const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme')
  expect(await scheme()).toBe('light')
  await page.getByText('Dark', { exact: true }).click()
  expect(await scheme()).toBe('dark')
  await page.reload()
  await page.getByText('45 days').waitFor()
  expect(await scheme()).toBe('dark')
})
