import { randomBytes } from 'node:crypto'
import { newToken } from '../core/api-key.ts'
import { type AppError, invalid } from '../core/error.ts'
import type { Database, Db } from '../store/database.ts'
import { deleteFirstOwnerLinks, findLink, insertLink, type LinkRow, takeLink } from '../store/one-time-links.ts'
import { findUser, insertUser, setPassword, type UserRow } from '../store/users.ts'
import { firstWorkspaceWithoutPeople } from '../store/workspaces.ts'
import { hashPassword } from './password.ts'

/** Where the dashboard asks for a password; the secret stays out of requests and their logs, behind the `#`. */
export const linkTo = (publicUrl: string, text: string): string => `${publicUrl}/setup#${text}`

/** A link with which this person chooses a password; earlier ones stop working. */
export const makeLink = async (
  tx: Db,
  user: UserRow,
  publicUrl: string,
): Promise<{ link: string; link_expires_at: string }> => {
  const text = newToken('link', randomBytes)
  const { expires_at } = await insertLink(tx, user.workspace_id, user.id, text)
  return { link: linkTo(publicUrl, text), link_expires_at: expires_at.toISOString() }
}

/** A link that makes the first owner, as long as nobody can sign in to the first workspace. */
export const makeFirstOwnerLink = async (db: Database, publicUrl: string): Promise<string | undefined> => {
  const workspaceId = await firstWorkspaceWithoutPeople(db)
  if (workspaceId === undefined) return undefined
  const text = newToken('link', randomBytes)
  await insertLink(db, workspaceId, null, text)
  return linkTo(publicUrl, text)
}

const unusable = (): AppError =>
  invalid('/token', 'this link is unknown, used or out of date: ask for another one', 'unknown_link')

/** What a link is for. Throws `invalid`. */
export const readLink = async (db: Database, token: string): Promise<LinkRow> => {
  const link = await findLink(db, token)
  if (!link) throw unusable()
  return link
}

export interface SetUp {
  token: string
  password: string
  /** Of the first owner, in lower case. */
  email?: string | undefined
  name?: string | undefined
}

const firstOwner = async (tx: Db, workspaceId: string, setUp: SetUp & { email: string }, passwordHash: string) => {
  // Takes turns: of two links that are used at once, one makes the owner.
  if ((await firstWorkspaceWithoutPeople(tx, true)) !== workspaceId) throw unusable()
  await deleteFirstOwnerLinks(tx, workspaceId)
  const name = setUp.name ?? setUp.email
  return insertUser(tx, workspaceId, { email: setUp.email, name, role: 'owner', passwordHash, instanceOwner: true })
}

const invited = async (tx: Db, workspaceId: string, userId: string, passwordHash: string): Promise<UserRow> => {
  await setPassword(tx, workspaceId, userId, passwordHash)
  const user = await findUser(tx, workspaceId, userId)
  if (!user) throw unusable()
  return user
}

/** Uses a link up: sets the password of the person, or makes the first owner. Throws `invalid`. */
export const useLink = async (db: Database, setUp: SetUp): Promise<UserRow> => {
  const { workspace_id, user_id } = await readLink(db, setUp.token)
  const { email } = setUp
  if (user_id !== null && email !== undefined)
    throw invalid('/email', 'is settled already: leave it out', 'not_allowed')
  if (user_id === null && email === undefined) throw invalid('/email', 'give your e-mail address', 'required')
  const passwordHash = await hashPassword(setUp.password)
  return db.transaction(async (tx) => {
    if (!(await takeLink(tx, setUp.token))) throw unusable()
    if (user_id !== null) return invited(tx, workspace_id, user_id, passwordHash)
    return firstOwner(tx, workspace_id, { ...setUp, email: email ?? '' }, passwordHash)
  })
}
