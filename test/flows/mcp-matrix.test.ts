import { expect, it } from 'vitest'
import { KINDS } from '../../src/destinations/destination.ts'
import { SCOPES } from '../../src/operations/operation.ts'
import { canaryConfigs } from '../canaries.ts'
import { connectMcp } from '../mcp.ts'
import { startReceiver } from '../receiver.ts'
import { createScene, finding } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()
const UNKNOWN = '01890000-0000-7000-8000-000000000000'

/** Ids of one workspace, or of nothing. */
interface Ids {
  integration: string
  finding: string
  scan: string
  event: string
}
const NOTHING: Ids = { integration: UNKNOWN, finding: UNKNOWN, scan: UNKNOWN, event: UNKNOWN }

interface Call {
  tool: string
  scope: string
  input(ids: Ids): Record<string, unknown>
}

const config = (kind: string): unknown => canaryConfigs('http://127.0.0.1:9')[kind]

/** Each way to use each tool, and the scope that it needs. */
const CALLS: Call[] = [
  { tool: 'list_integrations', scope: 'integrations:read', input: () => ({}) },
  { tool: 'list_findings', scope: 'findings:read', input: ({ scan }) => ({ scan_id: scan }) },
  { tool: 'get_finding', scope: 'findings:read', input: (ids) => ({ finding_id: ids.finding }) },
  { tool: 'list_deliveries', scope: 'deliveries:read', input: (ids) => ({ integration_id: ids.integration }) },
  { tool: 'list_deliveries', scope: 'deliveries:read', input: (ids) => ({ finding_id: ids.finding }) },
  { tool: 'explain_routing', scope: 'events:read', input: (ids) => ({ event_id: ids.event }) },
  { tool: 'explain_routing', scope: 'events:read', input: (ids) => ({ finding_id: ids.finding }) },
  { tool: 'test_integration', scope: 'integrations:write', input: ({ integration }) => ({ integration }) },
  ...KINDS.flatMap((kind): Call[] => [
    {
      tool: `export_to_${kind}`,
      scope: 'deliveries:write',
      input: ({ integration, finding: id }) => ({ integration, finding_ids: [id] }),
    },
    {
      tool: `export_to_${kind}`,
      scope: 'integrations:write',
      input: ({ scan }) => ({ config: config(kind), scan_id: scan }),
    },
  ]),
]

it('knows every tool', async () => {
  const scene = await createScene(used.service)
  await using mcp = await connectMcp(used.service.url, scene.key)
  const { tools } = await mcp.client.listTools()
  expect(new Set(CALLS.map(({ tool }) => tool))).toEqual(new Set(tools.map(({ name }) => name)))
})

it('lets a key with one scope use the tools of that scope, whichever tool and whichever scope', async () => {
  const scene = await createScene(used.service)
  const differences: unknown[] = []
  for (const scope of SCOPES) {
    const { key } = await scene.api.post<{ key: string }>('/keys', { name: scope, scopes: [scope] })
    await using mcp = await connectMcp(used.service.url, key)
    for (const call of CALLS) {
      const { body } = await mcp.call(call.tool, call.input(NOTHING))
      const isRefused = body.code === 'insufficient_scope'
      if (isRefused === (call.scope === scope)) differences.push({ held: scope, ...call, body })
    }
  }
  expect(differences).toEqual([])
}, 120_000)

it('answers what is of another workspace as what there is not, whichever tool, and sends nothing', async () => {
  const [own, other] = [await createScene(used.service), await createScene(used.service)]
  await using receiver = await startReceiver()
  const { id } = await own.api.post<{ id: string }>('/integrations', {
    kind: 'webhook',
    name: 'theirs',
    config: { webhook_url: `${receiver.url}/hook` },
    severity_filter: 'info',
  })
  const { scan } = await own.scan([finding('theirs')])
  await own.settled()
  const [event] = await own.events('?event=finding_new')
  const theirs = { integration: id, finding: (await own.finding('theirs')).id, scan: scan.id, event: event?.id ?? '' }
  const sent = receiver.requests.length
  await using mcp = await connectMcp(used.service.url, other.key)
  const shown = async ({ tool, input }: Call, ids: Ids): Promise<string> => {
    let text = JSON.stringify(await mcp.call(tool, input(ids)))
    for (const one of [ids.integration, ids.finding, ids.scan, ids.event]) text = text.replaceAll(one, 'ID')
    return text
  }
  for (const call of CALLS) expect(await shown(call, theirs), call.tool).toBe(await shown(call, NOTHING))
  expect(receiver.requests).toHaveLength(sent)
  expect(await own.deliveries()).toHaveLength(sent)
}, 60_000)
