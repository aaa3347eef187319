import { expect, test } from 'vitest'
import { sparingHeap } from './sparing-heap.ts'

test.each([1, 1024 ** 3])('work on a report of %i bytes gives its result, or why it failed', async (bytes) => {
  expect(await sparingHeap(bytes, () => Promise.resolve('done'))).toBe('done')
  const failing = (): Promise<never> => Promise.reject(new Error('broken'))
  await expect(Promise.all([sparingHeap(bytes, failing), sparingHeap(bytes, failing)])).rejects.toThrow('broken')
  expect(await sparingHeap(bytes, () => Promise.resolve('done'))).toBe('done')
})
