import { z } from 'zod'
import { defineOperation, type Operation } from './operation.ts'

const get = defineOperation({
  name: 'getRetention',
  method: 'GET',
  path: '/retention',
  scope: 'any',
  tag: 'session',
  summary: 'Tells how long finished deliveries and events are kept, which the operator sets by RETENTION_DAYS',
  status: 200,
  output: z.object({ days: z.int().min(1) }).meta({ id: 'Retention' }),
  run: (_input, { services }) => Promise.resolve({ days: services.retentionDays }),
})

export const retentionOperations: Operation[] = [get]
