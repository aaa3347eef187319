import { expect, it } from 'vitest'
import { until } from '../process.ts'
import { createScene, finding } from '../scene.ts'
import { useService } from '../service.ts'
import { readMetric } from '../webhook-load.ts'

const used = useService()

const read = (name: string): Promise<number> => readMetric(used.service.url, name)
const textOf = async (): Promise<string> => (await fetch(`${used.service.url}/metrics`)).text()

it('counts attempts by outcome and reason, and what is dead, without a word of a tenant', async () => {
  const slack = await used.receive('slack', { fault: () => ({ status: 400, body: 'invalid_blocks' }) })
  const scene = await createScene(used.service)
  await scene.integrate(slack, { events: ['scan_started'], name: 'The channel of Jane Doe' })
  await scene.startScan(await scene.addTarget('Secret project'))
  await scene.settled()
  const text = await textOf()
  expect(text).toContain('pencheff_delivery_attempts_total{kind="slack",outcome="rejected",reason="invalid_request"} 1')
  expect(text).toContain('pencheff_deliveries_dead_total{kind="slack"} 1')
  expect(text).not.toMatch(/Jane|Secret/)
})

it('shows circuits that are open, and for how long the oldest delivery waits', async () => {
  const webhook = await used.receive('webhook', { fault: () => ({ status: 503 }) })
  const scene = await createScene(used.service)
  await scene.integrate(webhook, { events: ['finding_new'], delivery: { retry_schedule: [600] } })
  await scene.scan(Array.from({ length: 30 }, (_, n) => finding(`F${String(n)}`)))
  await until(
    'a circuit is open',
    async () => ((await read('pencheff_circuits')) === 1 ? true : undefined),
    30_000,
    250,
  )
  expect(await textOf()).toMatch(/^pencheff_delivery_oldest_ready_seconds [\d.]+$/m)
})
