import { afterAll, beforeAll } from 'vitest'
import { createQueue, type Queue } from '../src/store/queue.ts'
import { type Api, type RequestApi, startApi } from './api.ts'
import { testLog, useDatabase } from './database.ts'

/** Inside tests only. */
export interface QueuedApi {
  readonly db: ReturnType<typeof useDatabase>['db']
  readonly queue: Queue
  readonly api: Api
  /** With the owner's key of the first workspace. */
  request: RequestApi
  /** Answers the id of what it makes. */
  make(path: string, body: Record<string, unknown>): Promise<string>
  /** Completes a scan of that target with so many new findings. */
  scan(targetId: string, count: number): Promise<string>
}

/** The API for the test file on a database and a queue at which nobody works: a test does what it wants of it itself. */
export const useQueuedApi = (): QueuedApi => {
  const database = useDatabase()
  let queue: Queue | undefined
  let api: Api | undefined
  beforeAll(async () => {
    queue = createQueue(database.db.connection, { supervise: false, log: testLog })
    await queue.start()
    api = await startApi({ db: database.db, services: { queue } })
  })
  afterAll(async () => {
    await api?.close()
    await queue?.stop()
  })
  const current = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('the API is there only while tests run')
    return part
  }
  const request: RequestApi = (...args) => current(api).request(...args)
  const make: QueuedApi['make'] = async (path, body) => String((await request('POST', path, body)).body.id)
  return {
    get db() {
      return database.db
    },
    get queue() {
      return current(queue)
    },
    get api() {
      return current(api)
    },
    request,
    make,
    scan: async (targetId, count) => {
      const scanId = await make('/scans', { target_id: targetId })
      const findings = Array.from({ length: count }, (_, n) => ({ title: `Finding ${n}`, severity: 'high' }))
      await request('POST', `/scans/${scanId}/complete`, { findings })
      return scanId
    },
  }
}
