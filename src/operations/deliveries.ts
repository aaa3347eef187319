import { z } from 'zod'
import { AppError } from '../core/error.ts'
import { EVENT_NAMES } from '../core/event.ts'
import { REASONS } from '../core/outcome.ts'
import { replayDeliveries, replayDelivery } from '../delivery/replay.ts'
import { DELIVERY_STATES, type DeliveryRow, findDelivery, listAttempts, listDeliveries } from '../store/deliveries.ts'
import { countReplayable } from '../store/replayable.ts'
import { defineOperation, type Operation, type OperationContext } from './operation.ts'
import { byId, instant, pageOf, pageQuery } from './page-query.ts'

export const delivery = z
  .object({
    id: z.uuid(),
    integration_id: z.uuid(),
    kind: z.string(),
    event_id: z.uuid(),
    event: z.enum(EVENT_NAMES),
    subject: z.string().describe('What the event is about: the title of its finding, else the name of its target.'),
    scan_id: z.uuid().nullable(),
    finding_id: z.uuid().nullable(),
    state: z.enum(DELIVERY_STATES),
    attempt_count: z.int(),
    next_attempt_at: instant.nullable(),
    detail: z.string().nullable().describe('The last outcome in plain words.'),
    external_url: z.string().nullable(),
    carried_by: z
      .uuid()
      .nullable()
      .describe(
        'The delivery whose message, a digest, carries this event; its own id where that is this one; null where the event has a message to itself.',
      ),
    created_at: instant,
    finished_at: instant.nullable(),
  })
  .meta({ id: 'Delivery' })

const attempt = z
  .object({
    n: z.int(),
    started_at: instant,
    duration_ms: z.int(),
    status: z.int().nullable().describe('The HTTP status; null when nothing answered.'),
    outcome: z.enum(['delivered', 'accepted', 'retry', 'rejected']),
    reason: z.enum(REASONS).nullable(),
    detail: z.string().nullable(),
  })
  .meta({ id: 'Attempt' })

const deliveryWithAttempts = delivery.extend({ attempts: z.array(attempt) }).meta({ id: 'DeliveryWithAttempts' })

const viewOf = ({ attempts, digest_id, ...row }: DeliveryRow): z.output<typeof delivery> => ({
  ...row,
  carried_by: digest_id,
  attempt_count: attempts,
  next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
  finished_at: row.finished_at?.toISOString() ?? null,
})

const withAttempts = async (id: string, { caller, services }: OperationContext) => {
  const row = await findDelivery(services.db, caller.workspaceId, id)
  if (!row) throw new AppError('not_found')
  const attempts = await listAttempts(services.db, caller.workspaceId, row)
  return {
    ...viewOf(row),
    attempts: attempts.map((one) => ({ ...one, started_at: one.started_at.toISOString() })),
  }
}

const time = z.iso.datetime({ offset: true, error: 'must be a time in ISO 8601 with its zone' })

const filters = {
  integration_id: z.uuid().optional(),
  event_id: z.uuid().optional(),
  finding_id: z.uuid().optional(),
  scan_id: z.uuid().optional().describe("With the deliveries of that scan's finding events."),
  state: z.enum(DELIVERY_STATES).optional(),
  event: z.enum(EVENT_NAMES).optional(),
  since: time.optional().describe('Made then or later.'),
  until: time.optional().describe('Made before.'),
}

const list = defineOperation({
  name: 'listDeliveries',
  method: 'GET',
  path: '/deliveries',
  scope: 'deliveries:read',
  tag: 'deliveries',
  summary: 'Lists deliveries, newest first',
  query: z.object({ ...pageQuery, ...filters }),
  status: 200,
  output: pageOf(delivery),
  errors: ['bad_cursor'],
  run: async ({ query }, { caller, services }) => {
    const page = await listDeliveries(services.db, caller.workspaceId, query, query)
    return { ...page, items: page.items.map(viewOf) }
  },
})

const get = defineOperation({
  name: 'getDelivery',
  method: 'GET',
  path: '/deliveries/:id',
  scope: 'deliveries:read',
  tag: 'deliveries',
  summary: 'Gives a delivery with every attempt',
  params: byId,
  status: 200,
  output: deliveryWithAttempts,
  run: ({ params }, context) => withAttempts(params.id, context),
})

const replay = defineOperation({
  name: 'replayDelivery',
  method: 'POST',
  path: '/deliveries/:id/replay',
  scope: 'deliveries:write',
  tag: 'deliveries',
  summary: 'Sends a finished delivery once more, under the same idempotency key',
  params: byId,
  status: 200,
  output: deliveryWithAttempts,
  errors: ['conflict'],
  run: async ({ params }, context) => {
    const { caller, services } = context
    const row = await findDelivery(services.db, caller.workspaceId, params.id)
    if (!row) throw new AppError('not_found')
    const reopened = await replayDelivery(services.db, services.queue, caller.workspaceId, params.id)
    if (!reopened) {
      throw new AppError('conflict', 'only a finished delivery of an enabled integration can be sent once more')
    }
    return withAttempts(params.id, context)
  },
})

const replayMany = defineOperation({
  name: 'replayDeliveries',
  method: 'POST',
  path: '/deliveries/replay',
  scope: 'deliveries:write',
  tag: 'deliveries',
  summary:
    'Sends all finished deliveries that the filters name once more; dry_run only counts the messages; a digest is one',
  body: z.strictObject({
    ...filters,
    dry_run: z.boolean().optional(),
  }),
  status: 200,
  output: z.object({ count: z.int() }).meta({ id: 'ReplayCount' }),
  run: async ({ body: { dry_run, ...filter } }, { caller, services }) => ({
    count: dry_run
      ? await countReplayable(services.db, caller.workspaceId, filter)
      : await replayDeliveries(services.db, services.queue, caller.workspaceId, filter),
  }),
})

export const deliveryOperations: Operation[] = [list, get, replayMany, replay]
