import { z } from 'zod'
import { EVENT_NAMES } from '../core/event.ts'
import { secretFields } from '../core/secret.ts'
import { type Destination, KINDS } from '../destinations/destination.ts'
import { destinations } from '../destinations/index.ts'
import { defineOperation, type Operation } from './operation.ts'
import { pageOf } from './page-query.ts'

const limits = z
  .object({
    per_second: z.number().nullable().describe('Messages a second that the vendor takes from one address.'),
    burst: z.int().nullable().describe('How many may come at once.'),
    max_bytes: z.int().nullable().describe('Of one request’s body.'),
    batch: z.object({ events: z.int(), bytes: z.int() }).nullable().describe('Several events in one request.'),
    concurrency: z.int().nullable().describe('Requests in flight at once.'),
  })
  .describe('Null: no limit is known.')

const integrationKind = z
  .object({
    kind: z.enum(KINDS),
    title: z.string(),
    use: z.string(),
    protocol: z.string(),
    setup: z.string().describe('Markdown: where the credentials come from, step by step.'),
    config_schema: z.looseObject({}).describe('JSON Schema 2020-12 of `config`; secret fields carry `"secret": true`.'),
    secret_fields: z.array(z.string()),
    limits,
    digest: z
      .object({
        individually: z
          .int()
          .describe('How many findings of a scan come one by one unless the integration says otherwise.'),
        events: z.array(z.enum(EVENT_NAMES)).describe('What a digest may hold.'),
      })
      .nullable()
      .describe('How a large scan is kept from flooding people; null: every event has a message to itself.'),
  })
  .meta({ id: 'IntegrationKind' })

const kindView = (destination: Destination): z.output<typeof integrationKind> => {
  const { kind, title, use, protocol, setup, config, digest } = destination
  const { rates = [], maxBytes, batch, concurrency } = destination.limits
  return {
    kind,
    title,
    use,
    protocol,
    setup,
    config_schema: z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }),
    secret_fields: secretFields(config),
    limits: {
      per_second: rates[0]?.perSecond ?? null,
      burst: rates[0]?.burst ?? null,
      max_bytes: maxBytes ?? null,
      batch: batch ?? null,
      concurrency: concurrency ?? null,
    },
    digest: digest ? { individually: digest.individually, events: [...digest.events] } : null,
  }
}

const kinds = [...destinations.values()].map(kindView)

const listKinds = defineOperation({
  name: 'listIntegrationKinds',
  method: 'GET',
  path: '/integration-kinds',
  scope: 'integrations:read',
  tag: 'integrations',
  summary: 'Lists the kinds of integration: what each is for, its configuration and its limits',
  status: 200,
  output: pageOf(integrationKind),
  run: () => Promise.resolve({ items: kinds, next_cursor: null }),
})

export const integrationKindOperations: Operation[] = [listKinds]
