import { expect, it } from 'vitest'
import { createTestDatabase, testLog } from '../../test/database.ts'
import { readClockAheadMs } from '../store/clock.ts'
import { openDatabase } from '../store/database.ts'
import { createClockLook } from './clock-watch.ts'

it('warns once while the clock is over thirty seconds from the database’s, and again when it goes wrong anew', async () => {
  const { connection, drop } = await createTestDatabase()
  const db = openDatabase(connection, testLog, { max: 1 })
  let offsetMs = 0
  const warned: number[] = []
  const log = { warn: (fields: { clock_ahead_seconds: number }) => void warned.push(fields.clock_ahead_seconds) }
  const look = createClockLook(() => readClockAheadMs(db, () => Date.now() + offsetMs), log as never)
  for (const seconds of [0, 25, 40, 40, 0, -3600]) {
    offsetMs = seconds * 1000
    await look()
  }
  expect(warned.map((ahead) => Math.round(ahead / 10))).toEqual([4, -360])
  await db.close()
  await drop()
})
