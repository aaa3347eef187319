import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hashApiKey, hintOf, newApiKey } from './api-key.ts'
import { redactText } from './redact.ts'

describe('an API key', () => {
  it('is pcf_, 32 random bytes and their checksum in base64url', () => {
    const [key, other] = [newApiKey((length) => new Uint8Array(length).fill(255)), newApiKey(randomBytes)]
    // CRC-32 of the 47 characters before, as zlib and cksum -a crc32b give it.
    expect(key).toBe(`pcf_${'_'.repeat(42)}8TVnYGQ`)
    expect(other).toMatch(/^pcf_[\w-]{49}$/)
    expect(other.slice(-6)).not.toBe(key.slice(-6))
  })

  it('is found by our own redaction', () => {
    const key = newApiKey(randomBytes)
    expect(redactText(`it says ${key} here`)).not.toContain(key)
  })

  it('is stored as the SHA-256 of its text, with its end as a hint', () => {
    // The digest of "abc" from FIPS 180-2, appendix B.1.
    expect(hashApiKey('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(hintOf('pcf_abcdefgh')).toBe('efgh')
  })
})
