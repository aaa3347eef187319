import { describe, it } from 'vitest'
import type { Fault } from '../../demo/receivers/receiver.ts'
import { until } from '../process.ts'
import { createScene, finding, only, type Scene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()

const FAST = { retry_schedule: [1, 1, 1] }

/** Answers the first faults in turn, then as the vendor does. */
const first =
  (...faults: readonly Fault[]) =>
  (n: number): Fault | undefined =>
    faults[n - 1]

const untilState = (scene: Scene, state: string) =>
  until(`a delivery is ${state}`, async () => {
    const deliveries = await scene.deliveries(`?state=${state}`)
    return deliveries.length > 0 ? deliveries : undefined
  })

// They wait for their schedules: all at once.
describe.concurrent('a delivery', () => {
  it('is tried again after 500 until it arrives, under the same id', async ({ expect }) => {
    const webhook = await used.receive('webhook', { fault: first({ status: 500, body: 'down' }, 'reset') })
    const scene = await createScene(used.service)
    await scene.integrate(webhook, { events: ['scan_started'], delivery: FAST })
    await scene.startScan()
    await scene.settled()
    const delivery = only(await scene.deliveries())
    expect(delivery).toMatchObject({ state: 'delivered', attempt_count: 3, detail: null, next_attempt_at: null })
    expect(delivery.attempts).toMatchObject([
      { n: 1, status: 500, outcome: 'retry', reason: 'server', detail: 'answered 500' },
      { n: 2, status: null, outcome: 'retry', reason: 'network', detail: expect.any(String) },
      { n: 3, status: 204, outcome: 'delivered', reason: null, detail: null },
    ])
    expect(webhook.receipts.map(({ headers }) => headers['webhook-id'])).toEqual(Array(3).fill(delivery.id))
    expect(webhook.problems()).toEqual([])
  })

  it('waits as long as Retry-After says, though the schedule is shorter', async ({ expect }) => {
    const limited = { status: 429, headers: { 'retry-after': '2' } }
    const webhook = await used.receive('webhook', { fault: first(limited) })
    const scene = await createScene(used.service)
    await scene.integrate(webhook, { events: ['scan_started'], delivery: FAST })
    await scene.startScan()
    await scene.settled()
    const [one, two] = webhook.receipts
    expect(two!.at - one!.at).toBeGreaterThanOrEqual(2000)
    expect(only(await scene.deliveries()).attempts).toMatchObject([
      { status: 429, outcome: 'retry', reason: 'rate_limited' },
      { status: 204, outcome: 'delivered' },
    ])
  })

  it('waits for all of its destination when an answer says that the limit is used up', async ({ expect }) => {
    const spent = { status: 204, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '2' } }
    const webhook = await used.receive('webhook', { fault: first(spent) })
    const scene = await createScene(used.service)
    await scene.integrate(webhook, { events: ['scan_started'] })
    await scene.startScan()
    await scene.settled()
    await scene.startScan()
    await scene.settled()
    const [one, two] = webhook.receipts
    expect(two!.at - one!.at).toBeGreaterThanOrEqual(2000)
    const states = (await scene.deliveries()).map(({ state, attempt_count }) => ({ state, attempt_count }))
    expect(states).toEqual(Array(2).fill({ state: 'delivered', attempt_count: 1 }))
  })

  it('shows when it is tried next', async ({ expect }) => {
    const webhook = await used.receive('webhook', { fault: () => ({ status: 503 }) })
    const scene = await createScene(used.service)
    await scene.integrate(webhook, { events: ['scan_started'], delivery: { retry_schedule: [600] } })
    await scene.startScan()
    const delivery = only(await untilState(scene, 'retrying'))
    const waitS = (Date.parse(String(delivery.next_attempt_at)) - Date.parse(delivery.attempts[0]!.started_at)) / 1000
    expect(waitS).toBeGreaterThan(479)
    expect(waitS).toBeLessThan(750)
    expect(delivery).toMatchObject({ attempt_count: 1, detail: expect.stringContaining('503') })
  })

  it('is dead when its schedule is used up, with every attempt and the last detail', async ({ expect }) => {
    const faults = [500, 502, 503, 504, 500].map((status) => ({ status, body: 'down' }))
    const webhook = await used.receive('webhook', { fault: first(...faults) })
    const scene = await createScene(used.service)
    await scene.integrate(webhook, { events: ['scan_started'], delivery: FAST })
    await scene.startScan()
    await scene.settled()
    const delivery = only(await scene.deliveries())
    expect(delivery).toMatchObject({ state: 'dead', attempt_count: 4, next_attempt_at: null })
    expect(delivery.detail).toBe('answered 504')
    expect(delivery.attempts.map(({ n, status, outcome }) => [n, status, outcome])).toEqual(
      [500, 502, 503, 504].map((status, at) => [at + 1, status, 'retry']),
    )
    expect(webhook.receipts).toHaveLength(4)
  })

  it('is dead at once on a permanent answer of Slack, and says why', async ({ expect }) => {
    const slack = await used.receive('slack', { fault: () => ({ status: 400, body: 'invalid_blocks' }) })
    const scene = await createScene(used.service)
    const id = await scene.integrate(slack, { events: ['scan_started'], delivery: FAST })
    await scene.startScan()
    await scene.settled()
    const delivery = only(await scene.deliveries())
    expect(delivery).toMatchObject({
      state: 'dead',
      attempt_count: 1,
      detail: expect.stringMatching(/^invalid_blocks: Slack/),
    })
    expect(delivery.attempts).toMatchObject([{ status: 400, outcome: 'rejected', reason: 'invalid_request' }])
    expect(await scene.api.get(`/integrations/${id}`)).toMatchObject({ enabled: true, disabled_reason: null })
  })

  it('times out after 15 seconds without an answer', async ({ expect }) => {
    const webhook = await used.receive('webhook', { fault: first('hang') })
    const scene = await createScene(used.service)
    await scene.integrate(webhook, { events: ['scan_started'], delivery: FAST })
    await scene.startScan()
    await scene.settled()
    const [hung, then] = only(await scene.deliveries()).attempts
    expect(hung).toMatchObject({ status: null, outcome: 'retry', reason: 'timeout' })
    expect(hung!.duration_ms).toBeGreaterThanOrEqual(14_900)
    expect(hung!.duration_ms).toBeLessThan(17_000)
    expect(then).toMatchObject({ n: 2, outcome: 'delivered' })
  })

  it('does not wait for a hanging neighbour', async ({ expect }) => {
    const hanging = await used.receive('webhook', { fault: () => 'hang' })
    const healthy = await used.receive('webhook')
    const scene = await createScene(used.service)
    await scene.integrate(hanging, { delivery: { retry_schedule: [600] } })
    const id = await scene.integrate(healthy)
    await scene.scan(Array.from({ length: 40 }, (_, n) => finding(`F${n}`)))
    const delivered = await until(
      'the healthy one has all',
      async () => {
        const all = await scene.deliveries(`?integration_id=${id}&state=delivered`)
        return all.length === 42 ? all : undefined
      },
      10_000,
    )
    expect(delivered).toHaveLength(42)
    // Nothing is to wait for it when the service closes.
    await hanging.close()
  })
})

