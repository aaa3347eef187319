import { expect, it } from 'vitest'
import { createScene, finding, only, type Scene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()

const activity = async ({ api }: Scene): Promise<Record<string, unknown>[]> =>
  (await api.get<{ items: Record<string, unknown>[] }>('/deliveries/activity')).items

it('counts the deliveries of the last 24 hours by integration and hour', async () => {
  const scene = await createScene(used.service)
  const slack = await used.receive('slack')
  const broken = await used.receive('slack', { fault: () => ({ status: 400, body: 'invalid_blocks' }) })
  const events = ['finding_new']
  const works = await scene.integrate(slack, { events })
  const fails = await scene.integrate(broken, { events })
  await scene.scan([finding('A')])
  await scene.settled()
  const day = await activity(scene)
  const of = (id: string) => only(day.filter(({ integration_id }) => integration_id === id))
  expect(of(works)).toMatchObject({ delivered: 1, failed: 0, waiting: 0 })
  expect(of(fails)).toMatchObject({ delivered: 0, failed: 1, waiting: 0 })
  expect(String(of(works).hour)).toMatch(/:00:00\.000Z$/)
})

it('leaves out what is older than the last 24 hours', async () => {
  const scene = await createScene(used.service)
  await scene.integrate(await used.receive('webhook'), { events: ['scan_started'] })
  await scene.startScan()
  await scene.settled()
  const { id } = only(await scene.deliveries())
  // Its id holds the time that it was made at: that of a year ago sorts before all of today's.
  const aged = `0190${id.slice(4)}`
  await used.service.db.query(
    `with moved as (delete from attempts where delivery_id = $1) update deliveries set id = $2 where id = $1`,
    [id, aged],
  )
  expect(await activity(scene)).toEqual([])
})

it('lists and counts the deliveries since a time, and until one', async () => {
  const scene = await createScene(used.service)
  await scene.integrate(await used.receive('webhook'), { events: ['scan_started'] })
  const before = new Date(Date.now() - 60_000).toISOString()
  await scene.startScan()
  await scene.settled()
  const after = new Date(Date.now() + 60_000).toISOString()
  const listed = async (query: string) => (await scene.deliveries(query)).length
  expect(await listed(`?since=${before}&until=${after}`)).toBe(1)
  expect(await listed(`?since=${after}`)).toBe(0)
  expect(await listed(`?until=${before}`)).toBe(0)
  const count = (filter: Record<string, string>) => scene.api.post('/deliveries/replay', { ...filter, dry_run: true })
  expect(await count({ since: before })).toEqual({ count: 1 })
  expect(await count({ until: before })).toEqual({ count: 0 })
  expect(await scene.request('GET', '/deliveries?since=yesterday')).toMatchObject({ status: 422 })
})
