import { randomBytes } from 'node:crypto'
import type { Service } from '../app.ts'
import { type Config, forgetSecrets, readClientConfig, readConfig } from '../config.ts'
import { newApiKey } from '../core/api-key.ts'
import { type Client, createClient } from './client.ts'
import { listenForStop, type Stop } from './stop.ts'

/** A service to speak to: one that runs elsewhere, or one that lives as long as the command. */
export interface Session {
  client: Client
  /** What is delivered is delivered by this process, so it must not end before. Absent: the running service sees to it. */
  own?: Pick<Service, 'unsettled'>
  stop: Stop
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

const inProcess = async <T>(
  apiKey: string | undefined,
  stop: Stop,
  run: (session: Session) => Promise<T>,
): Promise<T> => {
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
    stop.asked.throwIfAborted()
    return await run({ client: createClient(service.url, key), own: service, stop })
  } finally {
    await service.close()
  }
}

/**
 * Runs a command against the service that `PENCHEFF_URL` names, or against one that it starts itself for as long. Throws
 * what starting throws: `ConfigError`, and `DataDirInUse` while another process has the data folder. The command itself sees
 * to what is left when it is asked to stop.
 */
export const withStoppableSession = async <T>(run: (session: Session) => Promise<T>): Promise<T> => {
  const { url, apiKey } = readClientConfig()
  using stop = listenForStop()
  if (url === undefined || apiKey === undefined) return await inProcess(apiKey, stop, run)
  return await run({ client: createClient(url, apiKey), stop })
}

/** The same for a command that leaves nothing half-done: once it is asked to stop it is left alone. */
export const withSession = <T>(run: (session: Session) => Promise<T>): Promise<T> =>
  withStoppableSession(async (session) => {
    const { asked } = session.stop
    const stopped = Promise.withResolvers<never>()
    const leave = (): void => stopped.reject(asked.reason as Error)
    asked.addEventListener('abort', leave)
    try {
      return await Promise.race([run(session), stopped.promise])
    } finally {
      asked.removeEventListener('abort', leave)
    }
  })
