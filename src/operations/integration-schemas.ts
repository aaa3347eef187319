import { z } from 'zod'
import { EVENT_NAMES } from '../core/event.ts'
import { name } from '../core/name.ts'
import { SEVERITIES } from '../core/severity.ts'
import { KINDS } from '../destinations/destination.ts'
import { destinations } from '../destinations/index.ts'
import { instant } from './page-query.ts'

const WEEK_SECONDS = 7 * 86_400

const delivery = z
  .strictObject({
    individually: z
      .int()
      .min(0)
      .max(100_000)
      .nullable()
      .optional()
      .describe(
        'Of a large scan so many findings come one by one, most severe first, and the rest in one digest; null: all one by one. Only of kinds that call people: see `digest` of GET /integration-kinds.',
      ),
    retry_schedule: z
      .array(z.int().min(1).max(WEEK_SECONDS))
      .min(1)
      .max(20)
      .optional()
      .describe('Seconds before each further try.'),
  })
  .describe('What is left out is the kind’s own.')

export const filters = {
  enabled: z.boolean(),
  severity_filter: z.enum(SEVERITIES).describe('Findings at or above it.'),
  // Beyond a thousand targets a filter says less than a severity does, and every event is held against it.
  target_ids: z.array(z.uuid()).max(1000).nullable().describe('Null or empty: all targets.'),
  events: z.array(z.enum(EVENT_NAMES)).max(50).nullable().describe('Null or empty: all events.'),
  delivery,
}

export const health = z
  .object({
    breaker: z
      .enum(['closed', 'open', 'half_open'])
      .describe('Open: the destination fails, and what is queued is held until a probe, half_open, succeeds.'),
    breaker_reason: z.string().nullable(),
    next_probe_at: instant.nullable(),
    success_rate: z.number().nullable().describe('Of the attempts of the last 24 hours, 0 to 1; null without any.'),
    p50_ms: z.int().nullable().describe('Of the time that these attempts took, within 41 %.'),
    p95_ms: z.int().nullable(),
    last_success_at: instant.nullable(),
    last_error_at: instant.nullable(),
    last_error: z.string().nullable().describe('In plain words.'),
    failing_since: instant.nullable().describe('It failed ever since; after five days it is switched off.'),
    noticed: z.int().describe('The last notice given of that: at 50, 70, 90 and 100 per cent; 0 for none.'),
    backlog: z.int().describe('Deliveries that wait.'),
    oldest_waiting_at: instant.nullable().describe('When the one that waits longest was made.'),
    hours: z
      .array(z.object({ hour: instant, delivered: z.int(), failed: z.int() }))
      .describe('Attempts an hour of the last 24, oldest first; hours without any are left out.'),
  })
  .describe('How it does; what happened in the last two seconds may be missing.')
  .meta({ id: 'IntegrationHealth' })

export const integration = z
  .object({
    id: z.uuid(),
    kind: z.enum(KINDS),
    name: z.string(),
    ...filters,
    config: z.looseObject({}).describe('Without its secret fields.'),
    config_set: z.array(z.string()).describe('The secret fields that are set; none when the credential is unusable.'),
    disabled_reason: z.string().nullable().describe('Why the service itself switched it off.'),
    health,
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Integration' })
export type IntegrationView = z.output<typeof integration>

/** Where the service made the signing secret itself, it is shown in that one answer. */
export const integrationWithSecret = integration
  .extend({
    webhook_secret: z.string().optional().describe('The signing secret that was made, shown this once.'),
    replayable: z
      .int()
      .optional()
      .describe('When it is switched on: how many dead deliveries `POST /deliveries/replay` would send once more.'),
  })
  .meta({ id: 'IntegrationWithSecret' })

const given = z.strictObject(filters).partial().shape

const [firstBody, ...otherBodies] = [...destinations.values()].map(({ kind, title, config }) =>
  z.strictObject({ kind: z.literal(kind), name, config, ...given }).meta({ title }),
)
if (!firstBody) throw new Error('there is no destination')
export const createBody = z.discriminatedUnion('kind', [firstBody, ...otherBodies])

export const updateBody = z.strictObject({
  name: name.optional(),
  ...given,
  config: z
    .record(z.string().max(100), z.unknown())
    .optional()
    .describe('Replaces the given fields, null removes one. A new host needs the secrets given again.'),
})

/** The filters as they are stored: no list rather than an empty one, nothing twice. */
export const tidyList = <Item extends string>(list: readonly Item[] | null | undefined): Item[] | null | undefined => {
  if (list == null) return list
  return list.length === 0 ? null : [...new Set(list)]
}
