import { describe, expect, test } from 'vitest'
import { useService } from '../service.ts'
import { accessibilityFaults, overflow, useBrowser } from './browser.ts'

const used = useService()
const visit = useBrowser()

describe.each([
  { width: 1280, scheme: 'light' as const },
  { width: 390, scheme: 'dark' as const },
])('at $width pixels, $scheme, the reference of the API', ({ width, scheme }) => {
  test('fits, has no accessibility fault and nothing that its policy refuses', async () => {
    await using visited = await visit(used.service.url, { width, scheme })
    const { page, complaints } = visited
    await page.goto('/docs')
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^Pencheff Integrations API /)
    expect(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')).toBe(
      scheme === 'dark' ? 'rgb(18, 22, 31)' : 'rgb(255, 255, 255)',
    )
    expect([await accessibilityFaults(page), await overflow(page), complaints]).toEqual([[], 0, []])
  })
})

test('the index leads to every operation, and every link to something that is there', async () => {
  await using visited = await visit(used.service.url)
  const { page } = visited
  await page.goto('/docs')
  await page.getByRole('link', { name: 'POST /scans/{id}/complete', exact: true }).click()
  const heading = page.getByRole('heading', { name: 'POST /api/scans/{id}/complete', exact: true })
  await expect.poll(async () => (await heading.boundingBox())?.y).toBeLessThan(200)
  const broken = `[...document.links].map(({ hash }) => hash.slice(1)).filter((id) => id && !document.getElementById(id))`
  expect(await page.evaluate<string[]>(broken)).toEqual([])
  const { body } = await used.service.request('GET', '/openapi.json')
  const operations = Object.values(body.paths as Record<string, object>).flatMap((methods) => Object.keys(methods))
  expect(await page.getByRole('navigation').getByRole('link').count()).toBe(operations.length + 2)
})
