import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { launchChromium } from '../chromium.ts'

const DASHBOARD = fileURLToPath(new URL('../../dashboard/', import.meta.url))
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const WAIT_MS = 10_000

const newestIn = (folder: string): number =>
  Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  )

/** The service serves what was built: tests of anything older would prove nothing. */
const requireFreshBuild = (): void => {
  const builtAt = statSync(join(DASHBOARD, 'dist/index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (builtAt < newestIn(join(DASHBOARD, 'src')))
    throw new Error('dashboard/dist is missing or older than its source: npm run build:dashboard')
}

export interface Visit extends AsyncDisposable {
  page: Page
  /** What the browser complained of: errors on the console, refused by the policy, thrown. */
  complaints: string[]
}

export interface VisitOptions {
  width?: number
  scheme?: 'light' | 'dark'
  /** Signs in with it before the first page. */
  key?: string
  /** What the browser may complain of in this visit: answers that the test asks for. */
  tolerates?: RegExp
}

const open = async (browser: Browser, baseURL: string, options: VisitOptions): Promise<Visit> => {
  const { width = 1280, scheme = 'light', key } = options
  const context = await browser.newContext({
    baseURL,
    viewport: { width, height: 844 },
    colorScheme: scheme,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(WAIT_MS)
  if (key !== undefined) await context.addInitScript((text) => sessionStorage.setItem('pencheff.key', text), key)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

/** One browser for the test file; each visit has cookies and storage of its own. A test fails whose pages made the browser complain. */
export const useBrowser = (): ((baseURL: string, options?: VisitOptions) => Promise<Visit>) => {
  let browser: Browser | undefined
  beforeAll(async () => {
    requireFreshBuild()
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  const visits: { complaints: string[]; tolerates: RegExp | undefined }[] = []
  afterEach(() => {
    const complaints = visits
      .splice(0)
      .flatMap((visit) => visit.complaints.filter((one) => !visit.tolerates?.test(one)))
    expect(complaints).toEqual([])
  })
  return async (baseURL, options = {}) => {
    if (!browser) throw new Error('the browser is there only while tests run')
    const visit = await open(browser, baseURL, options)
    visits.push({ complaints: visit.complaints, tolerates: options.tolerates })
    return visit
  }
}

/** Runs in the page; text, since it knows the page's names and not ours. */
const RUN_AXE = `axe.run(document, { runOnly: ${JSON.stringify(TAGS)} }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`

/** What axe finds against WCAG 2.2 AA, one line a fault. */
export const accessibilityFaults = async (page: Page): Promise<string[]> => {
  // By way of the debugger, which the page's policy does not bind.
  await page.evaluate(AXE)
  return page.evaluate<string[]>(RUN_AXE)
}

/** How many pixels the page is wider than the window; 0 when it fits. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('Math.max(0, document.documentElement.scrollWidth - window.innerWidth)')

/** Everything that the page asked the service for is drawn. */
export const loaded = async (page: Page): Promise<void> => {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' })
}

/** Bytes of the dashboard's own files that came over the network. */
export const transferred = (page: Page): Promise<number> =>
  page.evaluate<number>(`performance.getEntriesByType('resource')
    .filter(({ name }) => name.includes('/assets/'))
    .reduce((sum, { transferSize }) => sum + transferSize, 0)`)
