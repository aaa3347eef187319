import { afterAll, expect, it } from 'vitest'
import { connectStdio } from '../mcp.ts'
import { createProcesses } from '../process.ts'
import { createScene, finding } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()
const processes = createProcesses()
afterAll(processes.close)

it.each(['2026', '2025'] as const)('passes all between a client of %s and a running service', async (era) => {
  const receiver = await used.receive('slack')
  const scene = await createScene(used.service)
  const integration = await scene.integrate(receiver, { events: ['scan_failed'] })
  const { scan } = await scene.scan([finding('one — ü'), finding('two')])
  await scene.settled()
  await using mcp = await connectStdio({ PENCHEFF_URL: used.service.url, PENCHEFF_API_KEY: scene.key }, era)
  expect((await mcp.client.listTools()).tools).toHaveLength(16)
  const seen: number[] = []
  const input = { integration, scan_id: scan.id }
  const exported = await mcp.call('export_to_slack', input, { onprogress: ({ progress }) => seen.push(progress) })
  expect(exported).toMatchObject({ isError: false, body: { counts: { delivered: 2 } } })
  expect(seen[0]).toBe(1)
  const { id } = await scene.finding('one — ü')
  const { contents } = await mcp.client.readResource({ uri: `pencheff://findings/${id}` })
  expect(contents).toMatchObject([{ text: expect.stringContaining('one — ü') }])
  expect(await mcp.call('get_finding', { finding_id: 'x' })).toMatchObject({ isError: true, body: { code: 'invalid' } })
})

it('tells a client whose key is unknown', async () => {
  const env = { PENCHEFF_URL: used.service.url, PENCHEFF_API_KEY: 'x'.repeat(40) }
  await expect(connectStdio(env, '2025')).rejects.toThrow(/valid API key/)
})

it('works on the embedded database with a key of it, and not without a key', async () => {
  const env = { DATA_DIR: await processes.folder(), API_KEY: 'k'.repeat(40), LOG_LEVEL: 'warn' }
  const without = await processes.command(['mcp'], env).exit
  expect(without).toMatchObject({ code: 78, stdout: '', stderr: expect.stringMatching(/^PENCHEFF_API_KEY: needed/) })
  await using mcp = await connectStdio({ ...env, PENCHEFF_API_KEY: env.API_KEY })
  expect(await mcp.call('list_integrations')).toMatchObject({ isError: false, body: { items: [] } })
}, 240_000)
