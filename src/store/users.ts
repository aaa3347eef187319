import { newId } from '../core/id.ts'
import type { Role } from '../core/role.ts'
import { AppError } from '../core/error.ts'
import { type Database, type Db, violates } from './database.ts'
import { listPage, type Page, type PageRequest } from './page.ts'

export interface UserRow {
  id: string
  workspace_id: string
  email: string
  name: string
  role: Role
  instance_owner: boolean
  /** May sign in with a password. */
  has_password: boolean
  created_at: Date
  last_signed_in_at: Date | null
}

export interface NewUser {
  /** In lower case. */
  email: string
  name: string
  role: Role
  passwordHash?: string
  oidcSubject?: string
  instanceOwner?: boolean
}

const COLUMNS = `t.id, t.workspace_id, t.email, t.name, t.role, t.instance_owner, t.password_hash is not null as has_password,
  t.created_at, t.last_signed_in_at`

const orEmailTaken = (error: unknown): never => {
  if (!violates(error, 'users_email_once')) throw error
  const detail = 'somebody has this address already'
  throw new AppError('conflict', detail, { faults: [{ pointer: '/email', code: 'taken', detail }], cause: error })
}

/** Throws `conflict` when the address is taken in this workspace. */
export const insertUser = async (db: Db, workspaceId: string, user: NewUser): Promise<UserRow> => {
  const { rows } = await db
    .query<UserRow>(
      `insert into users as t (id, workspace_id, email, name, role, password_hash, oidc_subject, instance_owner)
       values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${COLUMNS}`,
      [
        newId(),
        workspaceId,
        user.email,
        user.name,
        user.role,
        user.passwordHash ?? null,
        user.oidcSubject ?? null,
        user.instanceOwner ?? false,
      ],
    )
    .catch(orEmailTaken)
  const [row] = rows
  if (!row) throw new Error('the user was not stored')
  return row
}

export const findUser = async (db: Db, workspaceId: string, id: string): Promise<UserRow | undefined> => {
  const { rows } = await db.query<UserRow>(`select ${COLUMNS} from users t where t.workspace_id = $1 and t.id = $2`, [
    workspaceId,
    id,
  ])
  return rows[0]
}

export const listUsers = (db: Db, workspaceId: string, page: PageRequest): Promise<Page<UserRow>> => {
  const select = `select ${COLUMNS} from users t`
  return listPage<UserRow>(db, { list: 'users', select, where: ['t.workspace_id = $1'], values: [workspaceId] }, page)
}

/** The workspace has another owner than this person; holds it until the transaction ends, so that two cannot both go. */
const hasOtherOwner = async (tx: Db, workspaceId: string, id: string): Promise<boolean> => {
  await tx.query('select from workspaces where id = $1 for update', [workspaceId])
  const { rowCount } = await tx.query(
    `select from users where workspace_id = $1 and id <> $2 and role = 'owner' limit 1`,
    [workspaceId, id],
  )
  return rowCount > 0
}

/** `last_owner`: they stay, since nobody else could look after owners. */
export type UserChange = UserRow | 'not_found' | 'last_owner'

/** Another role ends the sessions of the person. */
export const updateUser = (
  db: Database,
  workspaceId: string,
  id: string,
  changes: { name?: string | undefined; role?: Role | undefined },
): Promise<UserChange> =>
  db.transaction(async (tx) => {
    const before = await findUser(tx, workspaceId, id)
    if (!before) return 'not_found'
    const isDemoted = before.role === 'owner' && changes.role !== undefined && changes.role !== 'owner'
    if (isDemoted && !(await hasOtherOwner(tx, workspaceId, id))) return 'last_owner'
    const { rows } = await tx.query<UserRow>(
      `update users t set name = coalesce($3, name), role = coalesce($4, role),
         instance_owner = instance_owner and coalesce($4, role) = 'owner'
       where workspace_id = $1 and id = $2 returning ${COLUMNS}`,
      [workspaceId, id, changes.name, changes.role],
    )
    if (changes.role !== undefined && changes.role !== before.role)
      await tx.query('delete from sessions where workspace_id = $1 and user_id = $2', [workspaceId, id])
    return rows[0] ?? 'not_found'
  })

export const deleteUser = (
  db: Database,
  workspaceId: string,
  id: string,
): Promise<'deleted' | 'not_found' | 'last_owner'> =>
  db.transaction(async (tx) => {
    const user = await findUser(tx, workspaceId, id)
    if (!user) return 'not_found'
    if (user.role === 'owner' && !(await hasOtherOwner(tx, workspaceId, id))) return 'last_owner'
    const { rowCount } = await tx.query('delete from users where workspace_id = $1 and id = $2', [workspaceId, id])
    return rowCount === 1 ? 'deleted' : 'not_found'
  })

/** Also ends every session of the person, and the links that could set another password. */
export const setPassword = async (tx: Db, workspaceId: string, id: string, passwordHash: string): Promise<void> => {
  await tx.query('update users set password_hash = $3 where workspace_id = $1 and id = $2', [
    workspaceId,
    id,
    passwordHash,
  ])
  for (const table of ['sessions', 'one_time_links'])
    await tx.query(`delete from ${table} where workspace_id = $1 and user_id = $2`, [workspaceId, id])
}

export interface SignInRow extends UserRow {
  password_hash: string | null
}

/** More workspaces than anybody is in with one address; bounds what one sign-in may cost. */
const ACCOUNTS = 5

/** Everybody with this address, whatever their workspace, oldest first: before it is known who asks. */
export const findByEmail = async (db: Db, email: string, workspaceId?: string): Promise<SignInRow[]> => {
  const { rows } = await db.query<SignInRow>(
    `select ${COLUMNS}, t.password_hash from users t
     where t.email = $1 and t.workspace_id = coalesce($2, t.workspace_id) order by t.id limit ${ACCOUNTS}`,
    [email, workspaceId],
  )
  return rows
}

export const findPasswordHash = async (db: Db, workspaceId: string, id: string): Promise<string | null> => {
  const { rows } = await db.query<{ password_hash: string | null }>(
    'select password_hash from users where workspace_id = $1 and id = $2',
    [workspaceId, id],
  )
  return rows[0]?.password_hash ?? null
}

/** Whoever signed in at the OpenID provider as `subject` before. */
export const findByOidcSubject = async (db: Db, subject: string): Promise<UserRow | undefined> => {
  const { rows } = await db.query<UserRow>(
    `select ${COLUMNS} from users t where t.oidc_subject = $1 order by t.id limit 1`,
    [subject],
  )
  return rows[0]
}

/** Ties the oldest account with this address that is tied to nobody yet; undefined when there is none. */
export const tieOidcSubject = async (db: Db, email: string, subject: string): Promise<UserRow | undefined> => {
  const { rows } = await db.query<UserRow>(
    `update users t set oidc_subject = $2
     where t.id = (select id from users where email = $1 and oidc_subject is null order by id limit 1)
     returning ${COLUMNS}`,
    [email, subject],
  )
  return rows[0]
}
