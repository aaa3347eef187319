import { ConfigError } from '../config.ts'
import { DataDirInUse } from '../storage.ts'

/** Exit codes, as BSD's sysexits names them where it does. */
export const EXIT = { done: 0, failed: 1, usage: 2, dataDirInUse: 75, config: 78 } as const

const lineOf = (error: unknown): string =>
  (error instanceof Error ? error.message.split('\n', 1)[0] : undefined) ?? 'failed'

/** The one line and the exit code that an error ends a command with. */
export const endingOf = (error: unknown): { code: number; line: string } => {
  if (error instanceof ConfigError) return { code: EXIT.config, line: lineOf(error) }
  if (error instanceof DataDirInUse) return { code: EXIT.dataDirInUse, line: lineOf(error) }
  const { code } = error as { code?: unknown }
  if (code === 'EADDRINUSE') return { code: EXIT.config, line: `PORT: ${lineOf(error)}; set another PORT` }
  return { code: EXIT.failed, line: lineOf(error) }
}
