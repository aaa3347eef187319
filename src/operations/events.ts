import { z } from 'zod'
import { AppError } from '../core/error.ts'
import { EVENT_NAMES } from '../core/event.ts'
import { VERDICTS } from '../core/filter.ts'
import { type EventRow, findEvent, listEvents, type RoutedEvent } from '../store/events.ts'
import { reopenRouting } from '../store/routing-suspects.ts'
import { eventPayload } from './event-schemas.ts'
import { defineOperation, type Operation } from './operation.ts'
import { byId, instant, pageOf, pageQuery } from './page-query.ts'

const event = z
  .object({ id: z.uuid(), event: z.enum(EVENT_NAMES), created_at: instant, data: eventPayload })
  .meta({ id: 'Event' })

const routing = z
  .object({
    integration_id: z.uuid(),
    name: z.string(),
    kind: z.string(),
    verdict: z.enum(VERDICTS),
    delivery_id: z.uuid().optional(),
  })
  .meta({ id: 'Routing' })

const routedEvent = event
  .extend({
    routing_failed: z
      .boolean()
      .describe(
        'True where the service died each time it judged the event: nobody was told. `routeEvent` tries again.',
      ),
    routed: z.boolean().describe('False for the moment between accepting the event and judging it.'),
    routing: z.array(routing).describe('The verdict of each integration, as it was when the event was judged.'),
  })
  .meta({ id: 'RoutedEvent' })

const viewOf = (row: EventRow): z.output<typeof event> => ({
  id: row.id,
  event: row.event,
  created_at: row.created_at.toISOString(),
  data: row.data,
})

const routedViewOf = (row: RoutedEvent): z.output<typeof routedEvent> => ({
  ...viewOf(row),
  routed: row.verdicts !== null,
  routing_failed: row.failed,
  routing: row.verdicts ?? [],
})

const list = defineOperation({
  name: 'listEvents',
  method: 'GET',
  path: '/events',
  scope: 'events:read',
  tag: 'events',
  summary: 'Lists events, newest first',
  query: z.object({
    ...pageQuery,
    event: z.enum(EVENT_NAMES).optional(),
    target_id: z.uuid().optional(),
    scan_id: z.uuid().optional(),
    finding_id: z.uuid().optional(),
  }),
  status: 200,
  output: pageOf(event),
  errors: ['bad_cursor'],
  run: async ({ query }, { caller, services }) => {
    const page = await listEvents(services.db, caller.workspaceId, query, query)
    return { ...page, items: page.items.map(viewOf) }
  },
})

const get = defineOperation({
  name: 'getEvent',
  method: 'GET',
  path: '/events/:id',
  scope: 'events:read',
  tag: 'events',
  summary: 'Gives an event and why it did, or did not, fire at each integration',
  params: byId,
  status: 200,
  output: routedEvent,
  run: async ({ params }, { caller, services }) => {
    const row = await findEvent(services.db, caller.workspaceId, params.id)
    if (!row) throw new AppError('not_found')
    return routedViewOf(row)
  },
})

const route = defineOperation({
  name: 'routeEvent',
  method: 'POST',
  path: '/events/:id/route',
  scope: 'deliveries:write',
  tag: 'events',
  summary: 'Judges an event again that could be judged for nobody',
  params: byId,
  status: 200,
  output: routedEvent,
  errors: ['conflict'],
  run: async ({ params: { id } }, { caller: { workspaceId }, services: { db, queue } }) => {
    const row = await findEvent(db, workspaceId, id)
    if (!row) throw new AppError('not_found')
    const reopened = await db.transaction(async (tx) => {
      if (!(await reopenRouting(tx, workspaceId, id))) return false
      await queue.notifyEvent(tx, id)
      return true
    })
    if (!reopened) throw new AppError('conflict', 'only an event whose routing failed can be judged again')
    return routedViewOf({ ...row, verdicts: null, failed: false })
  },
})

export const eventOperations: Operation[] = [list, get, route]
