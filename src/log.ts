import { type DestinationStream, type Logger, pino } from 'pino'

export type { Logger }

/** One JSON object a line on standard error unless told; standard output belongs to what a command prints. */
export const createLog = (level: string, stream: DestinationStream = pino.destination(2)): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // A driver's error carries queries and a request's error carries URLs: only what a person needs goes out.
      serializers: { err: briefError },
    },
    stream,
  )

const briefError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return { message: 'not an error object' }
  const { name, message, stack } = error
  const code = (error as { code?: unknown }).code
  const cause = error.cause instanceof Error ? briefError(error.cause) : undefined
  return { name, message, ...(typeof code === 'string' && { code }), stack, ...(cause !== undefined && { cause }) }
}
