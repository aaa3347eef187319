import { z } from 'zod'
import { emailAddress } from '../core/email-address.ts'
import { AppError } from '../core/error.ts'
import { name } from '../core/name.ts'
import { type Role, ROLES, scopesOf } from '../core/role.ts'
import { makeLink } from '../people/set-up.ts'
import { deleteUser, findUser, insertUser, listUsers, updateUser, type UserRow } from '../store/users.ts'
import { type Caller, defineOperation, type Operation, type OperationContext } from './operation.ts'
import { byId, instant, pageOf, pageQuery } from './page-query.ts'

const role = z
  .enum(ROLES)
  .describe('What they may do: `viewer` reads, `analyst` also scans and triages, `admin` all but owners, `owner` all.')

const user = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role,
    has_password: z.boolean().describe('False until they have used their link; they may still come by single sign-on.'),
    created_at: instant,
    last_signed_in_at: instant.nullable(),
  })
  .meta({ id: 'User' })

const userWithLink = user
  .extend({
    link: z.string().describe('Where they choose a password, once; shown only now. Give it to nobody else.'),
    link_expires_at: instant,
  })
  .meta({ id: 'UserWithLink' })

const viewOf = (row: UserRow): z.output<typeof user> => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  has_password: row.has_password,
  created_at: row.created_at.toISOString(),
  last_signed_in_at: row.last_signed_in_at?.toISOString() ?? null,
})

/** Nobody makes, changes or removes somebody who may do more than they. */
const requireMightOver = (caller: Caller, roles: readonly Role[]): void => {
  const beyond = roles.find((one) => scopesOf(one).some((scope) => !caller.scopes.includes(scope)))
  if (beyond !== undefined)
    throw new AppError('insufficient_scope', `Only who may do as much may make, change or remove an ${beyond}.`)
}

const found = async (id: string, { caller, services }: OperationContext): Promise<UserRow> => {
  const row = await findUser(services.db, caller.workspaceId, id)
  if (!row) throw new AppError('not_found')
  return row
}

const lastOwner = (): AppError => new AppError('conflict', 'This is the last owner. Make another one first.')

const common = { tag: 'users', scope: 'users:write', output: user } as const

const invite = defineOperation({
  ...common,
  name: 'createUser',
  method: 'POST',
  path: '/users',
  summary: 'Makes a person, with a one-time link to choose a password',
  body: z.strictObject({ email: emailAddress, name: name.optional(), role }),
  status: 201,
  output: userWithLink,
  run: async ({ body }, { caller, services }) => {
    requireMightOver(caller, [body.role])
    const person = { email: body.email, name: body.name ?? body.email, role: body.role }
    return services.db.transaction(async (tx) => {
      const row = await insertUser(tx, caller.workspaceId, person)
      return { ...viewOf(row), ...(await makeLink(tx, row, services.sender.render.publicUrl)) }
    })
  },
})

const list = defineOperation({
  ...common,
  name: 'listUsers',
  method: 'GET',
  path: '/users',
  scope: 'users:read',
  summary: 'Lists the people of the workspace, newest first',
  query: z.object(pageQuery),
  status: 200,
  output: pageOf(user),
  errors: ['bad_cursor'],
  run: async ({ query }, { caller, services }) => {
    const page = await listUsers(services.db, caller.workspaceId, query)
    return { ...page, items: page.items.map(viewOf) }
  },
})

const get = defineOperation({
  ...common,
  name: 'getUser',
  method: 'GET',
  path: '/users/:id',
  scope: 'users:read',
  summary: 'Gives a person',
  params: byId,
  status: 200,
  run: async ({ params }, context) => viewOf(await found(params.id, context)),
})

const change = defineOperation({
  ...common,
  name: 'updateUser',
  method: 'PATCH',
  path: '/users/:id',
  summary: 'Changes name or role; another role ends their sessions',
  params: byId,
  body: z.strictObject({ name: name.optional(), role: role.optional() }),
  status: 200,
  errors: ['conflict'],
  run: async ({ params, body }, context) => {
    const { caller, services } = context
    const before = await found(params.id, context)
    requireMightOver(caller, [before.role, ...(body.role ? [body.role] : [])])
    const changed = await updateUser(services.db, caller.workspaceId, params.id, body)
    if (changed === 'not_found') throw new AppError('not_found')
    if (changed === 'last_owner') throw lastOwner()
    return viewOf(changed)
  },
})

const remove = defineOperation({
  ...common,
  name: 'deleteUser',
  method: 'DELETE',
  path: '/users/:id',
  summary: 'Removes a person and ends their sessions; keys that they made stay',
  params: byId,
  status: 204,
  output: null,
  errors: ['conflict'],
  run: async ({ params }, context) => {
    const { caller, services } = context
    requireMightOver(caller, [(await found(params.id, context)).role])
    const result = await deleteUser(services.db, caller.workspaceId, params.id)
    if (result === 'not_found') throw new AppError('not_found')
    if (result === 'last_owner') throw lastOwner()
  },
})

const renewLink = defineOperation({
  ...common,
  name: 'renewUserLink',
  method: 'POST',
  path: '/users/:id/link',
  summary: 'Gives another one-time link to choose a password; earlier ones stop working',
  params: byId,
  status: 200,
  output: userWithLink,
  run: async ({ params }, context) => {
    const { caller, services } = context
    const row = await found(params.id, context)
    requireMightOver(caller, [row.role])
    const link = await services.db.transaction((tx) => makeLink(tx, row, services.sender.render.publicUrl))
    return { ...viewOf(row), ...link }
  },
})

export const userOperations: Operation[] = [invite, list, get, change, remove, renewLink]
