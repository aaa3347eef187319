import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

type Random = (length: number) => Uint8Array

/** The prefix lets secret scanners, our own redaction too, find a text that leaked. */
const PREFIXES = {
  /** An API key. */
  key: 'pcf_',
  /** What a browser's session is known by. */
  session: 'pcs_',
  /** What a link that works once carries. */
  link: 'pcl_',
} as const

/** A CRC-32 in base64url: a scanner tells a real one from a text that only looks like it, without asking us. */
const checksumOf = (text: string): string => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(text))
  return bytes.toString('base64url')
}

/** Its prefix, 32 bytes in base64url, and a checksum of both. `random` must be cryptographic. */
export const newToken = (kind: keyof typeof PREFIXES, random: Random): string => {
  const text = PREFIXES[kind] + Buffer.from(random(32)).toString('base64url')
  return text + checksumOf(text)
}

export const newApiKey = (random: Random): string => newToken('key', random)

/** SHA-256, without salt: a key holds 256 random bits, so that no list of guesses leads to it. */
export const hashApiKey = (text: string): Buffer => createHash('sha256').update(text).digest()

/** The last four characters, to tell keys apart. */
export const hintOf = (text: string): string => text.slice(-4)
