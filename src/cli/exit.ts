import { ConfigError } from '../config.ts'

/** Exit codes, as BSD's sysexits names them where it does. */
export const EXIT = { done: 0, failed: 1, usage: 2, dataDirInUse: 75, config: 78 } as const

/** Ends a command with a code of its own; an empty message says nothing more. */
export class Ended extends Error {
  override name = 'Ended'
  readonly code: number
  constructor(code: number, message = '') {
    super(message)
    this.code = code
  }
}

const lineOf = (error: unknown): string =>
  (error instanceof Error ? error.message.split('\n', 1)[0] : undefined) ?? 'failed'

/** What keeps a server from listening is one of two settings. */
const settingBehind = (error: unknown): 'HOST' | 'PORT' | undefined => {
  switch ((error as { code?: unknown }).code) {
    case 'EADDRINUSE':
    case 'EACCES':
      return (error as { syscall?: unknown }).syscall === 'listen' ? 'PORT' : undefined
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'HOST'
    default:
      return undefined
  }
}

/** The one line and the exit code that an error ends a command with. */
export const endingOf = (error: unknown): { code: number; line: string } => {
  if (error instanceof ConfigError) return { code: EXIT.config, line: lineOf(error) }
  if (error instanceof Ended) return { code: error.code, line: lineOf(error) }
  // By name: its class would load the whole service for a command that needs none.
  if (error instanceof Error && error.name === 'DataDirInUse') return { code: EXIT.dataDirInUse, line: lineOf(error) }
  const setting = settingBehind(error)
  if (setting !== undefined) return { code: EXIT.config, line: `${setting}: ${lineOf(error)}; set another ${setting}` }
  return { code: EXIT.failed, line: lineOf(error) }
}
