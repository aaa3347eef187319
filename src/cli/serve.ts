import { setFlagsFromString } from 'node:v8'
import type { Roles } from '../app.ts'
import { forgetSecrets, readConfig } from '../config.ts'
import { createLog } from '../log.ts'
import { EXIT } from './exit.ts'
import { print, printJson } from './print.ts'

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
const stopSignal = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(EXIT.failed))
        resolve(signal)
      })
    }
  })

/**
 * Keeps V8's young generation at the size that the start left it with. While it doubles on under load, an import of
 * 10,000 results peaks at 403 to 424 MB; so at 307 to 317 MB, its answer up to a sixth later. Set before the start has
 * let it grow it costs the answer a second.
 */
const settleHeap = (): void => setFlagsFromString('--semi-space-growth-factor=1')

/** So long a process lives on that has closed everything and still waits for something. */
const END_MS = 1000

/** Runs the service until it is stopped. */
export const runService = async (roles: Roles): Promise<void> => {
  const stopped = stopSignal()
  const config = readConfig()
  forgetSecrets()
  const log = createLog(config.logLevel)
  // Loaded only now: a wrong setting is told at once.
  const { startService } = await import('../app.ts')
  const service = await startService(config, roles, log)
  settleHeap()
  print(`listening on ${service.url}`)
  if (service.madeApiKey !== undefined) {
    print(`API key of the first workspace, shown only now: ${service.madeApiKey}`)
  }
  if (service.setUpLink !== undefined) print(`set-up link of the first owner, works once: ${service.setUpLink}`)
  const signal = await stopped
  log.info({ signal }, 'draining')
  await service.close()
  // What could not be written by now is tried again by whoever takes the work over, and not here.
  setTimeout(() => process.exit(), END_MS).unref()
}

export const runMigrate = async ({ json }: { json?: boolean }): Promise<void> => {
  const config = readConfig()
  const { openStorage } = await import('../storage.ts')
  const storage = await openStorage(config, createLog(config.logLevel), false)
  await storage.close()
  if (json) printJson({ migrated: true })
  else print('the schema is up to date')
}
