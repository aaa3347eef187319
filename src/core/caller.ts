import type { Role } from './role.ts'

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
