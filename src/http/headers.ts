import type { IncomingMessage } from 'node:http'
import { AppError } from '../core/error.ts'

/** On every answer. A page that shows more (the dashboard) sets its own policy over it. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Every value of a header as it was sent: Node keeps only the first of some repeated ones and says nothing. */
export const headerValues = (request: IncomingMessage, name: string): string[] => {
  const values: string[] = []
  for (let at = 0; at < request.rawHeaders.length; at += 2)
    if (request.rawHeaders[at]?.toLowerCase() === name) values.push(request.rawHeaders[at + 1] ?? '')
  return values
}

/** Names that a proxy and we must not read differently. */
const ONCE = ['host', 'content-length', 'content-type', 'transfer-encoding'] as const
const HEADERS = 100
/** Bytes of the request's target. */
const TARGET = 12_288

/** Refuses what two parties on the way could read as two different requests. */
export const checkHead = (request: IncomingMessage): void => {
  const target = request.url ?? ''
  if (request.httpVersion !== '1.1' && request.httpVersion !== '1.0')
    throw new AppError('bad_request', 'The protocol must be HTTP/1.1.')
  if (target.length > TARGET) throw new AppError('uri_too_long', `An address has at most ${TARGET} characters.`)
  if (!target.startsWith('/') || target.includes('#'))
    throw new AppError('bad_request', 'The target of the request must be a path that starts with a slash.')
  if (request.rawHeaders.length / 2 > HEADERS)
    throw new AppError('headers_too_large', `A request has at most ${HEADERS} headers.`)
  const twice = ONCE.find((name) => headerValues(request, name).length > 1)
  if (twice !== undefined) throw new AppError('bad_request', `The header ${twice} may stand once.`)
  if (request.httpVersion === '1.1' && !headerValues(request, 'host')[0])
    throw new AppError('bad_request', 'The header host is missing.')
}

interface MediaRange {
  /** 0 for any type, 1 for `application/*`, 2 for the type itself; a closer one rules. */
  closeness: number
  quality: number
}

const CLOSENESS = {
  'application/json': { '*/*': 0, 'application/*': 1, 'application/json': 2, 'application/problem+json': 2 },
  'text/event-stream': { '*/*': 0, 'text/*': 1, 'text/event-stream': 2 },
} as const satisfies Record<string, Record<string, number>>

/** What answers are made of. */
export type AnswerType = keyof typeof CLOSENESS

const mediaRange = (text: string, answer: AnswerType): MediaRange | undefined => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const closeness = new Map<string, number>(Object.entries(CLOSENESS[answer])).get(type)
  if (closeness === undefined) return undefined
  const quality = parameters.find((parameter) => parameter.startsWith('q='))
  return { closeness, quality: quality === undefined ? 1 : Number(quality.slice(2)) }
}

/** Throws `not_acceptable` when the answer's type is ruled out; no `Accept` takes anything. */
export const checkAccept = (request: IncomingMessage, answer: AnswerType = 'application/json'): void => {
  const accept = headerValues(request, 'accept').join(',')
  if (accept.trim() === '') return
  const ranges = accept.split(',').flatMap((part) => mediaRange(part, answer) ?? [])
  const closest = Math.max(-1, ...ranges.map((range) => range.closeness))
  if (ranges.some((range) => range.closeness === closest && range.quality > 0)) return
  throw new AppError('not_acceptable', `The answer is ${answer}: leave Accept out or name it there.`)
}

const JSON_MEDIA = /^application\/json[ \t]*(?:;[ \t]*charset[ \t]*=[ \t]*(?:utf-8|"utf-8")[ \t]*)?$/i

/** Throws `unsupported_media_type` unless the body is declared as plain JSON in UTF-8. */
export const checkMediaType = (request: IncomingMessage): void => {
  const [type] = headerValues(request, 'content-type')
  if (type !== undefined && JSON_MEDIA.test(type)) return
  throw new AppError('unsupported_media_type', 'Send content-type: application/json; the only charset is utf-8.')
}

/** A compressed body could grow without bound, so none is taken. */
export const checkEncoding = (request: IncomingMessage): void => {
  const encodings = headerValues(request, 'content-encoding')
  if (encodings.every((encoding) => encoding.toLowerCase() === 'identity')) return
  throw new AppError('unsupported_media_type', 'Send the body without content-encoding.', {
    headers: { 'accept-encoding': 'identity' },
  })
}

/** False when the headers say that no body follows. */
export const mayHaveBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
