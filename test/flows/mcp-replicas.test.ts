import { beforeAll, describe, expect, it } from 'vitest'
import { connectMcp } from '../mcp.ts'
import { until } from '../process.ts'
import { createScene, finding, type Scene } from '../scene.ts'
import { useService } from '../service.ts'
import { isCreate, startSite, type TicketKind, type TicketSite } from '../ticket-sites.ts'

const used = useService()
let scene: Scene
let urls: string[]
beforeAll(async () => {
  urls = [used.service.url, await used.service.replica()]
  scene = await createScene(used.service)
})

interface HeldSite extends TicketSite {
  letGo(): void
}

/** A vendor of tickets that makes the first one and does not answer before it is let go. */
const heldSite = async (kind: TicketKind): Promise<HeldSite> => {
  const gate = Promise.withResolvers<undefined>()
  let isHeld = false
  const site = await startSite(kind, {
    hold: (request) => {
      if (isHeld || !isCreate(kind, request)) return undefined
      isHeld = true
      return gate.promise
    },
  })
  return { ...site, letGo: () => gate.resolve(undefined) }
}

/** Exports at the first replica, at the second while the first waits for its answer, and once more when it is through. */
const exportThrice = async (site: HeldSite, input: Record<string, unknown>) => {
  const tool = `export_to_${site.receiver.kind}`
  await using first = await connectMcp(urls[0] ?? '', scene.key)
  await using second = await connectMcp(urls[1] ?? '', scene.key)
  const running = first.call(tool, input)
  await until('the ticket is made', () => (site.made().length > 0 ? true : undefined))
  const meanwhile = await second.call(tool, input)
  site.letGo()
  const one = await running
  const later = await second.call(tool, input)
  await site.receiver.close()
  return { one, meanwhile, later }
}

describe.each(['jira', 'github'] as const)('two replicas that export to %s', (kind) => {
  it('take turns where the integration is stored: one ticket', async () => {
    const site = await heldSite(kind)
    const integration = await scene.integrate(site.receiver, { events: ['scan_failed'] })
    const { scan } = await scene.scan([finding(`stored for ${kind}`)])
    const { one, meanwhile, later } = await exportThrice(site, { integration, scan_id: scan.id })
    expect(one.body.counts).toMatchObject({ delivered: 1 })
    expect(meanwhile).toMatchObject({ isError: true, body: { code: 'conflict' } })
    expect(later.body.counts).toMatchObject({ delivered: 1 })
    expect(site.made()).toHaveLength(1)
  })

  it('take turns where both were given the configuration itself: one ticket', async () => {
    const site = await heldSite(kind)
    const { scan } = await scene.scan([finding(`inline for ${kind}`)])
    const input = { config: site.receiver.config, scan_id: scan.id }
    const { one, meanwhile, later } = await exportThrice(site, input)
    expect(one.body.counts).toMatchObject({ delivered: 1 })
    expect(meanwhile).toMatchObject({ isError: true, body: { code: 'conflict' } })
    expect(later.body.counts).toMatchObject({ delivered: 1 })
    expect(site.made()).toHaveLength(1)
  })
})

describe('two replicas that export to a room, which forgets nothing', () => {
  it.each(['by its configuration', 'by its id'])('take turns: one %s, one by its configuration', async (how) => {
    const gate = Promise.withResolvers<undefined>()
    const receiver = await used.receive('slack', { hold: () => gate.promise })
    const integration = await scene.integrate(receiver, { events: ['scan_failed'] })
    const { scan } = await scene.scan([finding('said once')])
    await using first = await connectMcp(urls[0] ?? '', scene.key)
    await using second = await connectMcp(urls[1] ?? '', scene.key)
    const inline = { config: receiver.config, scan_id: scan.id }
    const running = first.call('export_to_slack', how === 'by its id' ? { integration, scan_id: scan.id } : inline)
    await until('it is said', () => (receiver.receipts.length > 0 ? true : undefined))
    const meanwhile = second.call('export_to_slack', inline)
    await until('the other has spoken or was refused', () =>
      receiver.receipts.length > 1 ? true : meanwhile.then(() => true),
    )
    gate.resolve(undefined)
    expect(await meanwhile).toMatchObject({ isError: true, body: { code: 'conflict' } })
    expect((await running).body.counts).toMatchObject({ delivered: 1 })
    expect(receiver.receipts).toHaveLength(1)
    expect((await used.service.db.query('select from export_turns')).rowCount).toBe(0)
  })
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
