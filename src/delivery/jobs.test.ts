import fc from 'fast-check'
import { expect, it } from 'vitest'
import { KINDS } from '../destinations/destination.ts'
import { JOB_SIZE, jobsOf } from './jobs.ts'

const due = fc.record({
  integrationId: fc.constantFrom('a', 'b', 'c'),
  priority: fc.constantFrom(0, 3, 4),
})

it('puts each delivery into one job, with others of its integration and priority, in order', () => {
  fc.assert(
    fc.property(fc.array(due, { maxLength: 300 }), (some) => {
      const all = some.map((one, n) => ({ ...one, deliveryId: String(n), kind: 'webhook' }))
      const jobs = jobsOf(all)
      for (const { integrationId, priority, deliveryIds } of jobs) {
        expect(deliveryIds.length).toBeLessThanOrEqual(JOB_SIZE)
        for (const id of deliveryIds) expect(all[Number(id)]).toMatchObject({ integrationId, priority })
      }
      for (const own of Map.groupBy(jobs, ({ integrationId, priority }) => `${integrationId} ${priority}`).values()) {
        const ids = own.flatMap(({ deliveryIds }) => deliveryIds).map(Number)
        expect(ids).toEqual(ids.toSorted((one, other) => one - other))
        expect(own).toHaveLength(Math.ceil(ids.length / JOB_SIZE))
      }
      expect(jobs.flatMap(({ deliveryIds }) => deliveryIds)).toHaveLength(all.length)
    }),
  )
})

it.each(KINDS)('has several of %s wait in one job only where no rate has them wait for each other', (kind) => {
  const jobs = jobsOf(Array.from({ length: 10 }, (_, n) => ({ deliveryId: String(n), integrationId: 'a', kind })))
  expect(jobs).toHaveLength(kind === 'webhook' || kind === 'splunk' ? 1 : 10)
})
