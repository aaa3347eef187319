import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openScene } from '../matrix.ts'
import { nothingReaches } from '../random-actions.ts'

let scene: Awaited<ReturnType<typeof openScene>>
beforeAll(async () => {
  scene = await openScene(true)
})
afterAll(() => scene.close())

test('500 runs of 50 random actions leave another workspace as it was', async () => {
  const own = new Map<string, string>()
  for (const resource of scene.foreign.keys()) own.set(resource, await scene.ours.make(resource))
  await fc.assert(nothingReaches(scene, own, 50), { numRuns: 500 })
  expect(own.size).toBeGreaterThan(6)
})
