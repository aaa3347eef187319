import { z } from 'zod'
import { countActivity } from '../store/delivery-activity.ts'
import { defineOperation, type Operation } from './operation.ts'
import { instant, pageOf } from './page-query.ts'

const HOURS = 24
const HOUR_MS = 3_600_000

const count = z.int().min(0)

const activity = z
  .object({
    integration_id: z.uuid(),
    hour: instant.describe('Its start.'),
    delivered: count,
    failed: count.describe('Given up.'),
    waiting: count.describe('Still to be sent, or held.'),
  })
  .meta({ id: 'DeliveryActivity' })

const hoursBack = (now: Date): Date => new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - (HOURS - 1) * HOUR_MS)

const list = defineOperation({
  name: 'listDeliveryActivity',
  method: 'GET',
  path: '/deliveries/activity',
  scope: 'deliveries:read',
  tag: 'deliveries',
  summary: 'Counts the deliveries of the last 24 hours, an integration and hour; hours of none are left out',
  status: 200,
  output: pageOf(activity),
  run: async (_input, { caller, services }) => {
    const rows = await countActivity(services.db, caller.workspaceId, hoursBack(new Date()))
    return { items: rows.map((row) => ({ ...row, hour: row.hour.toISOString() })), next_cursor: null }
  },
})

export const deliveryActivityOperations: Operation[] = [list]
