import { expect, it } from 'vitest'
import { atMost } from './at-most.ts'

it('waits for work that ends, and not for work that does not', async () => {
  const work = Promise.withResolvers<undefined>()
  let isDone = false
  const waiting = atMost(60_000, work.promise).then(() => (isDone = true))
  await atMost(1, work.promise)
  expect(isDone).toBe(false)
  work.resolve(undefined)
  await waiting
  expect(isDone).toBe(true)
})

it('fails as the work does', async () => {
  await expect(atMost(60_000, Promise.reject(new Error('it failed')))).rejects.toThrow('it failed')
})
