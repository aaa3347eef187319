import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll } from 'vitest'
import { newApiKey } from '../../src/core/api-key.ts'
import { type RequestApi, requestWith } from '../api.ts'
import { createProcesses, type Env, type ServiceProcess } from '../process.ts'

export interface UsedProcess {
  readonly service: ServiceProcess
  /** Sends requests with the owner key of the instance. */
  readonly request: RequestApi
  /** Megabytes of memory that it holds. */
  residentMb(): Promise<number>
}

/** A service in a process of its own, so that what loads it takes none of its time. */
export const useServiceProcess = (env: Env = {}): UsedProcess => {
  const processes = createProcesses()
  const key = newApiKey(randomBytes)
  let started: ServiceProcess | undefined
  beforeAll(async () => {
    started = await processes.service('serve', { DATA_DIR: await processes.folder(), API_KEY: key, ...env })
  })
  afterAll(processes.close)
  const current = (): ServiceProcess => {
    if (!started) throw new Error('the service is there only while tests run')
    return started
  }
  return {
    get service() {
      return current()
    },
    get request() {
      return requestWith(current().url, key)
    },
    residentMb: async () => {
      const status = await readFile(`/proc/${String(current().pid)}/status`, 'utf8')
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024
    },
  }
}
