import { name as nameSchema } from '../core/name.ts'
import type { Database } from '../store/database.ts'
import { findByOidcSubject, insertUser, tieOidcSubject, type UserRow } from '../store/users.ts'
import { firstWorkspaceId } from '../store/workspaces.ts'
import type { Identity } from './oidc.ts'

const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1)

const nameOf = ({ name }: Identity, email: string): string => {
  const result = nameSchema.safeParse(name)
  return result.success ? result.data : email
}

/**
 * The person behind an identity: whoever signed in with it before, else the account with its verified address, which is
 * then tied to it, else a new viewer of the first workspace where the domain is allowed. Undefined for anybody else.
 */
export const personOf = (
  db: Database,
  identity: Identity,
  allowedDomains: readonly string[],
): Promise<UserRow | undefined> =>
  db.transaction(async (tx) => {
    const known = await findByOidcSubject(tx, identity.subject)
    if (known) return known
    const { email, subject } = identity
    if (email === undefined) return undefined
    const tied = await tieOidcSubject(tx, email, subject)
    if (tied) return tied
    const workspaceId = await firstWorkspaceId(tx)
    if (workspaceId === undefined || !allowedDomains.includes(domainOf(email))) return undefined
    return insertUser(tx, workspaceId, { email, name: nameOf(identity, email), role: 'viewer', oidcSubject: subject })
  })
