import { z } from 'zod'
import { CHANGE_KINDS } from '../core/change-kinds.ts'
import { defineOperation, type Operation } from './operation.ts'

const notice = z
  .object({
    changed: z
      .array(z.enum(CHANGE_KINDS))
      .describe('Lists of the workspace that are different now: ask for them again.'),
  })
  .meta({ id: 'ChangeNotice' })

const stream = defineOperation({
  name: 'streamChanges',
  method: 'GET',
  path: '/stream',
  scope: 'any',
  tag: 'stream',
  summary:
    'Tells as server-sent events, at most twice a second, which lists changed; of those that the caller may read',
  status: 200,
  output: notice,
  streams: true,
  run: (_input, { caller, services }) => Promise.resolve(services.changes.open(caller.workspaceId)),
})

export const streamOperations: Operation[] = [stream]
