import { expect, it } from 'vitest'
import { createScene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()

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
