import { randomBytes } from 'node:crypto'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { DemoApi } from '../../demo/api.ts'

export const LOOKS = [
  { scheme: 'light', width: 1280 },
  { scheme: 'dark', width: 1280 },
  { scheme: 'light', width: 390 },
  { scheme: 'dark', width: 390 },
] as const
export type Look = (typeof LOOKS)[number]

export type Session = Awaited<ReturnType<BrowserContext['storageState']>>

export interface Shown {
  name: string
  address: string
  /** Brings the page into the state that is shown. */
  reach?: (page: Page) => Promise<unknown>
  /** The window alone, not the whole page. */
  window?: true
}

interface Named {
  id: string
  name: string
}

const press =
  (name: string) =>
  (page: Page): Promise<unknown> =>
    page.getByRole('button', { name, exact: true }).click()

const firstId = async (api: DemoApi, path: string): Promise<string> => {
  const { items } = await api.get<{ items: { id: string }[] }>(path)
  return items[0]?.id ?? ''
}

/** Every page, and what is reached from it by a click. */
export const shownOf = async (api: DemoApi): Promise<Shown[]> => {
  const integrations = await api.all<Named>('/integrations')
  const integration = (name: string): string => integrations.find((one) => one.name === name)?.id ?? ''
  const findings = await api.all<{ id: string; title: string }>('/findings')
  const finding = (start: string): string => findings.find(({ title }) => title.startsWith(start))?.id ?? ''
  const basket = finding('Basket')
  const retried = (
    await api.get<{ items: { id: string; attempt_count: number }[] }>(
      `/deliveries?integration_id=${integration('Release room')}&limit=200`,
    )
  ).items.find(({ attempt_count }) => attempt_count > 1)
  const scans = (await api.get<{ items: { id: string; status: string; grade: string | null }[] }>('/scans')).items
  const changed = await firstId(api, `/events?finding_id=${finding('No limit')}&event=finding_new`)
  return [
    { name: 'overview', address: '/' },
    { name: 'integrations', address: '/integrations' },
    { name: 'gallery', address: '/integrations/new' },
    { name: 'new-slack', address: '/integrations/new/slack' },
    { name: 'new-jira', address: '/integrations/new/jira' },
    { name: 'new-pagerduty', address: '/integrations/new/pagerduty' },
    { name: 'new-webhook', address: '/integrations/new/webhook' },
    { name: 'integration', address: `/integrations/${integration('Security channel')}` },
    {
      name: 'integration-tested',
      address: `/integrations/${integration('Triage')}`,
      reach: async (page) => {
        await press('Send test')(page)
        await page.getByText('took the test').waitFor()
        await page.getByText('By event and severity').click()
        await page.getByText('Examples').click()
      },
    },
    { name: 'integration-gone', address: `/integrations/${integration('Old dashboard feed')}` },
    { name: 'events', window: true, address: '/events' },
    { name: 'event', address: `/events/${changed}` },
    { name: 'deliveries', window: true, address: '/deliveries' },
    { name: 'delivery', address: `/deliveries/${retried?.id ?? ''}` },
    { name: 'delivery-dead', address: `/deliveries/${await firstId(api, '/deliveries?state=dead')}` },
    { name: 'replay', address: '/deliveries', reach: press('Replay by filter'), window: true },
    { name: 'findings', window: true, address: '/findings' },
    { name: 'finding', address: `/findings/${basket}` },
    { name: 'suppress', address: `/findings/${basket}`, reach: press('Suppress'), window: true },
    { name: 'scans', window: true, address: '/scans' },
    { name: 'scan', address: `/scans/${scans.find(({ grade }) => grade === 'D')?.id ?? ''}` },
    { name: 'scan-failed', address: `/scans/${scans.find(({ status }) => status === 'failed')?.id ?? ''}` },
    { name: 'settings', address: '/settings' },
    { name: 'audit', window: true, address: '/settings/audit' },
    { name: 'not-there', address: '/settings/nowhere' },
  ]
}

const settle = async (page: Page): Promise<void> => {
  await page.getByRole('main').waitFor()
  await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' })
  // Marks and names that come with a later answer.
  await page.waitForTimeout(350)
}

const SCALE = { 1280: 1, 390: 2 } as const

/** A browser of its own, of somebody who holds `session`. */
export const visitor = async (browser: Browser, look: Look, session?: Session): Promise<BrowserContext> => {
  const context = await browser.newContext({
    viewport: { width: look.width, height: 860 },
    colorScheme: look.scheme,
    reducedMotion: 'reduce',
    deviceScaleFactor: SCALE[look.width],
    ...(session && { storageState: session }),
  })
  context.setDefaultTimeout(15_000)
  return context
}

/** Sets up the first owner; answers the owner's session. */
export const setUp = async (page: Page, link: string): Promise<Session> => {
  await page.goto(link)
  await page.getByLabel('E-mail').waitFor()
  await page.getByLabel('Name').fill('Dana Whitfield')
  await page.getByLabel('E-mail').fill('dana@example.com')
  await page.getByRole('textbox', { name: 'Password' }).fill(randomBytes(12).toString('base64url'))
  await page.getByRole('button', { name: 'Set it and sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  return page.context().storageState()
}

/** As tall as the page, within reason: what sticks to the window is where a person would see it. */
const TALLEST = 2400

export const photograph = async (page: Page, { address, reach, window }: Shown): Promise<Buffer> => {
  const size = page.viewportSize() ?? { width: 1280, height: 860 }
  await page.goto(address)
  await settle(page)
  await reach?.(page)
  await settle(page)
  if (window !== true) {
    const height = await page.evaluate<number>('document.documentElement.scrollHeight')
    await page.setViewportSize({ width: size.width, height: Math.min(TALLEST, Math.max(size.height, height)) })
    await settle(page)
  }
  const picture = await page.screenshot({ animations: 'disabled' })
  await page.setViewportSize(size)
  return picture
}
