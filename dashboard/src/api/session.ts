import { useSyncExternalStore } from 'react'

/** Who uses the dashboard: the holder of an API key, or a person whom a cookie signs in. */
export interface Session {
  /** Sent with every request; a person's cookie is sent by the browser. */
  key?: string
  /** What to show as the signed-in one. */
  name: string
  workspace?: string
  /** Owns the whole service. */
  instanceOwner?: boolean
  /** What may be done; undefined where the service does not tell, and refusals then speak for themselves. */
  scopes?: readonly string[] | undefined
}

const STORED_KEY = 'pencheff.key'
/** Says only that somebody signed in with a password here: the cookie itself is not to be read. */
const PERSON_MARK = 'pencheff.person'

const storedKey = sessionStorage.getItem(STORED_KEY)
/** Null: nobody. Undefined: not known yet. */
let session: Session | null | undefined = storedKey === null ? undefined : { key: storedKey, name: 'API key' }
let endedByService = false
const listeners = new Set<() => void>()

const change = (next: Session | null): void => {
  session = next
  for (const listener of listeners) listener()
}

export const currentSession = (): Session | null | undefined => session

/** Remembers that a cookie may sign somebody in from now on. */
export const markPerson = (): void => localStorage.setItem(PERSON_MARK, '1')

/** Keeps a key for this tab only: closing it forgets the key. */
export const signInAs = (next: Session): void => {
  endedByService = false
  if (next.key === undefined) markPerson()
  else sessionStorage.setItem(STORED_KEY, next.key)
  change(next)
}

export const forgetSession = (byService = false): void => {
  sessionStorage.removeItem(STORED_KEY)
  localStorage.removeItem(PERSON_MARK)
  endedByService = byService && session != null
  change(null)
}

/** Whether a cookie may sign somebody in, so that strangers' visits ask the service for nothing. */
export const mayBePerson = (): boolean => localStorage.getItem(PERSON_MARK) !== null

/** True when the service, not the person, ended the last session. */
export const wasEnded = (): boolean => endedByService

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useSession = (): Session | null | undefined => useSyncExternalStore(subscribe, currentSession)

export const holdsScope = (holder: Session | null | undefined, scope: string): boolean =>
  holder?.scopes === undefined || holder.scopes.includes(scope)

/** Whether to show what needs a scope. */
export const useScope = (scope: string): boolean => holdsScope(useSession(), scope)
