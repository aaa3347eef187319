import { expect, it } from 'vitest'
import { startReceiver } from '../receiver.ts'
import { createScene, finding } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService({ logLevel: 'trace' })
const MARKER = 'marker-of-an-internal-page'

const KINDS: [string, (url: string) => Record<string, unknown>][] = [
  ['slack', (url) => ({ webhook_url: `${url}/services/T1/B1/abcdefghijkl` })],
  ['google_chat', (url) => ({ webhook_url: `${url}/v1/spaces/AAAA/messages?key=abcdefghijkl&token=abcdefghijkl` })],
  ['discord', (url) => ({ webhook_url: `${url}/api/webhooks/123456789012345678/abcdefghijklmnop` })],
  ['pagerduty', (url) => ({ routing_key: 'a'.repeat(32), base_url: url })],
  ['opsgenie', (url) => ({ api_key: 'abcdefghijkl', base_url: url })],
  ['splunk', (url) => ({ hec_url: url, token: 'abcdefghijkl' })],
  ['webhook', (url) => ({ webhook_url: url })],
  ['github', (url) => ({ repo: 'acme/shop', token: 'abcdefghijkl', api_url: url })],
  ['jira', (url) => ({ base_url: url, email: 'bot@example.com', api_token: 'abcdefghijkl', project_key: 'SEC' })],
]

it.each(KINDS)('shows nobody a page inside the network of the operator, through %s', async (kind, configOf) => {
  let status = 200
  await using receiver = await startReceiver(() => ({
    status,
    headers: { 'content-type': 'text/html' },
    body: `<h1>${MARKER}</h1>`,
  }))
  const scene = await createScene(used.service)
  const { id } = await scene.api.post<{ id: string }>('/integrations', {
    kind,
    name: kind,
    config: configOf(receiver.url),
    severity_filter: 'info',
    delivery: { retry_schedule: [1] },
  })
  const texts: string[] = []
  for (status of [200, 301, 400, 403, 404, 500, 503])
    texts.push((await scene.request('POST', `/integrations/${id}/test`)).text)
  await scene.scan([finding('A')])
  await scene.settled()
  for (const path of ['/deliveries', `/integrations/${id}`, '/audit'])
    texts.push((await scene.request('GET', path)).text)
  expect(receiver.requests.length).toBeGreaterThan(7)
  expect(texts.filter((text) => text.includes(MARKER))).toEqual([])
  expect(used.service.log.filter((line) => line.includes(MARKER))).toEqual([])
})
