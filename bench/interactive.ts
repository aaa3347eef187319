import type { Browser, Page } from 'playwright-core'

/** One visit to the overview. */
export interface Visit {
  /** From the navigation to the paint after which all cards are there with their figures. */
  drawnMs: number
  /** As `drawnMs`, or the end of the last long task (over 50 ms) where that is later and no other follows within half a second. */
  interactiveMs: number
  /** Cumulative layout shift. */
  shift: number
  /** Bytes over the network of page, scripts and styles. */
  bytes: number
}

/** Runs in the page before its own scripts; text, since it knows the page's names and not ours. */
const watchFor = (cards: number): string => `{
  const longTasks = [0]
  let shift = 0
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push(startTime + duration)
  }).observe({ type: 'longtask', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
  const isDrawn = () => {
    const figures = [...document.querySelectorAll('ul[aria-label=Integrations] > li dl dd')]
    return figures.length === 4 * ${String(cards)} && figures.every(({ textContent }) => textContent !== '')
  }
  window.firstVisit = new Promise((resolve) => {
    let drawnMs
    const look = () => {
      const now = performance.now()
      if (drawnMs === undefined && isDrawn()) drawnMs = now
      const quietSince = Math.max(drawnMs ?? now, ...longTasks)
      if (now - quietSince < 500) return requestAnimationFrame(look)
      const files = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      const bytes = files.filter(({ name }) => !name.includes('/api/')).reduce((sum, file) => sum + file.transferSize, 0)
      resolve({ drawnMs, interactiveMs: quietSince, shift, bytes })
    }
    requestAnimationFrame(look)
  })
}`

const measure = async (page: Page, url: string): Promise<Visit> => {
  await page.goto(url)
  return page.evaluate<Visit>('window.firstVisit')
}

export interface Visits {
  /** With an empty cache. */
  cold: Visit
  /** In another tab of the same browser. */
  warm: Visit
}

/** Opens the overview at `url` twice, signed in by that key. */
export const visitOverview = async (browser: Browser, url: string, key: string, cards: number): Promise<Visits> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 844 } })
  try {
    await context.addInitScript((text) => sessionStorage.setItem('pencheff.key', text), key)
    await context.addInitScript(watchFor(cards))
    const cold = await measure(await context.newPage(), url)
    return { cold, warm: await measure(await context.newPage(), url) }
  } finally {
    await context.close()
  }
}
