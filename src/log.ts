import { type DestinationStream, type Logger, pino } from 'pino'
import { createScrubber } from './core/secret-forms.ts'

export type { Logger }

// One for the process: whatever part of it opened a secret, no other may write it out.
const scrubber = createScrubber()

/** From now on this text, in any spelling, is taken out of every log line, error and excerpt. */
export const hideSecret: (secret: string) => void = scrubber.hide

/** The text without the secrets that this process has opened. */
export const scrub: (text: string) => string = scrubber.scrub

/** What a terminal or a viewer would obey, and what some take for the end of a line; JSON leaves these as they are. */
const UNSEEN = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

const escaped = (line: string): string =>
  line.replaceAll(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

const scrubValues = (_name: string, value: unknown): unknown => (typeof value === 'string' ? scrub(value) : value)

/** One line as it may be written: its values without secrets, still one JSON object. */
const cleanLine = (line: string): string => {
  const json = line.trimEnd()
  // A value's text is looked at unescaped: a secret with a quotation mark in it must not break the line.
  const clean = scrub(json) === json ? json : JSON.stringify(JSON.parse(json, scrubValues))
  return `${escaped(clean)}\n`
}

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
    { write: (line) => stream.write(cleanLine(line)) },
  )

const briefError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return { message: 'not an error object' }
  const { name, message, stack } = error
  const code = (error as { code?: unknown }).code
  const cause = error.cause instanceof Error ? briefError(error.cause) : undefined
  return { name, message, ...(typeof code === 'string' && { code }), stack, ...(cause !== undefined && { cause }) }
}
