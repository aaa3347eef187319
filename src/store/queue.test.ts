import { expect, it } from 'vitest'
import { testLog, useDatabase } from '../../test/database.ts'
import { until } from '../../test/process.ts'
import { createQueue } from './queue.ts'

const database = useDatabase()

it('hands out all fan-out jobs that came at once, and does not leave some for the next poll', async () => {
  const queue = createQueue(database.db.connection, { supervise: true, log: testLog })
  await queue.start()
  const handled: string[] = []
  const handle = (id: string): Promise<void> => {
    handled.push(id)
    return Promise.resolve()
  }
  await queue.onNotify({ event: handle, scan: handle })
  const ids = Array.from({ length: 20 }, (_, n) => `event ${String(n)}`)
  await database.db.transaction(async (tx) => {
    for (const id of ids) await queue.notifyEvent(tx, id)
  })
  await until('all are handled', () => (handled.length === 20 ? true : undefined))
  expect(handled.toSorted()).toEqual(ids.toSorted())
  await queue.stop()
})

it('waits for its schema as long as it takes, beyond the time that a statement of its work may take', async () => {
  const statementTimeoutMs = 200
  const queue = createQueue(database.db.connection, { supervise: false, log: testLog, statementTimeoutMs })
  const started = await database.db.transaction(async (tx) => {
    await tx.query('lock table pgboss.version in access exclusive mode')
    const starting = queue.start()
    await until('it waits', async () => {
      const { rowCount } = await database.db.query(`select from pg_locks where not granted and database =
        (select oid from pg_database where datname = current_database())`)
      return rowCount > 0 ? true : undefined
    })
    await tx.query('select pg_sleep($1)', [(2 * statementTimeoutMs) / 1000])
    return { starting }
  })
  await started.starting
  await queue.stop()
})
