import { z } from 'zod'
import { EVENT_NAMES } from '../core/event.ts'
import { DEFAULT_SEVERITY_FILTER, VERDICTS } from '../core/filter.ts'
import { SEVERITIES } from '../core/severity.ts'
import {
  countMessages,
  countNotSent,
  countVerdicts,
  type DraftFilter,
  judgeHistory,
  pickExamples,
  tallyBy,
} from '../delivery/dry-run.ts'
import { KINDS } from '../destinations/destination.ts'
import { destinationOf } from '../destinations/index.ts'
import { findExamples, groupEvents } from '../store/event-history.ts'
import { findIntegration } from '../store/integrations.ts'
import { filters } from './integration-schemas.ts'
import { found } from './integration-view.ts'
import { requireDigests, requireTargets, tidyTargets } from './integrations.ts'
import { defineOperation, type Operation, type OperationContext } from './operation.ts'
import { byId, instant } from './page-query.ts'

const DAYS = 30
const DAY_MS = 86_400_000
/** Of a busier workspace only the latest are looked at: with as many it answers in a third of a second (2 cores). */
const MOST_EVENTS = 100_000

const count = z.int().min(0)

const tally = {
  events: count,
  matched: count.describe('Of them, what would go out.'),
  sent: count.describe('Of them, what this integration was really sent.'),
}

const dryRun = z
  .object({
    since: instant.describe('30 days ago, or the oldest event looked at where there are more than 100,000 since.'),
    complete: z.boolean().describe('False: there are older events of these 30 days that were not looked at.'),
    events: count.describe('How many were looked at.'),
    verdicts: z.object(Object.fromEntries(VERDICTS.map((verdict) => [verdict, count]))),
    not_sent: count.describe('Of the matched, events that this kind has no place for.'),
    messages: count.describe('What would go out. A digest is one message.'),
    digests: count.describe('How many of these messages are digests.'),
    sent: z
      .object({ events: count, messages: count })
      .nullable()
      .describe('What this integration was really sent in the same time; null for one that is not made yet.'),
    by_event: z.array(z.object({ event: z.enum(EVENT_NAMES), severity: z.enum(SEVERITIES).nullable(), ...tally })),
    by_day: z.array(z.object({ day: z.iso.date().describe('In UTC.'), ...tally })).describe('Without days of none.'),
    examples: z
      .array(
        z.object({
          event_id: z.uuid(),
          event: z.enum(EVENT_NAMES),
          occurred_at: instant,
          target: z.string(),
          title: z.string().nullable(),
          severity: z.enum(SEVERITIES).nullable(),
          verdict: z.enum(VERDICTS),
          delivery_id: z.uuid().nullable().describe('Of the delivery that really took it there.'),
        }),
      )
      .describe('Latest first, a few of each verdict; none for whoever may not read events.'),
  })
  .meta({ id: 'DryRun' })

const draft = z.strictObject(filters).partial()
type Draft = z.output<typeof draft>

const WHAT = 'what the last 30 days would have been sent under a filter'

/** The filter with what is given of it in place of its own. Throws `invalid`. */
const drafted = async (
  stored: DraftFilter,
  given: Draft,
  { caller, services }: OperationContext,
): Promise<DraftFilter> => {
  const destination = found(destinationOf(stored.kind))
  requireDigests(destination, given.delivery)
  await requireTargets(services.db, caller.workspaceId, given.target_ids)
  return {
    kind: stored.kind,
    enabled: given.enabled ?? stored.enabled,
    severityFilter: given.severity_filter ?? stored.severityFilter,
    targetIds: given.target_ids === undefined ? stored.targetIds : (tidyTargets(given.target_ids) ?? null),
    events: given.events === undefined ? stored.events : given.events,
    delivery: given.delivery ?? stored.delivery,
  }
}

const examplesOf = async (
  judged: ReturnType<typeof judgeHistory>,
  integrationId: string | null,
  { caller, services }: OperationContext,
): Promise<z.output<typeof dryRun>['examples']> => {
  if (!caller.scopes.includes('events:read')) return []
  const verdicts = pickExamples(judged)
  const rows = await findExamples(services.db, caller.workspaceId, [...verdicts.keys()], integrationId)
  return rows.flatMap(({ id, seq, data, delivery_id }) => {
    const verdict = verdicts.get(seq)
    const { event, occurred_at, target, finding } = data
    const { title = null, severity = null } = finding ?? {}
    return verdict
      ? [{ event_id: id, event, occurred_at, target: target.name, title, severity, verdict, delivery_id }]
      : []
  })
}

const run = async (
  filter: DraftFilter,
  integrationId: string | null,
  context: OperationContext,
): Promise<z.output<typeof dryRun>> => {
  const { caller, services } = context
  const since = new Date(Date.now() - DAYS * DAY_MS)
  const groups = await groupEvents(services.db, caller.workspaceId, { since, most: MOST_EVENTS, integrationId })
  const judged = judgeHistory(filter, groups)
  const sum = (field: 'events' | 'sent' | 'sent_messages'): number =>
    groups.reduce((all, group) => all + group[field], 0)
  const complete = sum('events') < MOST_EVENTS
  const oldest = groups.reduce((first, { at }) => (at < first ? at : first), new Date())
  return {
    since: (complete ? since : oldest).toISOString(),
    complete,
    events: sum('events'),
    verdicts: countVerdicts(judged),
    not_sent: countNotSent(judged),
    ...countMessages(filter, judged),
    sent: integrationId === null ? null : { events: sum('sent'), messages: sum('sent_messages') },
    by_event: tallyBy(judged, ({ event, severity }) => ({ event, severity })),
    by_day: tallyBy(judged, ({ at }) => ({ day: at.toISOString().slice(0, 10) })).toSorted((left, right) =>
      left.day.localeCompare(right.day),
    ),
    examples: await examplesOf(judged, integrationId, context),
  }
}

const dryRunIntegration = defineOperation({
  name: 'dryRunIntegration',
  method: 'POST',
  path: '/integrations/:id/dry-run',
  scope: 'integrations:read',
  tag: 'integrations',
  summary: `Counts ${WHAT}, beside what really was sent; what is left out of it is as it is stored. Sends nothing`,
  params: byId,
  body: draft,
  status: 200,
  readsOnly: true,
  output: dryRun,
  run: async ({ params, body }, context) => {
    const { caller, services } = context
    const row = found(await findIntegration(services.db, caller.workspaceId, params.id))
    const { kind, enabled, events, delivery, severity_filter: severityFilter, target_ids: targetIds } = row
    const stored = { kind, enabled, events, delivery, severityFilter, targetIds }
    return run(await drafted(stored, body, context), row.id, context)
  },
})

const dryRunKind = defineOperation({
  name: 'dryRunIntegrationKind',
  method: 'POST',
  path: '/integration-kinds/:kind/dry-run',
  scope: 'integrations:read',
  tag: 'integrations',
  summary: `Counts ${WHAT} of an integration that is not made yet; sends and stores nothing`,
  params: z.object({ kind: z.enum(KINDS) }),
  body: draft,
  status: 200,
  readsOnly: true,
  output: dryRun,
  run: async ({ params, body }, context) => {
    const usual = {
      enabled: true,
      severityFilter: DEFAULT_SEVERITY_FILTER,
      targetIds: null,
      events: null,
      delivery: {},
    }
    return run(await drafted({ kind: params.kind, ...usual }, body, context), null, context)
  },
})

export const dryRunOperations: Operation[] = [dryRunKind, dryRunIntegration]
