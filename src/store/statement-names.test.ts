import { expect, it } from 'vitest'
import { testLog, useDatabase } from '../../test/database.ts'
import { newId } from '../core/id.ts'
import { createQueue } from './queue.ts'
import { nameOfStatement } from './statement-names.ts'

const database = useDatabase()

it('names what makes and completes jobs, and nothing that is looked for among those that wait', () => {
  expect(nameOfStatement('\n  WITH next AS (\n SELECT')).toBeUndefined()
  expect(nameOfStatement('WITH results as (\n DELETE FROM pgboss.job')).toBeUndefined()
  expect(nameOfStatement('select 1')).toBeUndefined()
  const name = nameOfStatement('INSERT INTO pgboss.job_common (id)')
  expect(name).toMatch(/^queue-\d+$/)
  expect(nameOfStatement('INSERT INTO pgboss.job_common (id)')).toBe(name)
  expect(nameOfStatement('INSERT INTO pgboss.job_common (id, name)')).not.toBe(name)
})

it('has pg-boss make its jobs by plans that each connection keeps', async () => {
  const queue = createQueue(database.db.connection, { supervise: false, log: testLog })
  await queue.start()
  const kept = await database.db.transaction(async (tx) => {
    for (let n = 0; n < 3; n += 1) {
      await queue.notifyEvent(tx, newId())
      await queue.enqueueDeliveries(tx, [{ deliveryIds: [newId()], integrationId: newId() }])
    }
    const { rows } = await tx.query<{ plans: number }>(
      `select generic_plans + custom_plans as plans from pg_prepared_statements where name like 'queue-%'`,
    )
    return rows.map(({ plans }) => plans)
  })
  expect(kept).toEqual([3, 3])
  await queue.stop()
})
