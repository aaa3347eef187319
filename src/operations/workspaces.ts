import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { newApiKey } from '../core/api-key.ts'
import { name } from '../core/name.ts'
import { createWorkspace, listWorkspaces, type WorkspaceRow } from '../store/workspaces.ts'
import { defineOperation, type Operation } from './operation.ts'
import { instant, pageOf, pageQuery } from './page-query.ts'

const workspace = z.object({ id: z.uuid(), name: z.string(), created_at: instant }).meta({ id: 'Workspace' })

const newWorkspace = workspace
  .extend({ key: z.string().describe('Its owner key, shown this once.') })
  .meta({ id: 'NewWorkspace' })

const workspaceView = ({ id, name, created_at }: WorkspaceRow): z.output<typeof workspace> => ({
  id,
  name,
  created_at: created_at.toISOString(),
})

const create = defineOperation({
  name: 'createWorkspace',
  method: 'POST',
  path: '/workspaces',
  scope: 'instance',
  tag: 'workspaces',
  summary: 'Makes a workspace; its owner key is shown once',
  body: z.strictObject({ name }),
  status: 201,
  output: newWorkspace,
  run: async ({ body }, { services }) => {
    const key = newApiKey(randomBytes)
    return { ...workspaceView(await createWorkspace(services.db, body.name, key)), key }
  },
})

const list = defineOperation({
  name: 'listWorkspaces',
  method: 'GET',
  path: '/workspaces',
  scope: 'instance',
  tag: 'workspaces',
  summary: 'Lists workspaces, newest first',
  query: z.object(pageQuery),
  status: 200,
  output: pageOf(workspace),
  errors: ['bad_cursor'],
  run: async ({ query }, { services }) => {
    const page = await listWorkspaces(services.db, query)
    return { ...page, items: page.items.map(workspaceView) }
  },
})

export const workspaceOperations: Operation[] = [create, list]
