import { z } from 'zod'
import { AppError } from '../core/error.ts'
import { TARGET_KINDS } from '../core/event.ts'
import { name } from '../core/name.ts'
import { webUrl } from '../core/web-url.ts'
import { deleteTarget, findTarget, insertTarget, listTargets, type TargetRow, updateTarget } from '../store/targets.ts'
import { defineOperation, type Operation } from './operation.ts'
import { byId, instant, pageOf, pageQuery } from './page-query.ts'

const kind = z.enum(TARGET_KINDS).describe('`url`: a running application; `repo`: a repository mirror.')

export const target = z
  .object({ id: z.uuid(), kind, name: z.string(), base_url: z.string().nullable(), created_at: instant })
  .meta({ id: 'Target' })

const targetView = (row: TargetRow | undefined): z.output<typeof target> => {
  if (!row) throw new AppError('not_found')
  const { id, kind, name, base_url } = row
  return { id, kind, name, base_url, created_at: row.created_at.toISOString() }
}

const common = { tag: 'targets', output: target } as const

const createTarget = defineOperation({
  ...common,
  name: 'createTarget',
  method: 'POST',
  path: '/targets',
  scope: 'targets:write',
  summary: 'Makes a target',
  body: z.strictObject({ kind, name, base_url: webUrl.nullish() }),
  status: 201,
  errors: ['conflict'],
  run: async ({ body }, { caller, services }) =>
    targetView(
      await insertTarget(services.db, caller.workspaceId, {
        kind: body.kind,
        name: body.name,
        base_url: body.base_url ?? null,
      }),
    ),
})

const listAll = defineOperation({
  ...common,
  name: 'listTargets',
  method: 'GET',
  path: '/targets',
  scope: 'targets:read',
  summary: 'Lists targets, newest first',
  query: z.object({ ...pageQuery, name: name.optional() }),
  status: 200,
  output: pageOf(target),
  errors: ['bad_cursor'],
  run: async ({ query }, { caller, services }) => {
    const page = await listTargets(services.db, caller.workspaceId, { name: query.name }, query)
    return { ...page, items: page.items.map(targetView) }
  },
})

const getTarget = defineOperation({
  ...common,
  name: 'getTarget',
  method: 'GET',
  path: '/targets/:id',
  scope: 'targets:read',
  summary: 'Gives a target',
  params: byId,
  status: 200,
  run: async ({ params }, { caller, services }) =>
    targetView(await findTarget(services.db, caller.workspaceId, params.id)),
})

const changeTarget = defineOperation({
  ...common,
  name: 'updateTarget',
  method: 'PATCH',
  path: '/targets/:id',
  scope: 'targets:write',
  summary: 'Changes the given fields of a target',
  params: byId,
  body: z.strictObject({ kind: kind.optional(), name: name.optional(), base_url: webUrl.nullish() }),
  status: 200,
  errors: ['conflict'],
  run: async ({ params, body }, { caller, services }) =>
    targetView(await updateTarget(services.db, caller.workspaceId, params.id, body)),
})

const removeTarget = defineOperation({
  ...common,
  name: 'deleteTarget',
  method: 'DELETE',
  path: '/targets/:id',
  scope: 'targets:write',
  summary: 'Deletes a target with its scans and findings',
  params: byId,
  status: 204,
  output: null,
  run: async ({ params }, { caller, services }) => {
    if (!(await deleteTarget(services.db, caller.workspaceId, params.id))) throw new AppError('not_found')
  },
})

export const targetOperations: Operation[] = [createTarget, listAll, getTarget, changeTarget, removeTarget]
