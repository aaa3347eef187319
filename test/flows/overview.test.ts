import { expect, it } from 'vitest'
import { createScene, finding, only, type Scene } from '../scene.ts'
import { until } from '../process.ts'
import { useService } from '../service.ts'

const used = useService()

interface Overview {
  hours: string[]
  delivered: number[]
  failed: number[]
  backlog: number
  oldest_waiting_at: string | null
  dead: { day: number; all: number }
  integrations: { id: string; name: string; delivered: number[]; failed: number[]; backlog: number }[]
}

/** Once workers have told of so many attempts. */
const overviewOf = ({ api }: Scene, attempts: number): Promise<Overview> =>
  until('it is told', async () => {
    const overview = await api.get<Overview>('/overview')
    const sum = [...overview.delivered, ...overview.failed].reduce((all, count) => all + count, 0)
    // Its parts are read one after the other, so that what was told meanwhile may be in one of them only.
    return sum === attempts ? api.get<Overview>('/overview') : undefined
  })

it('adds up what each integration sent by hour, what waits and what was given up', async () => {
  const scene = await createScene(used.service)
  const fault = () => ({ status: 400, body: 'invalid_blocks' })
  const slack = await used.receive('slack')
  const works = await scene.integrate(slack, { name: 'B works', events: ['finding_new'] })
  const fails = await scene.integrate(await used.receive('slack', { fault }), {
    name: 'A fails',
    events: ['finding_new'],
  })
  await scene.scan([finding('A')])
  await scene.settled()
  const overview = await overviewOf(scene, 2)
  expect(overview.hours).toHaveLength(24)
  expect(overview.hours.at(-1)).toMatch(/:00:00\.000Z$/)
  expect(overview).toMatchObject({ backlog: 0, oldest_waiting_at: null, dead: { day: 1, all: 1 } })
  expect(overview.integrations).toMatchObject([
    { id: fails, name: 'A fails', success_rate: 0, breaker: 'closed', last_error: expect.any(String) },
    { id: works, name: 'B works', success_rate: 1, p95_ms: expect.any(Number), last_error: null },
  ])
  const at = overview.delivered.indexOf(1)
  expect(at).toBeGreaterThanOrEqual(22)
  expect(overview.integrations[1]?.delivered[at]).toBe(1)
  expect(overview.integrations[0]?.failed.reduce((all, count) => all + count)).toBe(1)
})

it('says since when what waits waits', async () => {
  const scene = await createScene(used.service)
  const id = await scene.integrate(await used.receive('webhook'), { events: ['scan_started'] })
  await scene.startScan()
  await scene.settled()
  await used.service.db.query(
    `update deliveries set state = 'held', created_at = '2026-01-02T03:04:05Z' where integration_id = $1`,
    [id],
  )
  const overview = await overviewOf(scene, 1)
  expect(overview).toMatchObject({ backlog: 1, oldest_waiting_at: '2026-01-02T03:04:05.000Z' })
  expect(only(overview.integrations)).toMatchObject({ backlog: 1, oldest_waiting_at: '2026-01-02T03:04:05.000Z' })
})

it('counts what was given up longer ago among all only, and shows nobody what others have', async () => {
  const [scene, other] = [await createScene(used.service), await createScene(used.service)]
  const fault = () => ({ status: 400, body: 'no' })
  await scene.integrate(await used.receive('slack', { fault }), { events: ['scan_started'] })
  await scene.startScan()
  await scene.settled()
  const { id } = only(await scene.deliveries())
  // Its id holds the time that it was made at: that of a year ago sorts before all of today's.
  await used.service.db.query(
    `with moved as (delete from attempts where delivery_id = $1) update deliveries set id = $2 where id = $1`,
    [id, `0190${id.slice(4)}`],
  )
  expect(await overviewOf(scene, 1)).toMatchObject({ dead: { day: 0, all: 1 } })
  expect(await overviewOf(other, 0)).toMatchObject({ dead: { day: 0, all: 0 }, integrations: [] })
})
