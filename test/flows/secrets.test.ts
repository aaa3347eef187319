import { beforeAll, describe, expect, it } from 'vitest'
import { secretTexts } from '../../src/core/secret.ts'
import { destinations } from '../../src/destinations/index.ts'
import { findCanaries } from '../find-canaries.ts'
import { type ReceivedRequest, type Receiver, type Reply, startReceiver } from '../receiver.ts'
import { createScene, finding, type Scene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService({ logLevel: 'trace' })

const signing = `whsec_${Buffer.from('canary.signing.Zq7.key.xx').toString('base64')}`

/** One integration a kind, with a canary in every secret field. */
const configsFor = (url: string): Record<string, Record<string, unknown>> => ({
  slack: { webhook_url: `${url}/services/TcanarySlack1/BcanarySlack2/canarySlackToken3` },
  teams: {
    webhook_url: `${url}/powerautomate/automations/direct/workflows/canaryTeamsWorkflow1/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=canaryTeamsSignature2`,
  },
  google_chat: {
    webhook_url: `${url}/v1/spaces/AAAAspace/messages?key=canaryChatKey1xyz&token=canary%2BChat%2FToken2%3D`,
  },
  discord: { webhook_url: `${url}/api/webhooks/123456789012345678/canaryDiscordToken1_abc-def` },
  pagerduty: { routing_key: 'canaryPagerDutyRoutingKey1234567', base_url: url },
  opsgenie: { api_key: 'canary-opsgenie-api-key+/1', base_url: url },
  splunk: { hec_url: url, token: 'canary-splunk-token"quoted"1' },
  webhook: {
    webhook_url: `${url}/canaryHookPath123?key=canaryHookQuery45`,
    webhook_secret: signing,
    headers: { Authorization: 'Bearer canaryHeaderBearer6', 'X-Key': 'canary-header/key "7"' },
  },
  github: { repo: 'acme/shop', token: 'canaryGitHubToken_123456', api_url: url },
  jira: { base_url: url, email: 'bot@example.com', api_token: 'canaryJiraToken+/=123456', project_key: 'SEC' },
})
const KINDS = Object.keys(configsFor(''))

const KINDS_WITH_SECRETS = [...destinations.values()]

/** Of an address the steps and values that are secret; its host is shown. */
const canariesIn = (text: string): string[] => {
  if (!URL.canParse(text)) return [text.replace(/^whsec_/, '')]
  return (text.match(/canary[^/?&]*/gi) ?? []).map(decodeURIComponent)
}

const CANARIES = [
  'canary.signing.Zq7.key.xx',
  ...KINDS_WITH_SECRETS.flatMap(({ kind, config }) =>
    secretTexts(config, configsFor('http://127.0.0.1')[kind]),
  ).flatMap(canariesIn),
]

const whole = ({ url, headers, body }: ReceivedRequest): string => `${url} ${JSON.stringify(headers)} ${body}`

/** Ways to fail, and to say all that was sent while at it. */
const MODES: ((request: ReceivedRequest) => Reply)[] = [
  (request) => ({ status: 500, body: whole(request) }),
  (request) => ({
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      error: whole(request),
      message: whole(request),
      errorMessages: [whole(request)],
      text: whole(request),
      result: whole(request),
      errors: [whole(request)],
    }),
  }),
  (request) => ({ status: 401, body: Buffer.from(whole(request)).toString('base64') }),
  (request) => ({
    status: 302,
    headers: { location: `https://evil.example${request.url}` },
    body: encodeURIComponent(whole(request)),
  }),
  (request) => ({ status: 200, body: whole(request) }),
  (request) => ({
    status: 429,
    headers: { 'retry-after': '1', 'x-echo': encodeURIComponent(whole(request)) },
    body: Buffer.from(whole(request)).toString('hex'),
  }),
  () => 'reset',
]

let scene: Scene
let receiver: Receiver
const answers: string[] = []
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
    config: configsFor(receiver.url)[kind],
    severity_filter: 'info',
    delivery: { retry_schedule: [1] },
  })
  return String(id)
}

beforeAll(async () => {
  scene = await createScene(used.service)
  receiver = await startReceiver((request) => (MODES[mode % MODES.length] ?? MODES[0]!)(request))
  const ids = await Promise.all(KINDS.map(create))
  for (mode = 0; mode < MODES.length; mode += 1) {
    await Promise.all(ids.map((id) => ask('PATCH', `/integrations/${id}`, { enabled: true })))
    await scene.scan([finding(`of mode ${mode}`)])
    await scene.settled()
  }
  for (const id of ids) {
    mode = ids.indexOf(id)
    await ask('POST', `/integrations/${id}/test`)
    for (const event of ['scan_done', 'finding_new']) await ask('POST', `/integrations/${id}/preview`, { event })
    await ask('GET', `/integrations/${id}`)
    await ask('PATCH', `/integrations/${id}`, { config: { nothing: 'canaryUnknownField' } })
  }
  for (const [kind, config] of Object.entries(configsFor('https://10.0.0.1')))
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
  texts.flatMap((text) => findCanaries(text, CANARIES).map((canary) => `${canary} in ${text.slice(0, 2000)}`))

describe('a secret of a destination', () => {
  it('is tried with every kind and every secret field, and was sent to where it belongs', () => {
    expect(KINDS.toSorted()).toEqual(KINDS_WITH_SECRETS.map(({ kind }) => kind).toSorted())
    for (const { kind, config } of KINDS_WITH_SECRETS)
      expect(secretTexts(config, configsFor('http://a')[kind]).length, kind).toBeGreaterThan(0)
    expect(findCanaries(receiver.requests.map(whole).join('\n'), CANARIES).length).toBeGreaterThan(10)
  })

  it('is in no answer, whatever the destination answers', () => {
    expect(answers.length).toBeGreaterThan(150)
    expect(shown(answers)).toEqual([])
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
