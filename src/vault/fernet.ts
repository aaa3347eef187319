import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/**
 * Fernet as github.com/fernet/spec has it, by hand: the npm packages for it accept tokens that the specification's own
 * vectors call invalid. Stricter than Python's `cryptography` in one point: a token or key has exactly one spelling.
 */

/** The two halves of a key, as key objects, so that printing one shows nothing. */
export interface FernetKey {
  readonly signing: KeyObject
  readonly encryption: KeyObject
}

/** The token does not open. One text for every cause, so that it tells an attacker nothing. */
export class FernetError extends Error {
  override name = 'FernetError'
  constructor() {
    super('The token cannot be opened')
  }
}

const VERSION = 0x80
const KEY_BYTES = 32
const IV_AT = 9
const BODY_AT = 25
const MAC_BYTES = 32
const BLOCK = 16
const MAX_CLOCK_SKEW_SECONDS = 60n

const encodeBase64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_')

/** Node's decoder skips what it does not know; encoding again shows whether it did, and whether spare bits were set. */
const decodeBase64 = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64url')
  return encodeBase64(bytes) === text ? bytes : undefined
}

const mac = (key: FernetKey, signed: Buffer): Buffer => createHmac('sha256', key.signing).update(signed).digest()

/** Reads 32 bytes as padded url-safe base64 (44 characters). Throws an `Error` that does not show the text. */
export const parseFernetKey = (text: string): FernetKey => {
  const bytes = decodeBase64(text)
  if (bytes?.length !== KEY_BYTES) throw new Error('not a Fernet key: 32 bytes as url-safe base64, 44 characters')
  return { signing: createSecretKey(bytes.subarray(0, 16)), encryption: createSecretKey(bytes.subarray(16)) }
}

/** A new key as text. `random` gives that many random bytes. */
export const newFernetKey = (random: (bytes: number) => Uint8Array = randomBytes): string =>
  encodeBase64(Buffer.from(random(KEY_BYTES)))

/** A token of `plaintext`, stamped with the second of `now`. `iv`: 16 bytes, random unless given. */
export const encryptFernet = (
  key: FernetKey,
  plaintext: Uint8Array,
  { now, iv = randomBytes(BLOCK) }: { now: Date; iv?: Uint8Array },
): string => {
  const head = Buffer.alloc(IV_AT)
  head[0] = VERSION
  head.writeBigUInt64BE(BigInt(Math.floor(now.getTime() / 1000)), 1)
  const cipher = createCipheriv('aes-128-cbc', key.encryption, iv)
  const signed = Buffer.concat([head, iv, cipher.update(plaintext), cipher.final()])
  return encodeBase64(Buffer.concat([signed, mac(key, signed)]))
}

/** When a token that has been opened was made, to the second; of any other text it tells nothing. */
export const stampOf = (token: string): Date =>
  new Date(Number(Buffer.from(token, 'base64url').readBigUInt64BE(1)) * 1000)

const isFresh = (bytes: Buffer, { ttlSeconds, now }: { ttlSeconds: number; now: Date }): boolean => {
  const stamped = bytes.readBigUInt64BE(1)
  const current = BigInt(Math.floor(now.getTime() / 1000))
  return (
    ttlSeconds >= 0 &&
    stamped + BigInt(Math.floor(ttlSeconds)) >= current &&
    stamped <= current + MAX_CLOCK_SKEW_SECONDS
  )
}

const decrypt = (key: FernetKey, bytes: Buffer): Buffer => {
  const decipher = createDecipheriv('aes-128-cbc', key.encryption, bytes.subarray(IV_AT, BODY_AT))
  return Buffer.concat([decipher.update(bytes.subarray(BODY_AT, -MAC_BYTES)), decipher.final()])
}

/**
 * Opens a token: decode, version, age, signature, decrypt, unpad, in this order. Its age counts only with `age`, which
 * is for short-lived tokens; a stored credential is opened without. Throws a `FernetError`.
 */
export const decryptFernet = (key: FernetKey, token: string, age?: { ttlSeconds: number; now: Date }): Uint8Array => {
  const bytes = decodeBase64(token)
  if (!bytes || bytes.length < BODY_AT + BLOCK + MAC_BYTES || bytes[0] !== VERSION) throw new FernetError()
  if (age && !isFresh(bytes, age)) throw new FernetError()
  const signed = bytes.subarray(0, -MAC_BYTES)
  if (!timingSafeEqual(mac(key, signed), bytes.subarray(-MAC_BYTES))) throw new FernetError()
  try {
    return decrypt(key, bytes)
  } catch {
    throw new FernetError()
  }
}
