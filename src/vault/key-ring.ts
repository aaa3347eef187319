import { createHash } from 'node:crypto'
import type { FernetKey } from './fernet.ts'
import { FernetError, decryptFernet, encryptFernet, parseFernetKey, stampOf } from './fernet.ts'

/** Fernet keys in order: the first encrypts, all decrypt. */
export interface KeyRing {
  /** Names the key that encrypts. */
  readonly primaryKid: string
  /** Names of all keys, in order: 12 hex digits of a hash, safe to store and to print. */
  readonly kids: readonly string[]
  encrypt(plaintext: Uint8Array, now: Date): { token: string; kid: string }
  /** With the key that `kid` names, or else with each in order. Throws a `FernetError`. */
  decrypt(token: string, kid?: string): Uint8Array
  /** The same plaintext and time under the key that encrypts. Throws a `FernetError`. */
  reseal(token: string, kid?: string): { token: string; kid: string }
}

const kidOf = (key: FernetKey): string =>
  createHash('sha256')
    .update('fernet key id')
    .update(key.signing.export())
    .update(key.encryption.export())
    .digest('hex')
    .slice(0, 12)

/** In documentation and in tests, so that everybody has them: of the specification, and of Python's documentation. */
const SAMPLES = new Set([
  'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=',
  'ZmDfcTF7_60GrrY167zsiPd67pEvs0aGOv2oasOM1Pg=',
])
/** Of 32 random bytes 22 and more differ: that was the fewest in 3 million keys. */
const MIN_DISTINCT_BYTES = 16
/** A passphrase; 32 random bytes are all printable once in 10^13 keys. */
const PRINTABLE = /^[\x20-\x7e]*$/

const isGuessable = (text: string): boolean => {
  const bytes = Buffer.from(text, 'base64url')
  return SAMPLES.has(text) || new Set(bytes).size < MIN_DISTINCT_BYTES || PRINTABLE.test(bytes.toString('latin1'))
}

const parseOrNot = (text: string): FernetKey | undefined => {
  try {
    return parseFernetKey(text)
  } catch {
    return undefined
  }
}

const parseAt = (text: string, index: number): FernetKey => {
  const place = `key ${String(index + 1)} of FERNET_KEYS`
  if (text.trim() === '') throw new Error(`${place} is empty`)
  const key = parseOrNot(text)
  if (!key) throw new Error(`${place} is not a Fernet key: 32 bytes as url-safe base64, 44 characters`)
  if (isGuessable(text)) throw new Error(`${place} is a sample or a pattern and not random: make a new one`)
  return key
}

const openWithAny = (keys: Iterable<FernetKey>, token: string): Uint8Array => {
  for (const key of keys) {
    try {
      return decryptFernet(key, token)
    } catch (error) {
      if (!(error instanceof FernetError)) throw error
    }
  }
  throw new FernetError()
}

/** Throws an `Error` of one line, without any key's text, when a key is malformed, empty or repeated, or there is none. */
export const createKeyRing = (texts: readonly string[]): KeyRing => {
  const keys = texts.map(parseAt)
  const [primary] = keys
  if (!primary) throw new Error('FERNET_KEYS holds no key')
  const kids = keys.map(kidOf)
  const repeated = kids.findIndex((kid, index) => kids.indexOf(kid) !== index)
  if (repeated !== -1) throw new Error(`key ${String(repeated + 1)} of FERNET_KEYS repeats an earlier one`)
  const byKid = new Map(keys.map((key, index) => [kids[index], key]))
  const primaryKid = kidOf(primary)
  const encrypt: KeyRing['encrypt'] = (plaintext, now) => ({
    token: encryptFernet(primary, plaintext, { now }),
    kid: primaryKid,
  })
  const decrypt: KeyRing['decrypt'] = (token, kid) => {
    if (kid === undefined) return openWithAny(keys, token)
    const key = byKid.get(kid)
    if (!key) throw new FernetError()
    return decryptFernet(key, token)
  }
  return {
    primaryKid,
    kids,
    encrypt,
    decrypt,
    // As Python's MultiFernet.rotate does: the time of making stays.
    reseal: (token, kid) => encrypt(decrypt(token, kid), stampOf(token)),
  }
}
