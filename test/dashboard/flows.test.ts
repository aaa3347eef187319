import { beforeAll, expect, test } from 'vitest'
import { createScene, finding, type Scene } from '../scene.ts'
import { until } from '../process.ts'
import { useService } from '../service.ts'
import { useBrowser } from './browser.ts'

const used = useService()
const visit = useBrowser()
let scene: Scene

beforeAll(async () => {
  scene = await createScene(used.service)
})

test('a key signs in and leads to where one wanted to go; a wrong one is refused in words', async () => {
  await using visited = await visit(used.service.url, { tolerates: /status of 401/ })
  const { page } = visited
  await page.goto('/settings')
  await page.getByText('API key', { exact: true }).click()
  await page.getByRole('textbox', { name: 'API key' }).fill('pcf_not_a_key_of_this_service_0123456789')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').getByText('Send a valid API key').waitFor()
  await page.getByRole('textbox', { name: 'API key' }).fill(scene.key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in to Pencheff' }).waitFor()
})

test('an engineer adds an integration, sees its message before, and tests it', async () => {
  const slack = await used.receive('slack')
  // The refused save.
  await using visited = await visit(used.service.url, { key: scene.key, tolerates: /status of 422/ })
  const { page } = visited
  await page.goto('/integrations')
  await page.getByRole('link', { name: 'Add an integration' }).first().click()
  await page.getByRole('link', { name: 'Slack' }).click()
  await page.getByText('Under Incoming Webhooks switch them on.').waitFor()
  await page.getByText('SQL injection').first().waitFor()
  await page.getByLabel('Name').fill('Wired by hand')
  await page.getByRole('textbox', { name: 'Webhook URL' }).fill('https://hooks.slack.com/triggers/x')
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.getByText('this URL starts a workflow').first().waitFor()
  await page.getByRole('textbox', { name: 'Webhook URL' }).fill(String(slack.config.webhook_url))
  await page.getByRole('slider', { name: 'Severity' }).press('ArrowRight')
  await page.getByText('critical only').waitFor()
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.getByRole('heading', { level: 1, name: 'Wired by hand' }).waitFor()
  expect(await page.getByText(String(slack.config.webhook_url)).count()).toBe(0)
  await page.getByRole('button', { name: 'Send test' }).click()
  await page.getByText('Slack took the test').waitFor()
  expect(slack.receipts).toHaveLength(1)
})

test('an analyst sees at which stage an event stopped, and why', async () => {
  const chat = await used.receive('google_chat')
  await scene.integrate(chat, { name: 'Worst only', severity_filter: 'critical' })
  await scene.scan([finding('Weak hash', { severity: 'medium' })])
  await scene.settled()
  await using visited = await visit(used.service.url, { key: scene.key })
  const { page } = visited
  await page.goto('/events')
  await page.getByRole('link', { name: 'Weak hash' }).click()
  const row = page.getByRole('row', { name: 'Worst only' })
  await row.getByText('below severity: medium < critical').waitFor()
  expect(await row.getByText('passed').count()).toBe(3)
})

test('an operator finds what failed, reads the mend and replays it', async () => {
  let broken = true
  const fault = () => (broken ? { status: 400, body: 'invalid_payload' } : undefined)
  const slack = await used.receive('slack', { fault })
  const id = await scene.integrate(slack, { name: 'Broken for a while', events: ['finding_new'] })
  await scene.scan([finding('Open redirect')])
  await scene.settled()
  await using visited = await visit(used.service.url, { key: scene.key })
  const { page } = visited
  await page.goto(`/deliveries?integration_id=${id}`)
  const row = page.getByRole('listitem').filter({ hasText: 'Failed' })
  await row.getByText('Open redirect').click()
  await page.getByRole('heading', { level: 1, name: 'Open redirect' }).waitFor()
  await page.getByText('Slack could not read the message').first().waitFor()
  await page.getByText('What to do').waitFor()
  broken = false
  await page.getByRole('button', { name: 'Replay' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Send it' }).click()
  await page.getByText('Attempt 2').waitFor()
  await page.getByText('Delivered').first().waitFor()
  await page.goto(`/deliveries?integration_id=${id}`)
  await page.getByRole('button', { name: 'Replay by filter' }).click()
  await page.getByText('1 message will be sent once more').waitFor()
  await page.getByRole('button', { name: 'Replay 1', exact: true }).click()
  await page.getByText('1 message sent once more.').waitFor()
  // The one that was refused is the first of them.
  await scene.settled()
  await page.getByRole('checkbox').first().check()
  await page.getByRole('button', { name: 'Replay 1 selected' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Send them' }).click()
  await page.getByRole('button', { name: 'Replay 1 selected' }).waitFor({ state: 'detached' })
  await until('it is sent again', () => (slack.receipts.length === 4 ? true : undefined))
})

test('a delivery that went with others leads to the digest that carried it, and its integration shows how it does', async () => {
  const slack = await used.receive('slack')
  const id = await scene.integrate(slack, {
    name: 'Digests only',
    events: ['finding_new'],
    delivery: { individually: 0 },
  })
  await scene.scan([finding('Old library'), finding('Older library'), finding('Oldest library')])
  await scene.settled()
  const carried = (await scene.deliveries(`?integration_id=${id}`)).find((one) => one.carried_by !== one.id)
  await using visited = await visit(used.service.url, { key: scene.key })
  const { page, complaints } = visited
  await page.goto(`/deliveries/${carried!.id}`)
  await page.getByRole('link', { name: 'In a digest' }).click()
  await page.getByText('A digest, which tells of other events too').waitFor()
  expect(page.url()).toContain(`/deliveries/${carried!.carried_by!}`)
  await page.goto(`/integrations/${id}`)
  await page.getByRole('img', { name: 'Attempts of the last 24 hours: 1 delivered, 0 failed' }).waitFor()
  await page.getByText('100 %').waitFor()
  expect(complaints).toEqual([])
})

test('a finding is suppressed with a reason, and the suppression taken back', async () => {
  await scene.scan([finding('Hard-coded credential')])
  const { id } = await scene.finding('Hard-coded credential')
  const webhook = await used.receive('webhook')
  await scene.integrate(webhook, { name: 'Told of changes', events: ['finding_changed'] })
  await scene.integrate(webhook, { name: 'Told of new ones', events: ['finding_new'] })
  await using visited = await visit(used.service.url, { key: scene.key })
  const { page } = visited
  await page.goto(`/findings/${id}`)
  await page.getByRole('button', { name: 'Suppress', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('suppressed: no → accepted_risk').waitFor()
  await dialog.getByRole('list', { name: 'Told', exact: true }).getByText('Told of changes').waitFor()
  await dialog.getByText(/not told, and why/).click()
  await dialog.getByText('Told of new ones event not picked').waitFor()
  await dialog.getByLabel('Note').fill('behind the VPN')
  await dialog.getByRole('button', { name: 'Suppress' }).click()
  await page.getByText('Accepted risk: behind the VPN').waitFor()
  expect(await scene.finding('Hard-coded credential')).toMatchObject({
    suppressed: 'accepted_risk',
    suppressed_note: 'behind the VPN',
  })
  await scene.settled()
  expect(webhook.receipts).toHaveLength(1)
  await page.getByRole('button', { name: 'Set status' }).click()
  await dialog.getByText('That changes nothing, so nobody is told.').waitFor()
  await dialog.getByRole('button', { name: 'Not now' }).click()
  await page.getByRole('button', { name: 'Unsuppress' }).click()
  await dialog.getByText('suppressed: accepted_risk → no').waitFor()
  await dialog.getByRole('button', { name: 'Unsuppress' }).click()
  await page.getByRole('button', { name: 'Suppress', exact: true }).waitFor()
})

test('a key is made for a purpose, shown once, offered nothing that it may not, and refused once it is revoked', async () => {
  await using owner = await visit(used.service.url, { key: scene.key })
  const { page } = owner
  await page.goto('/settings')
  await page.getByRole('button', { name: 'Make a key' }).click()
  await page.getByLabel('Name').fill('Wall display')
  await page.getByRole('combobox', { name: 'For', exact: true }).click()
  await page.getByRole('option', { name: 'A reader' }).click()
  await page.getByRole('button', { name: 'Make it' }).click()
  const key = await page.getByRole('dialog').locator('code').innerText()
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await page.getByText('Wall display').waitFor()
  expect(await page.getByText(key).count()).toBe(0)

  await using reader = await visit(used.service.url, { key, tolerates: /status of 401/ })
  await reader.page.goto('/integrations')
  await reader.page.getByRole('link', { name: 'Wired by hand' }).waitFor()
  expect(await reader.page.getByText('Add an integration').count()).toBe(0)

  await page.getByRole('listitem').filter({ hasText: 'Wall display' }).getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('That can’t be undone').waitFor()
  await page.getByRole('button', { name: 'Revoke it' }).click()
  await page.getByText('Wall display is revoked.').waitFor()
  await reader.page.reload()
  await reader.page.getByRole('heading', { name: 'Sign in to Pencheff' }).waitFor()
})

test('ten thousand findings are scrolled through a few rows at a time', async () => {
  const crowd = await createScene(used.service)
  const many = Array.from({ length: 10_000 }, (_, at) => finding(`Finding ${String(at).padStart(5, '0')}`))
  await crowd.scan(many)
  await using visited = await visit(used.service.url, { key: crowd.key })
  const { page } = visited
  await page.goto('/findings')
  await page.getByText('100 read, more as you scroll').waitFor()
  await page.keyboard.press('End')
  await page.getByText('200 read, more as you scroll').waitFor()
  expect(await page.getByRole('listitem').count()).toBeLessThan(100)
})
