import { expect, it } from 'vitest'
import { until } from '../process.ts'
import { createScene, finding } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()

const findings = (count: number): unknown[] => Array.from({ length: count }, (_, n) => finding(`F${String(n)}`))

it('holds what is queued for a destination that fails, without using up attempts, and sends it all once that is well', async () => {
  let isDown = true
  const webhook = await used.receive('webhook', { fault: () => (isDown ? { status: 503, body: '' } : undefined) })
  const healthy = await used.receive('webhook')
  const scene = await createScene(used.service)
  const fields = { events: ['finding_new'], delivery: { retry_schedule: [1, 1, 1, 1, 1, 1] } }
  const id = await scene.integrate(webhook, fields)
  await scene.integrate(healthy, fields)
  await scene.scan(findings(300))

  const held = async () => (await scene.api.all(`/deliveries?integration_id=${id}&state=held`)).length
  await until('the rest is held', async () => ((await held()) === 300 ? true : undefined))
  expect(await scene.api.get(`/integrations/${id}`)).toMatchObject({ health: { breaker: 'open' } })
  // What was in flight when it opened, and a probe or two.
  const requests = webhook.receipts.length
  expect(requests).toBeGreaterThanOrEqual(10)
  expect(requests).toBeLessThanOrEqual(60)
  await until('the other one has all', () => (healthy.receipts.length === 300 ? true : undefined))

  isDown = false
  await used.service.db.query(`update circuits set probe_at = now() where integration_id = $1`, [id])
  await scene.settled()
  await until('all are sent', async () => ((await held()) === 0 ? true : undefined))
  await scene.settled()
  const deliveries = await scene.api.all<{ state: string }>(`/deliveries?integration_id=${id}`)
  expect(new Set(deliveries.map(({ state }) => state))).toEqual(new Set(['delivered']))
  const accepted = webhook.receipts.filter(({ status }) => status === 204 || status === 200)
  expect(new Set(accepted.map(({ headers }) => headers['webhook-id'])).size).toBe(300)
  expect(accepted).toHaveLength(300)
  expect(await scene.api.get(`/integrations/${id}`)).toMatchObject({ health: { breaker: 'closed' } })
})

it('tries again later when the probe fails, and at once when somebody changes the integration', async () => {
  let isDown = true
  const webhook = await used.receive('webhook', { fault: () => (isDown ? 'reset' : undefined) })
  const scene = await createScene(used.service)
  // Two attempts in all: a probe that counted would end its delivery.
  const id = await scene.integrate(webhook, { events: ['finding_new'], delivery: { retry_schedule: [600] } })
  await scene.scan(findings(60))
  const circuit = async () =>
    (await used.service.db.query<{ failed_probes: number }>('select * from circuits where integration_id = $1', [id]))
      .rows[0]
  const states = async () =>
    Map.groupBy(await scene.api.all<{ state: string }>(`/deliveries?integration_id=${id}`), ({ state }) => state)
  await until('all failed once or are held', async () => {
    const now = await states()
    return now.has('held') && !now.has('pending') ? true : undefined
  })
  const held = (await states()).get('held')?.length ?? 0
  expect(held).toBeGreaterThan(0)
  for (const probes of [1, 2, 3]) {
    await used.service.db.query(`update circuits set probe_at = now() where integration_id = $1`, [id])
    await until('a probe failed', async () => ((await circuit())?.failed_probes === probes ? true : undefined))
  }
  expect([...(await states()).keys()].toSorted()).toEqual(['held', 'retrying'])
  expect((await states()).get('held')).toHaveLength(held)
  isDown = false
  await scene.api.patch(`/integrations/${id}`, { severity_filter: 'low' })
  await until('what was held is sent', async () => {
    const now = await states()
    return !now.has('held') && now.get('delivered')?.length === held ? true : undefined
  })
})
