import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RECEIVERS, type ReceiverKind } from '../../demo/receivers/index.ts'
import { createScene, finding, type Scene } from '../scene.ts'
import { useService } from '../service.ts'
import { accessibilityFaults, overflow, useBrowser, type Visit } from './browser.ts'

const used = useService()
const visit = useBrowser()

interface Kind {
  kind: ReceiverKind
  title: string
  config_schema: { properties: Record<string, { title: string; enum?: string[] }> }
}

/** Fills what the receiver needs into the form that is drawn from the kind's schema. */
const fillIn = async (page: Page, { config_schema }: Kind, config: Record<string, unknown>): Promise<void> => {
  for (const [name, value] of Object.entries(config)) {
    const title = config_schema.properties[name]?.title ?? name
    if (typeof value === 'boolean') await page.getByRole('switch', { name: title }).setChecked(value)
    else await page.getByRole('textbox', { name: title, exact: true }).fill(String(value))
  }
}

describe('every kind', () => {
  let scene: Scene
  let kinds: Kind[]
  let visited: Visit
  beforeAll(async () => {
    scene = await createScene(used.service)
    visited = await visit(used.service.url, { key: scene.key })
    kinds = (await scene.api.get<{ items: Kind[] }>('/integration-kinds')).items
  })

  afterAll(() => visited[Symbol.asyncDispose]())

  test('there is a receiver for each', () => {
    expect(kinds.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(RECEIVERS).toSorted())
  })

  test.each(Object.keys(RECEIVERS) as ReceiverKind[])(
    '%s is made in its form, saved without a secret on the page, and tested',
    async (kind) => {
      const shown = kinds.find((one) => one.kind === kind)!
      const receiver = await used.receive(kind)
      const { page, complaints } = visited
      await page.goto(`/integrations/new/${kind}`)
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill(`${shown.title} of ours`)
      await fillIn(page, shown, receiver.config)
      await page.getByRole('button', { name: 'Add it' }).click()
      await page.getByRole('heading', { level: 1, name: `${shown.title} of ours` }).waitFor()
      const secrets = Object.keys(receiver.config).filter((name) => /url|token|secret|key|headers/.test(name))
      const content = await page.content()
      for (const name of secrets.filter((one) => !/base_url|api_url|hec_url|project_key/.test(one)))
        expect(content).not.toContain(String(receiver.config[name]))
      await page.getByRole('button', { name: 'Send test' }).click()
      await page.getByText(`${shown.title} took the test`).waitFor()
      expect(receiver.receipts.length).toBeGreaterThan(0)
      expect(complaints).toEqual([])
    },
  )

  test('a kind whose destination refuses is told what it said and what to do', async () => {
    const slack = await used.receive('slack', { fault: () => ({ status: 403, body: 'invalid_token' }) })
    const other = await createScene(used.service)
    const id = await other.integrate(slack)
    await using visited = await visit(used.service.url, { key: other.key })
    const { page } = visited
    await page.goto(`/integrations/${id}`)
    await page.getByRole('button', { name: 'Send test' }).click()
    await page.getByText('Slack did not take the test').waitFor()
    await page.getByText('The credential was refused.').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })
})

