import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenIdProvider, startOpenIdProvider } from '../openid-provider.ts'
import { startTestService, type TestService } from '../service.ts'
import { accessibilityFaults, useBrowser } from './browser.ts'

const visit = useBrowser()
let provider: OpenIdProvider
let service: TestService
beforeAll(async () => {
  provider = await startOpenIdProvider()
  const { issuer, clientId, clientSecret } = provider
  const oidc = { issuer, clientId, clientSecret, allowedDomains: ['allowed.example'] }
  service = await startTestService({ config: { oidc } })
  provider.serve(`${service.url}/api/oidc/callback`)
}, 60_000)
afterAll(() => service.close())

/** Through the provider's own pages: any password, and the consent. */
const comeBackAs = async (page: Page, subject: string): Promise<void> => {
  // Its pages ask a web font of somebody else.
  await page.route(/fonts/, (route) => route.abort())
  await page.getByRole('button', { name: 'Sign in with your organisation' }).click()
  await page.locator('input[name=login]').fill(subject)
  await page.locator('input[name=password]').fill('any')
  await page.locator('button[type=submit]').click()
  await page.locator('form button[type=submit]').click()
}

/** Whether the provider answers is asked by a request that its redirect ends. */
const LEFT = /ERR_FAILED/

test('somebody of the organisation signs in with its provider and goes on to where they wanted', async () => {
  provider.accounts.set('eve', { email: 'eve@allowed.example', email_verified: true, name: 'Eve' })
  await using visited = await visit(service.url, { tolerates: LEFT })
  const { page } = visited
  await page.goto('/findings?severity=critical')
  await comeBackAs(page, 'eve')
  await page.getByRole('heading', { level: 1, name: 'Findings' }).waitFor()
  expect(new URL(page.url()).search).toBe('?severity=critical')
  await page.getByText('Eve', { exact: true }).waitFor()
  await page.goto('/settings')
  await page.getByRole('heading', { level: 2, name: 'Appearance' }).waitFor()
  expect(await page.getByText('Invite').count()).toBe(0)
})

test('who has no account is told whom to ask, and an unknown failure says where the reason is', async () => {
  provider.accounts.set('mallory', { email: 'mallory@elsewhere.example', email_verified: true })
  await using visited = await visit(service.url, { tolerates: /ERR_FAILED|status of 401/ })
  const { page } = visited
  await page.goto('/sign-in')
  await comeBackAs(page, 'mallory')
  await page.getByText('Ask an owner of the workspace to invite you.').waitFor()
  expect(await accessibilityFaults(page)).toEqual([])
  await page.goto(`/api/oidc/callback?state=another&code=none`)
  await page.getByText('Signing in with your organisation did not work.').waitFor()
  await page.goto('/')
  await page.getByRole('heading', { name: 'Sign in to Pencheff' }).waitFor()
})

test('a provider that is away is said so on our own page', async () => {
  const oidc = { issuer: 'http://127.0.0.1:9', clientId: 'none', clientSecret: 'none', allowedDomains: [] }
  const lonely = await startTestService({ config: { oidc } })
  try {
    await using visited = await visit(lonely.url, { tolerates: /status of 503/ })
    const { page } = visited
    await page.goto('/sign-in')
    await page.getByRole('button', { name: 'Sign in with your organisation' }).click()
    await page.getByText('Your organisation’s sign-in does not answer.').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  } finally {
    await lonely.close()
  }
})
