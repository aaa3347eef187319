import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../src/core/id.ts'
import { createScene, finding, type Scene } from '../scene.ts'
import { useService } from '../service.ts'
import { accessibilityFaults, loaded, overflow, useBrowser } from './browser.ts'

const used = useService()
const visit = useBrowser()
let scene: Scene
let empty: Scene
let ids: { integration: string; finding: string; suppressed: string; delivery: string }

beforeAll(async () => {
  scene = await createScene(used.service)
  empty = await createScene(used.service)
  const integration = await scene.integrate(await used.receive('webhook'), { name: 'Automation' })
  await scene.scan([finding('Forged token', { severity: 'critical' }), finding('Weak hash')])
  const suppressed = (await scene.finding('Weak hash')).id
  await scene.api.post(`/findings/${suppressed}/suppress`, { reason: 'wont_fix' })
  await scene.settled()
  const [delivery] = await scene.deliveries()
  ids = { integration, finding: (await scene.finding('Forged token')).id, suppressed, delivery: delivery!.id }
})

const press = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name, exact: true }).click()
  await page.getByRole('dialog').waitFor()
}

/** A page in a state that takes a step to reach, and the text by which one knows it. */
const STATES: [address: () => string, reach: (page: Page) => Promise<void>, text: string | RegExp][] = [
  [() => `/integrations/${ids.integration}`, (page) => press(page, 'Delete'), 'Its credentials are gone for good'],
  [
    () => `/integrations/${ids.integration}`,
    async (page) => {
      await page.getByText('By event and severity').click()
      await page.getByText('Examples', { exact: true }).click()
    },
    'Happened',
  ],
  [
    () => '/integrations/new/jira',
    async (page) => {
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('')
      await page.getByRole('button', { name: 'Add it' }).click()
    },
    /must|required|needed|expected/i,
  ],
  [() => `/findings/${ids.finding}`, (page) => press(page, 'Set status'), 'That changes nothing'],
  [() => `/findings/${ids.finding}`, (page) => press(page, 'Suppress'), 'suppressed: no → accepted_risk'],
  [() => `/findings/${ids.suppressed}`, (page) => press(page, 'Unsuppress'), 'suppressed: wont_fix → no'],
  [() => `/findings/${ids.finding}`, (page) => press(page, 'Recheck'), 'recheck: never → present'],
  [() => `/deliveries/${ids.delivery}`, (page) => press(page, 'Replay'), 'a chat shows the message again'],
  [() => '/deliveries', (page) => press(page, 'Replay by filter'), 'will be sent once more'],
  [
    () => '/deliveries',
    async (page) => {
      await page.getByRole('checkbox').first().check()
      await press(page, 'Replay 1 selected')
    },
    'Those that are finished',
  ],
  [() => '/settings', (page) => press(page, 'Make a key'), 'Who or what will use it.'],
  [
    () => '/settings',
    async (page) => {
      await press(page, 'Make a key')
      await page.getByLabel('Name').fill('CI')
      await page.getByRole('button', { name: 'Make it' }).click()
    },
    'I have stored it',
  ],
  [() => '/settings', (page) => page.getByRole('button', { name: 'Revoke' }).first().click(), 'That can’t be undone'],
  [
    () => '/scans',
    async (page) => {
      await page.getByRole('heading', { level: 1 }).waitFor()
      const menu = page.getByRole('button', { name: 'Menu' })
      if (await menu.isVisible()) await menu.click()
    },
    'Sign out',
  ],
  [() => '/settings', (page) => press(page, 'Invite'), 'nothing is sent by e-mail'],
  [() => `/integrations/${newId()}`, () => Promise.resolve(), 'It may have been deleted'],
  [() => `/findings/${newId()}`, () => Promise.resolve(), 'It may have been deleted'],
]

/** What a workspace shows in which nothing has happened: the next step. */
const EMPTY: [address: string, text: string | RegExp][] = [
  ['/', 'Nothing is wired yet'],
  ['/integrations', 'There are no integrations yet'],
  ['/events', 'Nothing has happened yet'],
  ['/deliveries', 'Nothing was sent yet'],
  ['/findings', 'There are no findings yet'],
  ['/scans', /no scans/i],
  ['/settings', 'Nobody signs in with a password yet'],
]

describe.each([
  { width: 390, scheme: 'light' as const },
  { width: 1280, scheme: 'dark' as const },
])('at $width pixels, $scheme', ({ width, scheme }) => {
  /** The faults of the page as it stands. */
  const faultsOf = async (page: Page, where: string): Promise<string[]> => {
    const faults = (await accessibilityFaults(page)).map((fault) => `${where} ${fault}`)
    return (await overflow(page)) > 0 ? [...faults, `${where} is wider than ${String(width)} pixels`] : faults
  }

  test('dialogs, refusals and what is not there have no accessibility fault and fit', async () => {
    // What the service refuses, as it is asked to.
    const tolerates = /status of (404|422)/
    await using visited = await visit(used.service.url, { width, scheme, key: scene.key, tolerates })
    const { page } = visited
    page.on('dialog', (dialog) => void dialog.accept())
    const faults: string[] = []
    for (const [address, reach, text] of STATES) {
      await page.goto(address())
      await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' })
      await reach(page)
      await page.getByText(text).first().waitFor()
      faults.push(...(await faultsOf(page, `${address()} ${String(text)}`)))
    }
    expect(faults).toEqual([])
  }, 120_000)

  test('a workspace in which nothing has happened says the next step on every page', async () => {
    await using visited = await visit(used.service.url, { width, scheme, key: empty.key })
    const { page, complaints } = visited
    const faults: string[] = []
    for (const [address, text] of EMPTY) {
      await page.goto(address)
      await loaded(page)
      await page.getByText(text).first().waitFor()
      faults.push(...(await faultsOf(page, address)))
    }
    expect(faults).toEqual([])
    expect(complaints).toEqual([])
  }, 60_000)
})
