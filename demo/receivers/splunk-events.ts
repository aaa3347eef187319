import { isObject, type JsonObject, strangeKey } from './json.ts'

/** An event that Splunk does not take, with the code it answers. */
export class EnvelopeError extends Error {
  override name = 'EnvelopeError'
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** Where the object that starts at `start` ends, or -1. */
const endOfObject = (text: string, start: number): number => {
  let depth = 0
  let quoted = false
  for (let at = start; at < text.length; at += 1) {
    const char = text[at]
    if (quoted) {
      if (char === '\\') at += 1
      else if (char === '"') quoted = false
    } else if (char === '"') quoted = true
    else if (char === '{') depth += 1
    else if (char === '}' && --depth === 0) return at + 1
  }
  return -1
}

/** The sources of JSON objects that stand one after another, blanks between them; arrays and commas are refused. */
export function* splitObjects(text: string): Generator<string> {
  const blank = /\s*/y
  for (let at = 0; ;) {
    blank.lastIndex = at
    at += blank.exec(text)?.[0].length ?? 0
    if (at >= text.length) return
    if (text[at] !== '{') throw new EnvelopeError(6, `an object should start here, not ${JSON.stringify(text[at])}`)
    const end = endOfObject(text, at)
    if (end < 0) throw new EnvelopeError(6, 'an object does not end')
    yield text.slice(at, end)
    at = end
  }
}

const checkMeta = (envelope: JsonObject, indexes: string[]): void => {
  const strange = strangeKey(envelope, ['time', 'host', 'source', 'sourcetype', 'index', 'event', 'fields'])
  if (strange !== undefined) throw new EnvelopeError(6, `unknown key ${strange}`)
  for (const key of ['host', 'source', 'sourcetype', 'index']) {
    if (key in envelope && typeof envelope[key] !== 'string') throw new EnvelopeError(6, `${key} is not a string`)
  }
  const { time, index } = envelope
  const isTime = typeof time === 'number' || (typeof time === 'string' && /^\d+(?:\.\d+)?$/.test(time))
  if ('time' in envelope && !isTime) throw new EnvelopeError(6, 'time is not a number of seconds')
  if (typeof index === 'string' && !indexes.includes(index))
    throw new EnvelopeError(7, `the token may not write to ${index}`)
}

const isFlat = (value: unknown): boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every((item) => typeof item === 'string'))

/** One parsed object, judged as an event with its metadata. Throws an `EnvelopeError`. */
export const checkEnvelope = (value: unknown, indexes: string[]): JsonObject => {
  if (!isObject(value)) throw new EnvelopeError(6, 'not an object')
  const { event, fields } = value
  if (event === undefined || event === null) throw new EnvelopeError(12, 'event is missing')
  if (typeof event === 'string' ? event.trim() === '' : isObject(event) && Object.keys(event).length === 0)
    throw new EnvelopeError(13, 'event is blank')
  if (typeof event !== 'string' && !isObject(event)) throw new EnvelopeError(6, 'event is neither text nor object')
  checkMeta(value, indexes)
  if (fields !== undefined && !(isObject(fields) && Object.values(fields).every(isFlat)))
    throw new EnvelopeError(15, 'fields are not flat')
  return value
}
