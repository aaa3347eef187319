import type { Role } from '../src/core/role.ts'
import { makeFirstOwnerLink } from '../src/people/set-up.ts'
import { type Api, PUBLIC_URL } from './api.ts'
import { type Browser, createBrowser } from './browser.ts'

export const PASSWORD = 'correct horse battery'

/** What stands behind the `#` of a link. */
export const tokenOf = (link: unknown): string => String(link).split('#')[1] ?? ''

const expectOk = (answer: { status: number; text: string }): void => {
  if (answer.status >= 300) throw new Error(`${String(answer.status)}: ${answer.text}`)
}

export const browserOf = (api: Api): Browser => createBrowser(api.url, PUBLIC_URL)

/** The first owner, signed in. */
export const setUpOwner = async (api: Api, email = 'owner@example.com'): Promise<Browser> => {
  const link = await makeFirstOwnerLink(api.services.db, PUBLIC_URL)
  const browser = browserOf(api)
  expectOk(await browser.request('POST', '/setup', { token: tokenOf(link), password: PASSWORD, email }))
  return browser
}

export interface Invited {
  id: string
  email: string
  browser: Browser
}

let made = 0

/** Somebody else of the workspace, signed in; `make` sends the request of who invites. */
export const invite = async (api: Api, make: Browser['request'], role: Role): Promise<Invited> => {
  made += 1
  const email = `${role}-${String(made)}@example.com`
  const answer = await make('POST', '/users', { email, role })
  expectOk(answer)
  const browser = browserOf(api)
  expectOk(await browser.request('POST', '/setup', { token: tokenOf(answer.body.link), password: PASSWORD }))
  return { id: String(answer.body.id), email, browser }
}
