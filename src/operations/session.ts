import { z } from 'zod'
import { emailAddress } from '../core/email-address.ts'
import { AppError, invalid } from '../core/error.ts'
import { ROLES } from '../core/role.ts'
import { givenPassword, hashPassword, isPassword, newPassword } from '../people/password.ts'
import { checkCredentials, openSession } from '../people/sign-in.ts'
import type { Database } from '../store/database.ts'
import { deleteSession, findSession } from '../store/sessions.ts'
import { findPasswordHash, setPassword, type UserRow } from '../store/users.ts'
import { findWorkspace } from '../store/workspaces.ts'
import { type Caller, defineOperation, type Operation, type OperationContext, visitOf } from './operation.ts'
import { instant } from './page-query.ts'

export const session = z
  .object({
    workspace: z.object({ id: z.uuid(), name: z.string() }),
    user: z
      .object({ id: z.uuid(), email: z.string(), name: z.string(), role: z.enum(ROLES) })
      .nullable()
      .describe('Null where an API key asks.'),
    scopes: z.array(z.string()),
    instance_owner: z.boolean().describe('May make workspaces.'),
    ends_at: instant.nullable().describe('When the session ends, however busy it is.'),
  })
  .meta({ id: 'Session' })

const viewOf = async (db: Database, caller: Caller): Promise<z.output<typeof session>> => {
  const workspace = await findWorkspace(db, caller.workspaceId)
  if (!workspace) throw new AppError('unauthorized')
  const { person } = caller
  return {
    workspace: { id: workspace.id, name: workspace.name },
    user: person ? { id: caller.keyId, email: person.email, name: person.name, role: person.role } : null,
    scopes: [...caller.scopes],
    instance_owner: caller.instanceOwner,
    ends_at: person?.sessionEndsAt.toISOString() ?? null,
  }
}

/** Opens a session for this person in the browser that asks; answers what `GET /session` would. */
export const signedIn = async (user: UserRow, context: OperationContext): Promise<z.output<typeof session>> => {
  const { db } = context.services
  const text = await openSession(db, user)
  const caller = await findSession(db, text)
  if (!caller) throw new Error('a fresh session is not there')
  visitOf(context).setSession(text)
  context.onSignIn?.(user)
  return viewOf(db, caller)
}

const common = { tag: 'session', path: '/session', output: session } as const

const signIn = defineOperation({
  ...common,
  name: 'signIn',
  method: 'POST',
  scope: 'none',
  summary: 'Signs a person in; the session comes as a cookie',
  body: z.strictObject({
    email: emailAddress,
    password: givenPassword,
    workspace_id: z.uuid().optional().describe('For somebody who is in several workspaces with one password.'),
  }),
  status: 200,
  errors: ['wrong_credentials', 'cross_site'],
  run: async ({ body }, context) => {
    const { address } = visitOf(context)
    const { email, password, workspace_id: workspaceId } = body
    return signedIn(await checkCredentials(context.services.db, { email, password, workspaceId, address }), context)
  },
})

const show = defineOperation({
  ...common,
  name: 'getSession',
  method: 'GET',
  scope: 'any',
  summary: 'Says who asks, and what they may do',
  status: 200,
  run: (_input, { caller, services }) => viewOf(services.db, caller),
})

const signOut = defineOperation({
  ...common,
  name: 'signOut',
  method: 'DELETE',
  scope: 'any',
  summary: 'Ends the session',
  status: 204,
  output: null,
  run: async (_input, context) => {
    const { caller, services } = context
    if (caller.person) await deleteSession(services.db, caller.workspaceId, caller.person.sessionHash)
    visitOf(context).setSession(null)
  },
})

const changePassword = defineOperation({
  ...common,
  name: 'changePassword',
  method: 'POST',
  path: '/session/password',
  scope: 'any',
  summary: 'Sets another password of the person who is signed in, and ends their other sessions',
  body: z.strictObject({ current_password: givenPassword, new_password: newPassword }),
  status: 200,
  errors: ['wrong_credentials'],
  run: async ({ body }, context) => {
    const { caller, services } = context
    const { person } = caller
    if (!person) throw new AppError('insufficient_scope', 'An API key has no password.')
    const { email } = person
    const { address } = visitOf(context)
    // Counted as a sign-in: an open browser is no place to guess from.
    const known = { email, password: body.current_password, workspaceId: caller.workspaceId, address }
    const user = await checkCredentials(services.db, known)
    const same = await isPassword(await findPasswordHash(services.db, user.workspace_id, user.id), body.new_password)
    if (same) throw invalid('/new_password', 'is the old one: take another', 'unchanged')
    const passwordHash = await hashPassword(body.new_password)
    await services.db.transaction((tx) => setPassword(tx, user.workspace_id, user.id, passwordHash))
    return signedIn(user, context)
  },
})

export const sessionOperations: Operation[] = [signIn, show, signOut, changePassword]
