import type { HttpRequest } from './http.ts'
import { MASK } from './secret.ts'

/** The secret values of a configuration. */
export interface Secrets {
  /** Wherever one of these stands, in any spelling, it is masked. */
  texts: readonly string[]
  /** Lower-case names of headers whose values are secret. */
  headers: ReadonlySet<string>
  /** The address itself is the credential: only its origin is shown. */
  url: boolean
}

/** A shorter text is a word that stands elsewhere by chance; where it is sent on purpose its header is masked whole. */
const MIN_LENGTH = 8

// A signature is no secret, but with it the preview could be sent in our name.
const CREDENTIAL_HEADER = /^(?:proxy-)?authorization$|signature$/

/** How a secret may be written inside a request: as it is, inside JSON, percent-encoded, in both base64 alphabets. */
const spellingsOf = (secret: string): string[] => {
  const bytes = Buffer.from(secret)
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ]
}

const maskerOf = (texts: readonly string[]): ((text: string) => string) => {
  const spellings = new Set(texts.filter((text) => text.length >= MIN_LENGTH).flatMap(spellingsOf))
  // Longest first: of two secrets one may begin with the other.
  const ordered = [...spellings].toSorted((left, right) => right.length - left.length)
  return (text) => ordered.reduce((masked, secret) => masked.replaceAll(secret, MASK), text)
}

/** The request as it may be shown: credentials replaced by `MASK`, all else as it would be sent. */
export const maskRequest = (request: HttpRequest, secrets: Secrets): HttpRequest => {
  const mask = maskerOf(secrets.texts)
  const headers = Object.entries(request.headers).map(([name, value]) => {
    const isCredential = CREDENTIAL_HEADER.test(name) || secrets.headers.has(name)
    return [name, isCredential ? MASK : mask(value)] as const
  })
  return {
    ...request,
    url: secrets.url ? `${new URL(request.url).origin}/${MASK}` : mask(request.url),
    headers: Object.fromEntries(headers),
    ...(request.body !== undefined && { body: mask(request.body) }),
  }
}
