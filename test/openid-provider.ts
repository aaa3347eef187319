import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import type { Browser } from './browser.ts'

export interface ProviderAccount {
  email: string
  email_verified: boolean
  name?: string
}

/** A real OpenID provider on loopback, with pages that take any password. */
export interface OpenIdProvider {
  issuer: string
  clientId: string
  clientSecret: string
  /** Who there is, by their subject. */
  accounts: Map<string, ProviderAccount>
  /** Knows the service from here on; claims of people come with the ID token, or at the userinfo endpoint only. */
  serve(redirectUri: string, claimsInIdToken?: boolean): void
  /** Goes with the browser from `url` through the provider's pages as this subject; answers where it is sent at last. */
  walk(browser: Browser, url: string, subject: string): Promise<string>
  close(): Promise<void>
}

const CLIENT = { id: 'pencheff', secret: 'a secret of the client that is long enough' }

export const startOpenIdProvider = async (): Promise<OpenIdProvider> => {
  let handle: ReturnType<Provider['callback']> | undefined
  const server = createServer((request, response) => void handle?.(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const accounts = new Map<string, ProviderAccount>()

  const serve = (redirectUri: string, claimsInIdToken = false): void => {
    const provider = new Provider(issuer, {
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
      claims: { email: ['email', 'email_verified'], profile: ['name'] },
      conformIdTokenClaims: !claimsInIdToken,
      pkce: { required: () => true },
      cookies: { keys: ['signs cookies'] },
      findAccount: (_context, subject) => {
        const account = accounts.get(subject)
        return account && { accountId: subject, claims: () => ({ sub: subject, ...account }) }
      },
    })
    handle = provider.callback()
  }

  /** The form that the provider's own pages show: first for the sign-in, then for the consent. */
  const submit = async (browser: Browser, url: string, subject: string): Promise<string> => {
    const page = await (await browser.open(url)).text()
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? ''
    const fields = new URLSearchParams({ prompt, ...(prompt === 'login' && { login: subject, password: 'any' }) })
    return (await browser.open(url, fields)).headers.get('location') ?? ''
  }

  const walk = async (browser: Browser, url: string, subject: string): Promise<string> => {
    let next = new URL(url)
    while (next.origin === issuer) {
      const isForm = next.pathname.startsWith('/interaction/')
      const location = isForm
        ? await submit(browser, next.href, subject)
        : ((await browser.open(next.href)).headers.get('location') ?? '')
      if (location === '') throw new Error(`the provider stopped at ${next.pathname}`)
      next = new URL(location, next)
    }
    return next.href
  }

  return {
    issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    accounts,
    serve,
    walk,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
