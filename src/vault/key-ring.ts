import { createHash } from 'node:crypto'
import type { FernetKey } from './fernet.ts'
import { FernetError, decryptFernet, encryptFernet, parseFernetKey } from './fernet.ts'

/** Fernet keys in order: the first encrypts, all decrypt. */
export interface KeyRing {
  /** Names the key that encrypts. */
  readonly primaryKid: string
  /** Names of all keys, in order: 12 hex digits of a hash, safe to store and to print. */
  readonly kids: readonly string[]
  encrypt(plaintext: Uint8Array, now: Date): { token: string; kid: string }
  /** With the key that `kid` names, or else with each in order. Throws a `FernetError`. */
  decrypt(token: string, kid?: string): Uint8Array
}

const kidOf = (key: FernetKey): string =>
  createHash('sha256')
    .update('fernet key id')
    .update(key.signing.export())
    .update(key.encryption.export())
    .digest('hex')
    .slice(0, 12)

const parseAt = (text: string, index: number): FernetKey => {
  const place = `key ${String(index + 1)} of FERNET_KEYS`
  if (text.trim() === '') throw new Error(`${place} is empty`)
  try {
    return parseFernetKey(text)
  } catch {
    throw new Error(`${place} is not a Fernet key: 32 bytes as url-safe base64, 44 characters`)
  }
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
  return {
    primaryKid,
    kids,
    encrypt: (plaintext, now) => ({ token: encryptFernet(primary, plaintext, { now }), kid: primaryKid }),
    decrypt: (token, kid) => {
      if (kid === undefined) return openWithAny(keys, token)
      const key = byKid.get(kid)
      if (!key) throw new FernetError()
      return decryptFernet(key, token)
    },
  }
}
