import { expect, it } from 'vitest'
import { type ReceivedRequest, startReceiver } from '../receiver.ts'
import { createScene, finding } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService({ logLevel: 'trace' })

const CANARY = 'canary7Zq'

const signing = `whsec_${Buffer.from(`${CANARY} signing secret, long`).toString('base64')}`

/** One integration a kind, with a canary in every secret field. */
const configsFor = (url: string): Record<string, Record<string, unknown>> => ({
  slack: { webhook_url: `${url}/services/T1/B1/${CANARY}Slack` },
  splunk: { hec_url: url, token: `${CANARY}-splunk-token` },
  webhook: {
    webhook_url: `${url}/${CANARY}Hook?key=${CANARY}Query`,
    webhook_secret: signing,
    headers: { Authorization: `Bearer ${CANARY}HeaderBearer`, 'X-Key': `${CANARY}HeaderKey` },
  },
  jira: { base_url: url, email: 'bot@example.com', api_token: `${CANARY}JiraToken`, project_key: 'SEC' },
})

/** Every form in which one of them could be written out. */
const FORMS = [
  CANARY,
  signing.slice('whsec_'.length),
  Buffer.from(`bot@example.com:${CANARY}JiraToken`).toString('base64'),
]

/** Answers with all that it was sent, as a careless server does. */
const echo = ({ url, headers, body }: ReceivedRequest) => ({
  status: 500,
  body: `${url} ${JSON.stringify(headers)} ${body}`,
})

it('never shows a secret in an answer or a log line, even where the destination echoes it', async () => {
  const answers: string[] = []
  const scene = await createScene(used.service)
  const ask = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const answer = await scene.request(method, path, body)
    answers.push(`${method} ${path} ${JSON.stringify([...answer.headers])} ${answer.text}`)
    return answer.body
  }
  const play = async (kind: string): Promise<string> => {
    await using receiver = await startReceiver(echo)
    const created = await ask('POST', '/integrations', {
      kind,
      name: kind,
      config: configsFor(receiver.url)[kind],
      severity_filter: 'info',
      events: ['finding_new'],
      delivery: { retry_schedule: [1] },
    })
    const id = String(created.id)
    expect(await ask('POST', `/integrations/${id}/test`)).toMatchObject({ ok: false, status: 500 })
    await scene.scan([finding(`of ${kind}`)])
    await scene.settled()
    expect(receiver.requests.length).toBeGreaterThan(1)
    // They were sent where they belong.
    expect(FORMS.some((form) => JSON.stringify(receiver.requests).includes(form))).toBe(true)
    await ask('PATCH', `/integrations/${id}`, { enabled: false })
    return id
  }
  const ids = await Promise.all(['slack', 'splunk', 'webhook', 'jira'].map(play))
  for (const id of ids) {
    for (const event of ['scan_done', 'finding_new']) await ask('POST', `/integrations/${id}/preview`, { event })
    await ask('GET', `/integrations/${id}`)
    // The address no longer answers: what the connection says must not name it whole.
    await ask('POST', `/integrations/${id}/test`)
    await ask('PATCH', `/integrations/${id}`, { config: { nothing: `${CANARY}Unknown` } })
  }
  for (const [kind, config] of Object.entries(configsFor('https://10.0.0.1')))
    await ask('POST', '/integrations', { kind, name: `${kind} refused`, config })
  for (const list of ['integrations', 'events', 'deliveries', 'findings', 'keys']) {
    const { items } = await ask('GET', `/${list}?limit=200`)
    for (const { id } of items as { id: string }[]) if (list !== 'keys') await ask('GET', `/${list}/${id}`)
  }
  expect(answers.length).toBeGreaterThan(50)
  const shown = answers.filter((answer) => FORMS.some((form) => answer.includes(form)))
  expect(shown).toEqual([])
  expect(used.service.log.length).toBeGreaterThan(20)
  const logged = used.service.log.filter((line) => FORMS.some((form) => line.includes(form)))
  expect(logged).toEqual([])
})

it('keeps no secret in clear in the database', async () => {
  const { rows } = await used.service.db.query<{ row: string }>('select i::text as row from integrations i')
  expect(rows).toHaveLength(4)
  for (const { row } of rows) for (const form of FORMS) expect(row).not.toContain(form)
  const { rows: attempts } = await used.service.db.query<{ row: string }>('select a::text as row from attempts a')
  expect(attempts.length).toBeGreaterThan(10)
  for (const { row } of attempts) for (const form of FORMS) expect(row).not.toContain(form)
})

it('never logs an API key', () => {
  expect(used.service.log.filter((line) => line.includes(used.service.key))).toEqual([])
})
