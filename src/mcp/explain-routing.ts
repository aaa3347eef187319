import { z } from 'zod'
import { invalid } from '../core/error.ts'
import { EVENT_NAMES, type EventName } from '../core/event.ts'
import { type Verdict, VERDICTS } from '../core/filter.ts'
import { delivery } from '../operations/deliveries.ts'
import { instant } from '../operations/page-query.ts'
import { orUnknown, runOperation } from './run-operation.ts'
import { defineTool, READS, type ToolContext } from './tool.ts'
import { marked, untrusted } from './untrusted.ts'

/** Each verdict in plain words. */
const WORDS: Record<Verdict, string> = {
  disabled: 'The integration was switched off.',
  target_out_of_scope: 'The integration takes other targets only.',
  event_not_subscribed: 'The integration does not take this event.',
  below_severity: "The finding's severity is below the integration's filter.",
  matched: 'All filters passed, so a delivery was made.',
}

const deliveryFields = { id: true, state: true, attempt_count: true, next_attempt_at: true, detail: true } as const

const output = marked({
  event: z.object({
    id: z.uuid(),
    event: z.enum(EVENT_NAMES),
    created_at: instant,
    target: z.string(),
    finding: z.string().nullable().describe('The title of its finding.'),
    change_summary: z.string().nullable(),
  }),
  routed: z.boolean().describe('False for the moment between accepting the event and judging it.'),
  routing_failed: z.boolean().describe('True where the service died each time it judged the event: nobody was told.'),
  routing: z.array(
    z.object({
      integration_id: z.uuid(),
      name: z.string(),
      kind: z.string(),
      verdict: z.enum(VERDICTS),
      explanation: z.string(),
      delivery: delivery.pick(deliveryFields).nullable().describe('What became of it; needs deliveries:read too.'),
    }),
  ),
})

interface RoutedEvent {
  id: string
  event: EventName
  created_at: string
  data: { target: { name: string }; finding?: { title: string }; change_summary?: string }
  routed: boolean
  routing_failed: boolean
  routing: { integration_id: string; name: string; kind: string; verdict: Verdict; delivery_id?: string }[]
}

type DeliveryView = z.output<typeof delivery>

const newestEventOf = async (findingId: string, context: ToolContext): Promise<string> => {
  const query = { finding_id: findingId, limit: 1 }
  const { items } = await runOperation<{ items: { id: string }[] }>('listEvents', { query }, context)
  const [newest] = items
  if (!newest) throw invalid('/finding_id', 'there is no event of such a finding', 'unknown_finding')
  return newest.id
}

const deliveriesOf = async (eventId: string, context: ToolContext): Promise<Map<string, DeliveryView>> => {
  if (!context.caller.scopes.includes('deliveries:read')) return new Map()
  const query = { event_id: eventId, limit: 200 }
  const { items } = await runOperation<{ items: DeliveryView[] }>('listDeliveries', { query }, context)
  return new Map(items.map((item) => [item.id, item]))
}

const shortOf = ({ id, state, attempt_count, next_attempt_at, detail }: DeliveryView) => ({
  id,
  state,
  attempt_count,
  next_attempt_at,
  detail,
})

/** Why an event did, or did not, go to each integration. */
export const readRouting = async (eventId: string, context: ToolContext): Promise<Record<string, unknown>> => {
  const event = await runOperation<RoutedEvent>('getEvent', { id: eventId }, context)
  const deliveries = await deliveriesOf(eventId, context)
  const { target, finding, change_summary } = event.data
  const routing = event.routing.map(({ delivery_id = '', ...verdict }) => {
    const made = deliveries.get(delivery_id)
    return { ...verdict, explanation: WORDS[verdict.verdict], delivery: made ? shortOf(made) : null }
  })
  return untrusted(['target', 'finding', 'change_summary', 'name', 'detail'], {
    event: {
      id: event.id,
      event: event.event,
      created_at: event.created_at,
      target: target.name,
      finding: finding?.title ?? null,
      change_summary: change_summary ?? null,
    },
    routed: event.routed,
    routing_failed: event.routing_failed,
    routing,
  })
}

export const explainRouting = defineTool({
  name: 'explain_routing',
  title: 'Explain routing',
  description:
    'Says for one event, or for the newest event of a finding, why it did or did not go to each integration, and what became of it. Needs the scope events:read.',
  hints: READS,
  input: z.strictObject({ event_id: z.uuid().optional(), finding_id: z.uuid().optional() }),
  output,
  run: async ({ event_id, finding_id }, context) => {
    if (event_id !== undefined && finding_id === undefined)
      return readRouting(event_id, context).catch(
        orUnknown(
          'event_id',
          'there is no such event; list_deliveries gives their ids, and finding_id may be given instead',
        ),
      )
    if (finding_id === undefined || event_id !== undefined)
      throw invalid('/event_id', 'give either event_id or finding_id')
    return readRouting(await newestEventOf(finding_id, context), context)
  },
})
