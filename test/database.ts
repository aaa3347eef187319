import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, inject } from 'vitest'
import { createLog } from '../src/log.ts'
import { type ConnectionOptions, type DatabasePool, openDatabase } from '../src/store/database.ts'

export const testLog = createLog('fatal')

const runOn = async (connection: ConnectionOptions, statement: string): Promise<void> => {
  const admin = openDatabase(connection, testLog, { max: 1 })
  await admin.query(statement)
  await admin.close()
}

/** Makes a fresh, migrated database on the run's PostgreSQL. */
export const createTestDatabase = async (): Promise<{ connection: ConnectionOptions; drop(): Promise<void> }> => {
  const postgres = inject('postgres')
  const admin = { ...postgres, database: 'postgres' }
  const database = `test_${randomUUID().replaceAll('-', '')}`
  await runOn(admin, `create database ${database} template ${String(postgres.database)}`)
  return {
    connection: { ...postgres, database },
    drop: () => runOn(admin, `drop database ${database} with (force)`),
  }
}

/** A database for the test file; read `.db` inside tests. */
export const useDatabase = (): { readonly db: DatabasePool } => {
  let opened: { db: DatabasePool; drop(): Promise<void> } | undefined
  beforeAll(async () => {
    const { connection, drop } = await createTestDatabase()
    opened = { db: openDatabase(connection, testLog, { wall: inject('wall') }), drop }
  })
  afterAll(async () => {
    await opened?.db.close()
    await opened?.drop()
  })
  return {
    get db() {
      if (!opened) throw new Error('the database is there only while tests run')
      return opened.db
    },
  }
}