describe.concurrent('an integration whose address is gone', () => {
  it('is disabled by 410, holds what is left, and sends it once it is enabled again', async ({ expect }) => {
    let isGone = true
    const webhook = await used.receive('webhook', {
      fault: (n) =>
        isGone
          ? n === 1
            ? { status: 503, headers: { 'retry-after': '1' } }
            : { status: 410, body: 'moved away' }
          : undefined,
    })
    const scene = await createScene(used.service)
    const id = await scene.integrate(webhook, { delivery: { retry_schedule: [1, 1, 1, 1] } })
    await scene.scan(Array.from({ length: 30 }, (_, n) => finding(`F${n}`)))
    await scene.settled()
    const integration = await scene.api.get(`/integrations/${id}`)
    expect(integration).toMatchObject({ enabled: false, disabled_reason: 'answered 410' })
    const states = Map.groupBy(await scene.deliveries(), ({ state }) => state)
    expect([...states.keys()].toSorted()).toEqual(['dead', 'held'])
    const held = states.get('held') ?? []
    expect(held[0]).toMatchObject({ detail: expect.stringContaining('switched off'), next_attempt_at: null })

    // What happens meanwhile is judged disabled.
    await scene.scan([])
    await scene.settled()
    const verdicts = (await scene.events('?event=scan_done')).map(({ routing }) => only(routing).verdict)
    expect(verdicts).toEqual(['matched', 'disabled'])

    isGone = false
    const { body } = await scene.request('PATCH', `/integrations/${id}`, { enabled: true })
    expect(body).toMatchObject({ enabled: true, disabled_reason: null })
    await scene.settled()
    const after = await scene.deliveries()
    expect(after.filter(({ state }) => state === 'delivered').map(({ id }) => id)).toEqual(held.map(({ id }) => id))
    expect(after.filter(({ state }) => state === 'held')).toEqual([])
    expect(webhook.problems()).toEqual([])
  })

  it('is disabled by Slack saying that the hook is gone', async ({ expect }) => {
    const slack = await used.receive('slack', { fault: () => ({ status: 404, body: 'no_service' }) })
    const scene = await createScene(used.service)
    const id = await scene.integrate(slack, { events: ['scan_started'] })
    await scene.startScan()
    await scene.settled()
    const integration = await scene.api.get(`/integrations/${id}`)
    expect(integration).toMatchObject({ enabled: false, disabled_reason: expect.stringContaining('no_service') })
    expect(only(await scene.deliveries())).toMatchObject({ state: 'dead' })
  })
})
