import { randomBytes } from 'node:crypto'
import type { Service } from '../app.ts'
import { type Config, forgetSecrets, readClientConfig, readConfig } from '../config.ts'
import { newApiKey } from '../core/api-key.ts'
import { type Client, createClient } from './client.ts'

/** A service to speak to: one that runs elsewhere, or one that lives as long as the command. */
export interface Session {
  client: Client
  /** What is delivered is delivered by this process, so it must not end before. Absent: the running service sees to it. */
  own?: Pick<Service, 'unsettled'>
}

const addressOf = ({ host, port }: Config): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}`

/** Only for this process: on loopback, and its links lead to where the service listens when it is served. */
const settingsOf = (config: Config): Config => ({
  ...config,
  host: '127.0.0.1',
  port: 0,
  publicUrl: config.publicUrl ?? addressOf(config),
  rateLimit: 1_000_000,
})

const inProcess = async <T>(apiKey: string | undefined, run: (session: Session) => Promise<T>): Promise<T> => {
  const config = readConfig()
  // A scanner that `run` starts is a child of this process.
  forgetSecrets()
  // Only here: a command that speaks to a running service starts in a third of the time without them.
  const [{ startService }, { createLog }] = await Promise.all([import('../app.ts'), import('../log.ts')])
  // A command says what it does itself; the service speaks only of what goes wrong.
  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel)
  const key = apiKey ?? newApiKey(randomBytes)
  const service = await startService(settingsOf(config), { api: true, worker: true }, log, apiKey ? undefined : key)
  try {
    if (service.madeApiKey !== undefined)
      process.stderr.write(`API key of the first workspace, shown only now: ${service.madeApiKey}\n`)
    return await run({ client: createClient(service.url, key), own: service })
  } finally {
    await service.close()
  }
}

/**
 * Runs a command against the service that `PENCHEFF_URL` names, or against one that it starts itself for as long. Throws
 * what starting throws: `ConfigError`, and `DataDirInUse` while another process has the data folder.
 */
export const withSession = async <T>(run: (session: Session) => Promise<T>): Promise<T> => {
  const { url, apiKey } = readClientConfig()
  if (url === undefined || apiKey === undefined) return inProcess(apiKey, run)
  return run({ client: createClient(url, apiKey) })
}
