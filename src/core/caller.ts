import { AppError } from './error.ts'
import type { Role } from './role.ts'
import type { Scope } from './scope.ts'

export { type Scope, SCOPES } from './scope.ts'

/** Who asks: the holder of an API key, or a person who is signed in. */
export interface Caller {
  workspaceId: string
  /** The id of the key, or of the person. */
  keyId: string
  /** The name of the key, or the person's e-mail address. */
  keyName: string
  scopes: readonly string[]
  /** May make workspaces. */
  instanceOwner: boolean
  /** Set where a person asks. */
  person?: Person
}

export interface Person {
  email: string
  name: string
  role: Role
  /** SHA-256 of the id of the session. */
  sessionHash: Buffer
  /** When the session ends, however busy it is. */
  sessionEndsAt: Date
}

/** What a caller must hold: `instance` is for the instance's owner, `any` for whoever is known, `none` for anybody. */
export type NeededScope = Scope | 'instance' | 'any' | 'none'

export const holdsScope = (caller: Caller, scope: NeededScope): boolean => {
  if (scope === 'any' || scope === 'none') return true
  return scope === 'instance' ? caller.instanceOwner : caller.scopes.includes(scope)
}

export const missingScope = (caller: Caller, scope: NeededScope): AppError => {
  const detail =
    scope === 'instance'
      ? 'Only the owner of the instance may do this.'
      : `The ${caller.person ? 'role' : 'key'} lacks the scope ${scope}.`
  return new AppError('insufficient_scope', detail, {
    headers: { 'www-authenticate': `Bearer realm="pencheff", error="insufficient_scope", scope="${scope}"` },
  })
}

/** Throws `insufficient_scope` unless the caller may. */
export const requireScope = (caller: Caller, scope: NeededScope): void => {
  if (!holdsScope(caller, scope)) throw missingScope(caller, scope)
}
