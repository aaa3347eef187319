import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createApi, type DemoApi } from '../demo/api.ts'
import { newApiKey } from '../src/core/api-key.ts'
import type { Env, Processes, ServiceProcess } from '../test/process.ts'
import { addWebhook, startWebhookProcess, type WebhookProcess } from '../test/webhook-load.ts'

/** A fresh `serve` on its embedded database, with one webhook that takes every new finding. */
export interface Installation {
  service: ServiceProcess
  api: DemoApi
  receiver: WebhookProcess
  integrationId: string
  env: Env
}

export const install = async (processes: Processes): Promise<Installation> => {
  const receiver = await startWebhookProcess(processes)
  const key = newApiKey(randomBytes)
  const env = { DATA_DIR: await processes.folder(), API_KEY: key, EGRESS_ALLOW: new URL(receiver.url).host }
  const service = await processes.service('serve', env)
  const api = createApi(service.url, key)
  const { id } = await addWebhook(api, receiver.config)
  return { service, api, receiver, integrationId: id, env }
}

export const uninstall = async ({ service, receiver }: Installation): Promise<void> => {
  service.kill('SIGTERM')
  await service.exit
  await receiver.end()
}

/** The most memory the process ever held, in MB; Linux only. */
export const peakMemoryMb = async (pid: number): Promise<number> => {
  const text = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(text)?.[1]) / 1024
}
