import { expect, test } from 'vitest'
import { createApi } from '../../demo/api.ts'
import { until } from '../process.ts'
import { startReceiver } from '../receiver.ts'
import { finding } from '../scene.ts'
import { quantile, report } from './figures.ts'
import { useServiceProcess } from './service-process.ts'

const used = useServiceProcess({ EGRESS_ALLOW: '127.0.0.1' })
const BACKLOG = 100_000
const SENDS = 60

const workspace = async (name: string, url: string) => {
  const { body } = await used.request('POST', '/workspaces', { name })
  const api = createApi(used.service.url, String(body.key))
  await api.post('/integrations', {
    kind: 'webhook',
    name: 'hook',
    config: { webhook_url: url },
    severity_filter: 'info',
    events: ['finding_new'],
  })
  const { id } = await api.post<{ id: string }>('/targets', { kind: 'url', name: 'shop' })
  const scan = async (titles: readonly string[]): Promise<void> => {
    const { id: scanId } = await api.post<{ id: string }>('/scans', { target_id: id })
    await api.post(`/scans/${scanId}/complete`, { findings: titles.map((title) => finding(title)) })
  }
  return { scan }
}

test('a backlog of 100,000 at a hung server of one workspace leaves another’s p95 below 2 s', async () => {
  await using hung = await startReceiver(() => 'hang')
  const arrived = new Map<string, number>()
  await using quick = await startReceiver(({ body }) => {
    const title = (JSON.parse(body) as { data: { finding: { title: string } } }).data.finding.title
    arrived.set(title, performance.now())
    return { status: 200 }
  })
  const [noisy, quiet] = [await workspace('noisy', hung.url), await workspace('quiet', quick.url)]
  await noisy.scan(Array.from({ length: BACKLOG }, (_, n) => `noise ${String(n)}`))
  await until('the noise has begun', () => (hung.requests.length > 0 ? true : undefined))
  const times: number[] = []
  for (let n = 0; n < SENDS; n += 1) {
    const [title, startedAt] = [`quiet ${String(n)}`, performance.now()]
    await quiet.scan([title])
    const at = await until('it arrives', () => arrived.get(title), 60_000)
    times.push(at - startedAt)
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1_000 - (performance.now() - startedAt))))
  }
  const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)]
  report(`p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, slowest ${Math.max(...times).toFixed(0)} ms`)
  expect(p95).toBeLessThan(2_000)
})
