import type { Page } from 'playwright-core'
import { loaded } from './browser.ts'

/** What came to light while pages were looked at. */
export interface Sweep {
  /** Opens an address of the dashboard and waits until it is drawn. */
  open(address: string): Promise<void>
  /** The drawn pages and all that the service answered, as text. */
  texts: string[]
  /** What was asked of anybody but the service. */
  elsewhere: string[]
  /** What the page's policy had to stop, and dialogs that came up. */
  incidents: string[]
}

/** Runs in the page before its own scripts; text, since it knows the page's names and not ours. */
const WATCH = `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
  console.info('policy: ' + violatedDirective + ' ' + blockedURI + ' ' + sample))`

/** Watches a page. `sentinel` is an expression that is true in the page once something ran that must not. */
export const watchPage = async (page: Page, origin: string, sentinel = 'false'): Promise<Sweep> => {
  const sweep: Sweep = { open: () => Promise.resolve(), texts: [], elsewhere: [], incidents: [] }
  await page.addInitScript(WATCH)
  page.on('console', (message) => {
    if (message.text().startsWith('policy: ')) sweep.incidents.push(message.text())
  })
  page.on('dialog', (dialog) => {
    sweep.incidents.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    const { origin: asked, protocol } = new URL(request.url())
    if (asked !== origin && protocol !== 'data:' && protocol !== 'blob:') sweep.elsewhere.push(request.url())
  })
  page.on('response', (response) => {
    if (!response.url().includes('/api/')) return
    void response.text().then(
      (text) => sweep.texts.push(text),
      () => undefined,
    )
  })
  sweep.open = async (address) => {
    await page.goto(address)
    await loaded(page)
    sweep.texts.push(await page.content())
    if (await page.evaluate<boolean>(`!!(${sentinel})`)) sweep.incidents.push(`the sentinel fired at ${address}`)
  }
  return sweep
}
