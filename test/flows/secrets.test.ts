import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { secretTexts } from '../../src/core/secret.ts'
import { destinations } from '../../src/destinations/index.ts'
import { CANARIES, canaryConfigs, ECHOES, whole } from '../canaries.ts'
import { findCanaries } from '../find-canaries.ts'
import { connectMcp } from '../mcp.ts'
import { createProcesses } from '../process.ts'
import { type Receiver, startReceiver } from '../receiver.ts'
import { createScene, finding, type Scene } from '../scene.ts'
import { useService } from '../service.ts'

const operator = await startReceiver()
const OPERATOR = ['canary.operator.key.Xy.12', 'canaryOperatorPath34']
const used = useService({
  logLevel: 'trace',
  config: {
    operatorWebhook: {
      url: `${operator.url}/canaryOperatorPath34`,
      secret: `whsec_${Buffer.from('canary.operator.key.Xy.12').toString('base64')}`,
    },
  },
})
const processes = createProcesses()
afterAll(() => Promise.all([operator.close(), processes.close()]))

const KINDS = Object.keys(canaryConfigs(''))

let scene: Scene
let receiver: Receiver
const answers: string[] = []
const transcript: string[] = []
const written: string[] = []
let mode = 0

const ask = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
  const answer = await scene.request(method, path, body)
  answers.push(`${method} ${path} ${JSON.stringify([...answer.headers])} ${answer.text}`)
  return answer.body
}

const create = async (kind: string): Promise<string> => {
  const { id } = await ask('POST', '/integrations', {
    kind,
    name: kind,
    config: canaryConfigs(receiver.url)[kind],
    severity_filter: 'info',
    events: ['finding_new'],
    delivery: { retry_schedule: [1] },
  })
  return String(id)
}

/** All that an agent may do with them, and what it is told. */
const speakMcp = async (): Promise<void> => {
  await using mcp = await connectMcp(used.service.url, scene.key)
  const call = async (name: string, input: Record<string, unknown>): Promise<void> => {
    transcript.push(JSON.stringify(await mcp.call(name, input)))
  }
  transcript.push(JSON.stringify(await mcp.client.listTools()))
  const { items } = await ask('GET', '/findings?limit=2')
  const finding_ids = (items as { id: string }[]).map(({ id }) => id)
  // One that is not tried again.
  mode = 1
  for (const kind of KINDS) {
    await call(`export_to_${kind}`, { integration: kind, finding_ids })
    await call(`export_to_${kind}`, { config: canaryConfigs(receiver.url)[kind], finding_ids })
    await call(`export_to_${kind}`, { config: { ...canaryConfigs(receiver.url)[kind], colour: 'red' }, finding_ids })
    await call('test_integration', { integration: kind })
  }
  for (const name of ['list_integrations', 'list_findings', 'list_deliveries']) await call(name, { limit: 100 })
  for (const { uri } of (await mcp.client.listResources()).resources)
    transcript.push(JSON.stringify(await mcp.client.readResource({ uri })))
}

const runCommands = async (): Promise<void> => {
  const env = { PENCHEFF_URL: used.service.url, PENCHEFF_API_KEY: scene.key }
  for (const args of [['export'], ['export', '--json'], ['doctor'], ['keys', 'list']]) {
    const { stdout, stderr } = await processes.command(args, env).exit
    expect(stdout.length, stderr).toBeGreaterThan(50)
    written.push(stdout, stderr)
  }
}

