import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hashApiKey, hintOf, newApiKey } from './api-key.ts'
import { redactText } from './redact.ts'

describe('an API key', () => {
  it('is pcf_ and 32 random bytes in base64url', () => {
    expect(newApiKey((length) => new Uint8Array(length).fill(255))).toBe(`pcf_${'_'.repeat(42)}8`)
    expect(newApiKey(randomBytes)).toMatch(/^pcf_[\w-]{43}$/)
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
