import { z } from 'zod'
import { EVENT_NAMES, VERIFICATION_STATUSES } from '../core/event.ts'
import { SEVERITIES } from '../core/severity.ts'
import { KINDS } from '../destinations/destination.ts'
import { delivery } from '../operations/deliveries.ts'
import { finding, findingWithRefs } from '../operations/findings.ts'
import { integration } from '../operations/integration-schemas.ts'
import { orUnknown, runOperation } from './run-operation.ts'
import { defineTool, READS, type Tool, type ToolContext } from './tool.ts'
import { marked, SHORT_UNITS, untrusted } from './untrusted.ts'

const page = {
  limit: z.int().min(1).max(100).default(20).describe('Items of one page.'),
  cursor: z.string().max(500).optional().describe('The next_cursor of the page before.'),
}

const listOf = <Item extends z.ZodType>(item: Item) =>
  marked({ items: z.array(item), next_cursor: z.string().nullable().describe('Null on the last page.') })

export const FINDING_TEXTS = [
  'title',
  'category',
  'owasp_category',
  'endpoint',
  'parameter',
  'rule_id',
  'location',
  'description',
  'remediation',
  'references',
  'evidence',
  'suppressed_note',
  'recheck_note',
  'integration_name',
  'fingerprint',
]
const DELIVERY_TEXTS = ['detail', 'external_url']

/** The long texts are left to get_finding. */
const LONG = { description: true, remediation: true, evidence: true, references: true } as const

const listIntegrations = defineTool({
  name: 'list_integrations',
  title: 'List integrations',
  description:
    'Lists the integrations of the workspace: where findings go, and with which filters. Never shows a credential; config_set names those that are set. Needs the scope integrations:read.',
  hints: READS,
  input: z.strictObject({ ...page, kind: z.enum(KINDS).optional(), name: z.string().max(200).optional() }),
  output: listOf(integration),
  run: async (query, context) =>
    untrusted(['name', 'config', 'disabled_reason'], await runOperation('listIntegrations', { query }, context)),
})

const listFindings = defineTool({
  name: 'list_findings',
  title: 'List findings',
  description:
    'Lists findings of the workspace, newest first, without their long texts. Needs the scope findings:read.',
  hints: READS,
  input: z.strictObject({
    ...page,
    target_id: z.uuid().optional(),
    scan_id: z.uuid().optional(),
    severity: z.enum(SEVERITIES).optional(),
    state: z.enum(['open', 'fixed']).optional(),
    verification_status: z.enum(VERIFICATION_STATUSES).optional(),
    suppressed: z.boolean().optional(),
    q: z.string().min(1).max(200).optional().describe('Part of the title, rule, endpoint or path, in any case.'),
  }),
  output: listOf(finding.omit(LONG)),
  run: async (query, context) => {
    const answer = await runOperation<{ items: object[] }>('listFindings', { query }, context)
    const items = answer.items.map((item) => Object.fromEntries(Object.entries(item).filter(([key]) => !(key in LONG))))
    return untrusted(FINDING_TEXTS, { ...answer, items }, SHORT_UNITS)
  },
})

export const readFinding = async (id: string, context: ToolContext): Promise<Record<string, unknown>> =>
  untrusted(FINDING_TEXTS, { finding: await runOperation('getFinding', { id }, context) })

const getFinding = defineTool({
  name: 'get_finding',
  title: 'Get a finding',
  description:
    'Gives one finding with its texts and the tickets, pages and threads made from it. Needs the scope findings:read.',
  hints: READS,
  input: z.strictObject({ finding_id: z.uuid() }),
  output: marked({ finding: findingWithRefs }),
  run: ({ finding_id }, context) =>
    readFinding(finding_id, context).catch(
      orUnknown('finding_id', 'there is no such finding; list_findings gives ids'),
    ),
})

const listDeliveries = defineTool({
  name: 'list_deliveries',
  title: 'List deliveries',
  description:
    'Lists deliveries, newest first: what was sent where, and what became of it. Needs the scope deliveries:read.',
  hints: READS,
  input: z.strictObject({
    ...page,
    integration_id: z.uuid().optional(),
    event_id: z.uuid().optional(),
    finding_id: z.uuid().optional(),
    scan_id: z.uuid().optional().describe("With the deliveries of that scan's finding events."),
    state: delivery.shape.state.optional(),
    event: z.enum(EVENT_NAMES).optional(),
  }),
  output: listOf(delivery),
  run: async (query, context) =>
    untrusted(DELIVERY_TEXTS, await runOperation('listDeliveries', { query }, context), SHORT_UNITS),
})

export const readDelivery = async (id: string, context: ToolContext): Promise<Record<string, unknown>> =>
  untrusted(DELIVERY_TEXTS, { delivery: await runOperation('getDelivery', { id }, context) })

export const readList = async (
  operation: 'listFindings' | 'listDeliveries',
  context: ToolContext,
): Promise<Record<string, unknown>> => {
  const tool = operation === 'listFindings' ? listFindings : listDeliveries
  return tool.run({ limit: 50 }, context)
}

export const readTools: Tool[] = [listIntegrations, listFindings, getFinding, listDeliveries]
