import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect } from 'vitest'
import { type AnyOptions, type ReceiverKind, RECEIVERS } from '../demo/receivers/index.ts'
import type { Receiver } from '../demo/receivers/receiver.ts'
import { startService } from '../src/app.ts'
import type { Config } from '../src/config.ts'
import { newApiKey } from '../src/core/api-key.ts'
import { createLog } from '../src/log.ts'
import { type DatabasePool, openDatabase } from '../src/store/database.ts'
import { type RequestApi, requestWith } from './api.ts'
import { createTestDatabase, testLog } from './database.ts'
import { databaseUrl, newFernetKey } from './process.ts'

export interface ServiceOptions {
  /** `EGRESS_ALLOW`; this machine's loopback unless told. */
  egressAllow?: string
  /** What is logged; `warn` unless told. */
  logLevel?: string
  /** Other settings than the usual ones. */
  config?: Partial<Config>
}

export interface TestService {
  url: string
  port: number
  /** The first workspace's owner key, which is also the instance owner's. */
  key: string
  /** A way to its database beside its own. */
  db: DatabasePool
  /** What it logged, as JSON lines. */
  log: string[]
  /** The link of the first owner. */
  setUpLink: string
  /** Sends one request below `/api` with that key. */
  request: RequestApi
  /** As `request`, with another key. */
  as(key: string): RequestApi
  /** Starts another API on the same database, with memory of its own; answers its URL. */
  replica(): Promise<string>
  close(): Promise<void>
}

/** The whole service with its worker, in this process, on a fresh database of the run's PostgreSQL. */
export const startTestService = async (options: ServiceOptions = {}): Promise<TestService> => {
  const { connection, drop } = await createTestDatabase()
  const log: string[] = []
  const key = newApiKey(randomBytes)
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    databaseUrl: databaseUrl(connection),
    dataDir: '/nonexistent',
    fernetKeys: [newFernetKey()],
    apiKey: key,
    egressAllow: options.egressAllow ?? '127.0.0.1',
    productName: 'Pencheff',
    logLevel: 'warn',
    rateLimit: 1_000_000,
    retentionDays: 90,
    trustedProxies: [],
    ...options.config,
  }
  const started: Running[] = []
  const start = async (worker: boolean): Promise<Running> => {
    const write = (line: string): void => void log.push(line)
    const running = await startService(config, { api: true, worker }, createLog(options.logLevel ?? 'warn', { write }))
    started.push(running)
    return running
  }
  const service = await start(true)
  const db = openDatabase(connection, testLog, { max: 2 })
  return {
    url: service.url,
    port: Number(new URL(service.url).port),
    key,
    db,
    log,
    setUpLink: service.setUpLink ?? '',
    request: requestWith(service.url, key),
    as: (other) => requestWith(service.url, other),
    replica: async () => (await start(false)).url,
    close: async () => {
      await Promise.all(started.map((running) => running.close()))
      await db.close()
      await drop()
    },
  }
}

type Running = Awaited<ReturnType<typeof startService>>

export interface UsedService {
  /** Inside tests only. */
  readonly service: TestService
  /** Starts a vendor's receiver that lives as long as the test file. */
  receive<Kind extends ReceiverKind>(kind: Kind, options?: AnyOptions): ReturnType<(typeof RECEIVERS)[Kind]>
}

/** A service for the test file. Whatever its tests do, no receiver may have been sent anything malformed. */
export const useService = (options: ServiceOptions = {}): UsedService => {
  let started: TestService | undefined
  const receivers: Receiver[] = []
  beforeAll(async () => {
    started = await startTestService(options)
  })
  afterAll(async () => {
    await started?.close()
    await Promise.all(receivers.map((receiver) => receiver.close()))
    expect(receivers.flatMap((receiver) => receiver.problems())).toEqual([])
  })
  return {
    get service() {
      if (!started) throw new Error('the service is there only while tests run')
      return started
    },
    receive: (async (kind: ReceiverKind, receiverOptions?: AnyOptions) => {
      const receiver = await RECEIVERS[kind](receiverOptions)
      receivers.push(receiver)
      return receiver
    }) as UsedService['receive'],
  }
}