beforeAll(async () => {
  scene = await createScene(used.service)
  receiver = await startReceiver((request) => ECHOES[mode % ECHOES.length]?.(request) ?? 'reset')
  const ids = await Promise.all(KINDS.map(create))
  for (mode = 0; mode < ECHOES.length; mode += 1) {
    await Promise.all(ids.map((id) => ask('PATCH', `/integrations/${id}`, { enabled: true })))
    await scene.scan([finding(`of mode ${mode}`)])
    await scene.settled()
  }
  await Promise.all(ids.map((id) => ask('PATCH', `/integrations/${id}`, { enabled: true })))
  for (const id of ids) {
    mode = ids.indexOf(id)
    await ask('POST', `/integrations/${id}/test`)
    for (const event of ['scan_done', 'finding_new']) await ask('POST', `/integrations/${id}/preview`, { event })
    await ask('GET', `/integrations/${id}`)
    await ask('PATCH', `/integrations/${id}`, { config: { nothing: 'canaryUnknownField' } })
  }
  await speakMcp()
  await runCommands()
  for (const [kind, config] of Object.entries(canaryConfigs('https://10.0.0.1')))
    await ask('POST', '/integrations', { kind, name: `${kind} refused`, config })
  await receiver.close()
  for (const id of ids.slice(0, 4)) await ask('POST', `/integrations/${id}/test`)
  await used.service.db.query(`update integrations set public_config = '{}' where kind in ('splunk', 'github')`)
  for (const list of ['integrations', 'events', 'deliveries', 'findings', 'audit', 'keys']) {
    const { items } = await ask('GET', `/${list}?limit=200`)
    const each = ['audit', 'keys'].includes(list) ? [] : (items as { id: string }[])
    for (const { id } of each) await ask('GET', `/${list}/${id}`)
  }
  answers.push(await (await fetch(`${used.service.url}/metrics`)).text())
}, 120_000)

const shown = (texts: readonly string[]): string[] =>
  texts.flatMap((text) =>
    findCanaries(text, [...CANARIES, ...OPERATOR]).map((canary) => `${canary} in ${text.slice(0, 2000)}`),
  )

describe('a secret of a destination', () => {
  it('is tried with every kind and every secret field, and was sent to where it belongs', () => {
    expect(KINDS.toSorted()).toEqual([...destinations.keys()].toSorted())
    for (const { kind, config } of destinations.values())
      expect(secretTexts(config, canaryConfigs('http://a')[kind]).length, kind).toBeGreaterThan(0)
    expect(findCanaries(receiver.requests.map(whole).join('\n'), CANARIES).length).toBeGreaterThan(10)
  })

  it('is in no answer, whatever the destination answers', () => {
    expect(answers.length).toBeGreaterThan(150)
    expect(shown(answers)).toEqual([])
  })

  it('is in nothing that an agent is told, nor in what it may know of the tools', () => {
    expect(transcript.length).toBeGreaterThan(40)
    expect(shown(transcript)).toEqual([])
  })

  it('is in nothing that a command writes, the file for `apply` included', () => {
    expect(written.join('\n')).toContain('PAGERDUTY_ROUTING_KEY')
    expect(shown(written)).toEqual([])
  })

  it('is in no message to the operator, who is told of what is gone', () => {
    expect(operator.requests.length).toBeGreaterThan(0)
    const told = operator.requests.map(({ headers, body }) => `${JSON.stringify(headers)} ${body}`)
    expect(shown(told)).toEqual([])
  })

  it('is in no log line at the level trace, and each line is one JSON object', () => {
    const { log, key } = used.service
    expect(log.length).toBeGreaterThan(100)
    expect(shown(log)).toEqual([])
    for (const line of log) expect(JSON.parse(line)).toMatchObject({ level: expect.any(String) })
    expect(log.filter((line) => line.includes(key) || line.includes(scene.key))).toEqual([])
  })

  it('is in no row of the database, nor is a key', async () => {
    const { db, key } = used.service
    const { rows: tables } = await db.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')`,
    )
    expect(tables.length).toBeGreaterThan(15)
    const dump: string[] = []
    for (const { name } of tables)
      dump.push(...(await db.query<{ row: string }>(`select t::text as row from ${name} t`)).rows.map(({ row }) => row))
    expect(dump.length).toBeGreaterThan(500)
    expect(shown(dump)).toEqual([])
    expect(dump.filter((row) => row.includes(key) || row.includes(scene.key))).toEqual([])
  })
})
