import { api, ApiProblem, send } from './client.ts'
import type { Key } from './schemas.ts'
import { currentSession, forgetSession, mayBePerson, type Session, signInAs } from './session.ts'

/** What the service may tell of a person whom its cookie signs in. */
interface PersonAnswer {
  email?: string
  name?: string
  scopes?: string[]
  user?: { email?: string; name?: string }
}

const personOf = (answer: PersonAnswer): Session => ({
  name: answer.name ?? answer.user?.name ?? answer.email ?? answer.user?.email ?? 'Signed in',
  scopes: answer.scopes,
})

const isRefusal = (error: unknown, ...statuses: number[]): boolean =>
  error instanceof ApiProblem && statuses.includes(error.status)

/** A key's own entry in the list of keys, where the key may read that. */
const ownEntry = async (key: string): Promise<Key | undefined> => {
  const { items } = await send<{ items: Key[] }>('GET', '/api/keys?limit=200', { key })
  return items.find(({ hint }) => key.endsWith(hint))
}

/** Asks the service whether it knows the key, and what the key may do. Throws `ApiProblem`. */
export const signInWithKey = async (key: string): Promise<void> => {
  const entry = await ownEntry(key).catch((error: unknown) => {
    // A key that may not read keys is a valid one.
    if (isRefusal(error, 403)) return undefined
    throw error
  })
  signInAs({ key, name: entry?.name ?? 'API key', scopes: entry?.scopes })
}

/** Throws `ApiProblem`. */
export const signInWithPassword = async (email: string, password: string): Promise<void> => {
  try {
    signInAs(personOf(await send<PersonAnswer>('POST', '/api/session', { body: { email, password } })))
  } catch (error) {
    if (!isRefusal(error, 404, 405)) throw error
    throw new ApiProblem(404, { detail: 'This service signs nobody in by e-mail yet. Use an API key.' })
  }
}

/** Whom the browser's cookie signs in, or nobody. */
export const resumePerson = (): Promise<void> =>
  api
    .get<PersonAnswer>('/session')
    .then((answer) => signInAs(personOf(answer)))
    .catch(() => forgetSession())

/** Finds out, at the start, who is there: the key of this tab, or the person of a cookie. */
export const resumeSession = async (): Promise<void> => {
  const session = currentSession()
  if (session?.key !== undefined) return signInWithKey(session.key).catch(forgetUnlessUnreachable)
  if (mayBePerson()) await resumePerson()
  else forgetSession()
}

const forgetUnlessUnreachable = (error: unknown): void => {
  if (isRefusal(error, 401)) forgetSession(true)
}

export const signOut = async (): Promise<void> => {
  if (currentSession()?.key === undefined) await api.delete('/session').catch(() => undefined)
  forgetSession()
}
