import { z } from 'zod'
import { AppError } from '../core/error.ts'
import { findWorkspace } from '../store/workspaces.ts'
import { defineOperation, type Operation } from './operation.ts'

const session = z
  .object({
    workspace: z.object({ id: z.uuid(), name: z.string() }),
    user: z.null().describe('Null where an API key asks.'),
    scopes: z.array(z.string()),
    instance_owner: z.boolean().describe('May make workspaces.'),
  })
  .meta({ id: 'Session' })

const show = defineOperation({
  name: 'getSession',
  method: 'GET',
  path: '/session',
  scope: 'any',
  tag: 'session',
  summary: 'Says who asks, and what they may do',
  status: 200,
  output: session,
  run: async (_input, { caller, services }): Promise<z.output<typeof session>> => {
    const workspace = await findWorkspace(services.db, caller.workspaceId)
    if (!workspace) throw new AppError('unauthorized')
    return {
      workspace: { id: workspace.id, name: workspace.name },
      user: null,
      scopes: [...caller.scopes],
      instance_owner: caller.instanceOwner,
    }
  },
})

export const sessionOperations: Operation[] = [show]
