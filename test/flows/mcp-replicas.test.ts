import { beforeAll, expect, it } from 'vitest'
import { startJira, type JiraReceiver } from '../../demo/receivers/jira.ts'
import { connectMcp } from '../mcp.ts'
import { until } from '../process.ts'
import { createScene, finding, type Scene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()
let scene: Scene
let urls: string[]
beforeAll(async () => {
  urls = [used.service.url, await used.service.replica()]
  scene = await createScene(used.service)
})

/** A Jira that makes the first issue and does not answer before it is let go. */
const heldJira = async (): Promise<{ jira: JiraReceiver; letGo(): void }> => {
  const gate = Promise.withResolvers<undefined>()
  let held = false
  const jira = await startJira({
    hold: ({ method, path }) => {
      if (held || method !== 'POST' || !path.endsWith('/issue')) return undefined
      held = true
      return gate.promise
    },
  })
  return { jira, letGo: () => gate.resolve(undefined) }
}

/** Exports one finding at the first replica, and at the second while the first waits for its answer. */
const exportTwice = async (jira: JiraReceiver, letGo: () => void, input: Record<string, unknown>) => {
  await using first = await connectMcp(urls[0] ?? '', scene.key)
  await using second = await connectMcp(urls[1] ?? '', scene.key)
  const running = first.call('export_to_jira', input)
  await until('the issue is made', () => (jira.issues.length > 0 ? true : undefined))
  const other = await second.call('export_to_jira', input)
  letGo()
  const one = await running
  const later = await second.call('export_to_jira', input)
  return { one, other, later }
}

it('exports to an integration at one replica at a time: one ticket', async () => {
  const { jira, letGo } = await heldJira()
  const integration = await scene.integrate(jira, { events: ['scan_failed'] })
  const { scan } = await scene.scan([finding('stored')])
  const { one, other, later } = await exportTwice(jira, letGo, { integration, scan_id: scan.id })
  expect(one.body.counts).toMatchObject({ delivered: 1 })
  expect(other).toMatchObject({ isError: true, body: { code: 'conflict' } })
  expect(later.body.counts).toMatchObject({ delivered: 1 })
  expect(jira.issues).toHaveLength(1)
  await jira.close()
})

it('makes one ticket though both replicas were given the configuration itself', async () => {
  const { jira, letGo } = await heldJira()
  const { scan } = await scene.scan([finding('inline')])
  const input = { config: jira.config, scan_id: scan.id }
  const { one, other, later } = await exportTwice(jira, letGo, input)
  expect(one.body.counts).toMatchObject({ delivered: 1 })
  // It is found, or not shown by Jira yet: then it is told to come again, and makes none.
  expect(other.body.counts).toMatchObject({ rejected: 0, skipped: 0 })
  expect(later.body.counts).toMatchObject({ delivered: 1 })
  expect(jira.issues).toHaveLength(1)
  await jira.close()
})

it('takes at one replica what was confirmed at the other', async () => {
  const receiver = await used.receive('slack')
  await scene.integrate(receiver, { name: 'Room', events: ['scan_failed'] })
  const { scan } = await scene.scan([finding('confirmed')])
  const { key } = await scene.api.post<{ key: string }>('/keys', { name: 'agent', scopes: ['deliveries:write'] })
  await using first = await connectMcp(urls[0] ?? '', key)
  await using second = await connectMcp(urls[1] ?? '', key)
  const input = { integration: 'Room', scan_id: scan.id }
  const { confirmation } = (await first.call('export_to_slack', input)).body
  expect((await second.call('export_to_slack', { ...input, confirmation })).body.counts).toMatchObject({ delivered: 1 })
  expect((await first.call('export_to_slack', { ...input, confirmation })).isError).toBe(true)
  expect(receiver.receipts).toHaveLength(1)
})
