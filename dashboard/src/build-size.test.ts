import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const DIST = join(import.meta.dirname, '../dist')
const ASSETS = join(DIST, 'assets')
const PAGE = readFileSync(join(DIST, 'index.html'), 'utf8')
const MOST = 250_000

const namesIn = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].flatMap(([, name]) => name ?? [])

/** What a file cannot run without, by name. */
const importsOf = (name: string): string[] =>
  name.endsWith('.js') ? namesIn(readFileSync(join(ASSETS, name), 'utf8'), /(?:from|import)"\.\/([\w.-]+)"/g) : []

const withImports = (names: readonly string[], found = new Set<string>()): Set<string> => {
  for (const name of names) {
    if (found.has(name)) continue
    found.add(name)
    withImports(importsOf(name), found)
  }
  return found
}

const entry = namesIn(PAGE, /\/assets\/([\w.-]+)/g)
/** The chunk of each page, by its file's name. */
const pages = readdirSync(ASSETS).filter((name) => /^[a-z-]+-page-[\w-]+\.js$/.test(name))

const compressedBytes = (files: ReadonlySet<string>): number =>
  [...files].reduce((sum, name) => sum + statSync(join(ASSETS, `${name}.gz`)).size, PAGE.length)

test('there is a chunk a page', () => {
  const router = readFileSync(join(import.meta.dirname, 'router.tsx'), 'utf8')
  expect(pages).toHaveLength(namesIn(router, /import\('\.\/([\w/-]+-page)\.tsx'\)/g).length)
})

test.each(pages)('what %s needs at first is less than 250 kB, compressed', (page) => {
  const styles = readdirSync(ASSETS).filter((name) => name.endsWith('.css'))
  // All style sheets are counted: more than any page loads.
  const bytes = compressedBytes(withImports([...entry, ...styles, page]))
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThan(MOST)
})
