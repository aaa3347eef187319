import { createHash } from 'node:crypto'

/** The prefix lets secret scanners, our own redaction too, find a key that leaked. */
const PREFIX = 'pcf_'

/** `pcf_` and base64url of 32 bytes. `random` must be cryptographic. */
export const newApiKey = (random: (length: number) => Uint8Array): string =>
  PREFIX + Buffer.from(random(32)).toString('base64url')

/** SHA-256, without salt: a key holds 256 random bits, so that no list of guesses leads to it. */
export const hashApiKey = (text: string): Buffer => createHash('sha256').update(text).digest()

/** The last four characters, to tell keys apart. */
export const hintOf = (text: string): string => text.slice(-4)
