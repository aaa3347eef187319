import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, createBrowser } from '../browser.ts'
import { type OpenIdProvider, startOpenIdProvider } from '../openid-provider.ts'
import { startTestService, type TestService } from '../service.ts'

let provider: OpenIdProvider
let service: TestService
beforeAll(async () => {
  provider = await startOpenIdProvider()
  const { issuer, clientId, clientSecret } = provider
  const oidc = { issuer, clientId, clientSecret, allowedDomains: ['allowed.example'] }
  service = await startTestService({ config: { oidc } })
  provider.serve(`${service.url}/api/oidc/callback`)
}, 60_000)
afterAll(async () => {
  await service.close()
  await provider.close()
})

const NO_ACCOUNT = '/sign-in?failed=no_account'
const FAILED = '/sign-in?failed=provider'

const locationOf = (answer: Response): string => (answer.headers.get('location') ?? '').replace(service.url, '')

const begin = async (browser: Browser): Promise<string> => {
  const answer = await browser.open(`${service.url}/api/oidc/sign-in`)
  expect(answer.status).toBe(302)
  return answer.headers.get('location') ?? ''
}

/** Where the provider sends the browser back to. */
const callback = async (browser: Browser, subject: string): Promise<string> =>
  provider.walk(browser, await begin(browser), subject)

const signIn = async (subject: string, browser = createBrowser(service.url)) => {
  const answer = await browser.open(await callback(browser, subject))
  const session = await browser.request('GET', '/session')
  return { location: locationOf(answer), user: session.body.user, browser }
}

const invite = async (email: string, role: string): Promise<string> =>
  String((await service.request('POST', '/users', { email, role })).body.id)

describe('single sign-on', () => {
  it('is there where a provider is set', async () => {
    expect((await service.request('GET', '/oidc')).body).toEqual({ enabled: true })
  })

  it('asks with PKCE, a state and a nonce of its own each time', async () => {
    const asked = await Promise.all([1, 2].map(async () => new URL(await begin(createBrowser(service.url)))))
    for (const { searchParams, origin } of asked) {
      expect(origin).toBe(provider.issuer)
      expect(Object.fromEntries(searchParams)).toMatchObject({
        code_challenge_method: 'S256',
        scope: 'openid email profile',
      })
    }
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(new Set(asked.map(({ searchParams }) => searchParams.get(name))).size).toBe(2)
  })

  it('signs in who was invited under the verified address, also when it is another later', async () => {
    const id = await invite('ann@example.com', 'analyst')
    provider.accounts.set('ann', { email: 'Ann@Example.com', email_verified: true })
    const first = await signIn('ann')
    expect(first).toMatchObject({ location: '/', user: { id, role: 'analyst' } })
    provider.accounts.set('ann', { email: 'ann.married@example.com', email_verified: true })
    expect(await signIn('ann')).toMatchObject({ location: '/', user: { id } })
    expect((await first.browser.request('GET', '/scans')).status).toBe(200)
  })

  it('is on record, with who came and from where', async () => {
    const { body } = await service.request('GET', '/audit?operation=finishSingleSignOn')
    expect(body.items).toHaveLength(2)
    expect(body).toMatchObject({
      items: [{ actor: { type: 'user', name: 'ann@example.com' }, result: 'done', address: '127.0.0.1' }, {}],
    })
  })

  it('does not give an account that is tied to one person to another with the same address', async () => {
    provider.accounts.set('mallory', { email: 'ann@example.com', email_verified: true })
    expect(await signIn('mallory')).toMatchObject({ location: NO_ACCOUNT, user: undefined })
  })

  it('heeds no address that the provider has not verified', async () => {
    await invite('bob@example.com', 'owner')
    provider.accounts.set('bob', { email: 'bob@example.com', email_verified: false })
    expect(await signIn('bob')).toMatchObject({ location: NO_ACCOUNT, user: undefined })
  })

  it('makes a viewer of who has an address of an allowed domain, and of nobody else', async () => {
    provider.accounts.set('eve', { email: 'eve@allowed.example', email_verified: true, name: 'Eve' })
    expect(await signIn('eve')).toMatchObject({ location: '/', user: { role: 'viewer', name: 'Eve' } })
    for (const email of ['eve@not-allowed.example', 'eve@allowed.example.evil.example', 'eve@sub.allowed.example']) {
      provider.accounts.set(email, { email, email_verified: true })
      expect(await signIn(email)).toMatchObject({ location: NO_ACCOUNT, user: undefined })
    }
  })

  it('takes the address from the ID token too', async () => {
    provider.serve(`${service.url}/api/oidc/callback`, true)
    provider.accounts.set('kim', { email: 'kim@allowed.example', email_verified: true })
    expect(await signIn('kim')).toMatchObject({ location: '/', user: { email: 'kim@allowed.example' } })
  })

  it.each([
    ['another state', (url: URL) => url.searchParams.set('state', 'another')],
    ['no state', (url: URL) => url.searchParams.delete('state')],
    ['another code', (url: URL) => url.searchParams.set('code', 'another')],
    ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
    ['an error', (url: URL) => url.searchParams.set('error', 'access_denied')],
  ])('signs nobody in who comes back with %s', async (_name, change) => {
    const browser = createBrowser(service.url)
    const url = new URL(await callback(browser, 'kim'))
    change(url)
    expect(locationOf(await browser.open(url.href))).toBe(FAILED)
    expect((await browser.request('GET', '/session')).status).toBe(401)
  })

  it("signs nobody in with another browser's answer, nor twice with one", async () => {
    const browser = createBrowser(service.url)
    const url = await callback(browser, 'kim')
    const other = createBrowser(service.url)
    await begin(other)
    expect(locationOf(await other.open(url))).toBe(FAILED)
    expect(locationOf(await createBrowser(service.url).open(url))).toBe(FAILED)
    const kept = browser.cookies.get('pencheff-sign-in') ?? ''
    expect(locationOf(await browser.open(url))).toBe('/')
    expect(browser.cookies.has('pencheff-sign-in')).toBe(false)
    browser.cookies.set('pencheff-sign-in', kept)
    expect(locationOf(await browser.open(url))).toBe(FAILED)
  })

  it('logs no secret of it', () => {
    const lines = service.log.join('')
    expect(lines).toContain('a sign-in through the OpenID provider failed')
    expect(lines).not.toContain(provider.clientSecret)
  })
})

describe('without a provider', () => {
  it('there is no such way', async () => {
    const plain = await startTestService()
    try {
      expect((await plain.request('GET', '/oidc')).body).toEqual({ enabled: false })
      for (const path of ['/oidc/sign-in', '/oidc/callback'])
        expect((await plain.request('GET', path)).status).toBe(404)
    } finally {
      await plain.close()
    }
  })

  it('one that the guard of outgoing requests does not let through is 503', async () => {
    const oidc = { issuer: provider.issuer, clientId: 'x', clientSecret: 'y', allowedDomains: [] }
    const walled = await startTestService({ config: { oidc }, egressAllow: '127.0.0.2' })
    try {
      expect((await walled.request('GET', '/oidc/sign-in')).status).toBe(503)
    } finally {
      await walled.close()
    }
  })
})
