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

it('is stopped only when what it handles is through, and takes nothing more', async () => {
  const queue = createQueue(database.db.connection, { supervise: true, log: testLog })
  await queue.start()
  const begun: string[] = []
  let finish: (() => void) | undefined
  const handle = async (id: string): Promise<void> => {
    begun.push(id)
    await new Promise<void>((resolve) => (finish = resolve))
  }
  const stop = await queue.onNotify({ event: handle, scan: handle })
  await queue.notifyEvent(database.db, 'first')
  await until('it is at work', () => (begun.length === 1 ? true : undefined))
  let isStopped = false
  const stopping = stop().then(() => (isStopped = true))
  // Time enough for one that does not wait.
  await database.db.query('select 1')
  expect(isStopped).toBe(false)
  finish?.()
  await stopping
  await queue.notifyEvent(database.db, 'second')
  const { rows } = await database.db.query<{ state: string }>(
    "select state from pgboss.job where name = 'notify_event' and data->>'eventId' in ('first', 'second') order by created_on",
  )
  expect(rows.map(({ state }) => state)).toEqual(['completed', 'created'])
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