describe('the form of an integration', () => {
  let scene: Scene
  let id: string
  beforeAll(async () => {
    scene = await createScene(used.service)
    const slack = await used.receive('slack')
    const fields = { name: 'Security channel', severity_filter: 'high', delivery: { individually: 1 } }
    id = await scene.integrate(slack, fields)
    await scene.scan([finding('Forged token', { severity: 'critical' }), finding('Weak hash', { severity: 'low' })])
    await scene.settled()
  })

  test('shows live what the last 30 days would have sent under the filter as it is edited', async () => {
    await using visited = await visit(used.service.url, { key: scene.key })
    const { page, complaints } = visited
    await page.goto(`/integrations/${id}`)
    // The scan's start and end, and the one finding that is severe enough.
    await page.getByText('3 messages would have gone out').waitFor()
    await page.getByText('3 messages really did').waitFor()
    await page.getByRole('slider', { name: 'Severity' }).press('Home')
    await page.getByText('4 messages would have gone out').waitFor()
    await page.getByText('One of them is a digest').waitFor()
    await page.getByRole('group', { name: 'Events' }).getByLabel('Only some').check()
    for (const event of ['Scan started', 'Scan done', 'Scan failed', 'Finding changed'])
      await page.getByLabel(event).uncheck()
    await page.getByText('2 messages would have gone out').waitFor()
    await page.getByText('By event and severity').click()
    await page.getByRole('row', { name: 'New finding low 1 1 0' }).waitFor()
    await page.getByRole('row', { name: 'Scan done 1 0 1' }).waitFor()
    await page.getByText('Examples').click()
    const example = page.getByRole('list', { name: 'Examples' }).getByRole('listitem').filter({ hasText: 'Weak hash' })
    await example.getByText('was not sent').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    const [opened] = await Promise.all([page.waitForEvent('popup'), example.getByRole('link').click()])
    await opened.getByRole('row', { name: 'Security channel' }).getByText('below severity: low < high').waitFor()
    expect(complaints).toEqual([])
  })

  test('says of a new integration that nothing happened yet, and counts once something did', async () => {
    const empty = await createScene(used.service)
    await using visited = await visit(used.service.url, { key: empty.key, width: 390, scheme: 'dark' })
    const { page } = visited
    await page.goto('/integrations/new/github')
    await page.getByText('Nothing happened in the last 30 days').waitFor()
    await empty.scan([finding('Forged token')])
    await page.reload()
    await page.getByText('1 message would have gone out').waitFor()
    await page.getByText('2 events pass the filter, but GitHub Issues has no place for such.').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    expect(await overflow(page)).toBe(0)
  })

  test('previews the digest of many findings where the kind has one, and only there', async () => {
    await using visited = await visit(used.service.url, { key: scene.key })
    const { page } = visited
    await page.goto('/integrations/new/slack')
    await page.getByRole('combobox', { name: 'Event' }).click()
    await page.getByRole('option', { name: 'Digest: many findings of one scan' }).click()
    await page
      .getByText(/\d+ more findings/)
      .first()
      .waitFor()
    await page.goto('/integrations/new/splunk')
    await page.getByRole('combobox', { name: 'Event' }).click()
    await page.getByRole('option', { name: 'Finding changed' }).waitFor()
    expect(await page.getByRole('option').count()).toBe(5)
  })

  test('asks before a page is left whose changes are not saved, and takes them back on demand', async () => {
    await using visited = await visit(used.service.url, { key: scene.key })
    const { page } = visited
    await page.goto(`/integrations/${id}`)
    const name = page.getByRole('textbox', { name: 'Name', exact: true })
    await name.fill('Another name')
    await page.getByRole('link', { name: 'Findings' }).click()
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' })
    await dialog.waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Stay here' }).click()
    expect(await name.inputValue()).toBe('Another name')
    const asked = page.waitForEvent('dialog')
    await page.close({ runBeforeUnload: true })
    const closing = await asked
    expect(closing.type()).toBe('beforeunload')
    await closing.dismiss()
    await page.getByRole('button', { name: 'Discard' }).click()
    expect(await name.inputValue()).toBe('Security channel')
    await name.fill('Third name')
    await page.getByRole('link', { name: 'Findings' }).click()
    await dialog.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { level: 1, name: 'Findings' }).waitFor()
    expect((await scene.api.get<{ name: string }>(`/integrations/${id}`)).name).toBe('Security channel')
  })

  test('asks nothing where nothing was changed, where it was saved, and where it was deleted', async () => {
    // The page is told of the deletion as soon as who deletes, and may ask for it once more.
    await using visited = await visit(used.service.url, { key: scene.key, tolerates: /status of 404/ })
    const { page } = visited
    await page.goto(`/integrations/${id}`)
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Renamed channel')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: 'Renamed channel' }).waitFor()
    await page.getByRole('link', { name: 'Scans' }).click()
    await page.getByRole('heading', { level: 1, name: 'Scans' }).waitFor()
    await page.goto(`/integrations/${id}`)
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Not to be saved')
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Its credentials are gone for good').waitFor()
    await page.getByRole('button', { name: 'Delete it' }).click()
    await page.getByRole('heading', { level: 1, name: 'Integrations' }).waitFor()
    await page.getByText('There are no integrations yet').waitFor()
  })
})
