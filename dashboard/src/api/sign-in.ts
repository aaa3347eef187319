import { ApiProblem, send } from './client.ts'
import { currentSession, forgetSession, markPerson, mayBePerson, type Session, signInAs } from './session.ts'

/** What the service tells of who asks. */
interface SessionAnswer {
  workspace: { id: string; name: string }
  user: { email: string; name: string } | null
  scopes: string[]
  instance_owner: boolean
}

const sessionOf = ({ workspace, user, scopes, instance_owner }: SessionAnswer): Session => ({
  name: user?.name ?? 'API key',
  workspace: workspace.name,
  instanceOwner: instance_owner,
  scopes,
})

/** Asks the service whether it knows the key, and what the key may do. Throws `ApiProblem`. */
export const signInWithKey = async (key: string): Promise<void> => {
  const answer = await send<SessionAnswer>('GET', '/api/session', { key })
  signInAs({ ...sessionOf(answer), key })
}

/** Until the cookie of who left is gone. */
let leaving: Promise<unknown> = Promise.resolve()

/** Throws `ApiProblem`. */
export const signInWithPassword = async (email: string, password: string): Promise<void> => {
  await leaving
  signInAs(sessionOf(await send<SessionAnswer>('POST', '/api/session', { body: { email, password } })))
}

/** Leaves for the provider; the browser comes back signed in. */
export const signInElsewhere = (): void => {
  markPerson()
  window.location.assign('/api/oidc/sign-in')
}

/** What a one-time link is for. */
export interface SetUpLink {
  purpose: 'first_owner' | 'password'
  email: string | null
}

export const readSetUpLink = (token: string): Promise<SetUpLink> => send('POST', '/api/setup/link', { body: { token } })

/** Uses the link up, which signs in. Throws `ApiProblem`. */
export const setUp = async (given: { token: string; password: string; email?: string; name?: string }): Promise<void> =>
  signInAs(sessionOf(await send<SessionAnswer>('POST', '/api/setup', { body: given })))

const resumePerson = (): Promise<void> =>
  send<SessionAnswer>('GET', '/api/session').then(
    (answer) => signInAs(sessionOf(answer)),
    (error: unknown) => {
      // Where the service does not answer, the pages say so; who is signed in stays it.
      if (error instanceof ApiProblem && error.status === 401) forgetSession()
      else signInAs({ name: 'Signed in' })
    },
  )

/** Finds out, at the start, who is there: the key of this tab, or the person of a cookie. */
export const resumeSession = async (): Promise<void> => {
  const key = currentSession()?.key
  // Where the service does not answer, the pages say so.
  if (key !== undefined) await signInWithKey(key).catch(() => undefined)
  else if (mayBePerson()) await resumePerson()
  else forgetSession()
}

/** The pages go first, by `closePages`: what they ask for after the session's end would be refused. */
export const signOut = (closePages: () => Promise<unknown>): void => {
  const isPerson = currentSession()?.key === undefined
  forgetSession()
  leaving = closePages().then(() => isPerson && send('DELETE', '/api/session').catch(() => undefined))
}
