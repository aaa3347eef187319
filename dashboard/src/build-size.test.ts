import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const DIST = join(import.meta.dirname, '../dist')
const ASSETS = join(DIST, 'assets')

/** What a file cannot run without, by name. */
const importsOf = (name: string): string[] =>
  name.endsWith('.js')
    ? [...readFileSync(join(ASSETS, name), 'utf8').matchAll(/(?:from|import)"\.\/([\w.-]+)"/g)].flatMap(
        ([, file]) => file ?? [],
      )
    : []

const withImports = (names: readonly string[], found = new Set<string>()): Set<string> => {
  for (const name of names) {
    if (found.has(name)) continue
    found.add(name)
    withImports(importsOf(name), found)
  }
  return found
}

test('what the first page needs is less than 250 kB, compressed', () => {
  const page = readFileSync(join(DIST, 'index.html'), 'utf8')
  const entry = [...page.matchAll(/\/assets\/([\w.-]+)/g)].flatMap(([, file]) => file ?? [])
  const overview = readdirSync(ASSETS).filter((name) => /^overview-page-[\w-]+\.(js|css)$/.test(name))
  expect(overview).toHaveLength(2)
  const files = withImports([...entry, ...overview])
  expect(files.size).toBeGreaterThan(5)
  const bytes = [...files].reduce((sum, name) => sum + statSync(join(ASSETS, `${name}.gz`)).size, page.length)
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThan(250_000)
})
