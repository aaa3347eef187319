import { createCipheriv, createHmac, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FernetError, decryptFernet, encryptFernet, newFernetKey, parseFernetKey, stampOf } from './fernet.ts'

// The key, time, IV and text of github.com/fernet/spec's vectors.
const KEY_TEXT = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4='
const TOKEN = 'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=='
const MADE = new Date('1985-10-26T01:20:00-07:00')
const IV = Uint8Array.from({ length: 16 }, (_, index) => index)
const key = parseFernetKey(KEY_TEXT)
const after = (seconds: number): Date => new Date(MADE.getTime() + seconds * 1000)

// Made with Python's `cryptography` 48, which wrote the specification's reference.
const python = JSON.parse(readFileSync(new URL('./fixtures/python.json', import.meta.url), 'utf8')) as {
  keys: string[]
  /** `time` in seconds, `plaintext` as base64. */
  tokens: { key: number; token: string; time: number; plaintext: string }[]
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()
const toText = (bytes: Buffer): string => bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_')
const toBytes = (token: string): Buffer => Buffer.from(token, 'base64url')

/** Signs whatever it is given, so that the checks behind the signature are reached too. */
const sign = (signed: Buffer): string => {
  const signing = toBytes(KEY_TEXT).subarray(0, 16)
  return toText(Buffer.concat([signed, createHmac('sha256', signing).update(signed).digest()]))
}
const unsigned = toBytes(TOKEN).subarray(0, -32)

/** A signed token of one block that holds exactly these 16 bytes, padding included. */
const signedBlock = (block: Buffer): string => {
  const cipher = createCipheriv('aes-128-cbc', toBytes(KEY_TEXT).subarray(16), IV).setAutoPadding(false)
  return sign(Buffer.concat([unsigned.subarray(0, 25), cipher.update(block), cipher.final()]))
}

const stamped = (seconds: bigint): string => {
  const bytes = Buffer.from(unsigned)
  bytes.writeBigUInt64BE(seconds, 1)
  return sign(bytes)
}

const refusal = (token: string, age?: { ttlSeconds: number; now: Date }): unknown => {
  try {
    return decryptFernet(key, token, age)
  } catch (error) {
    return error
  }
}

const opens = (token: string): boolean => {
  try {
    decryptFernet(key, token)
    return true
  } catch {
    return false
  }
}

describe('the specification', () => {
  test('its generate vector comes out byte for byte', () => {
    expect(encryptFernet(key, Buffer.from('hello'), { now: MADE, iv: IV })).toBe(TOKEN)
    expect(sign(unsigned)).toBe(TOKEN)
  })

  test('its verify vector opens', () => {
    expect(text(decryptFernet(key, TOKEN, { ttlSeconds: 60, now: after(1) }))).toBe('hello')
  })

  const invalid: Record<string, string> = {
    'a wrong signature': toText(Buffer.concat([unsigned, Buffer.alloc(32, 'A')])),
    'too short': toText(Buffer.concat([unsigned.subarray(0, 25), Buffer.alloc(16)])),
    'no base64': `%%%%%%%%%%%%%${TOKEN.slice(13)}`,
    'a payload that is no multiple of the block': sign(unsigned.subarray(0, -1)),
    'wrong padding': signedBlock(Buffer.from('hello\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x07')),
    'a time in the far future': stamped(BigInt(MADE.getTime() / 1000) + 36_001n),
    expired: stamped(BigInt(MADE.getTime() / 1000) - 60n),
    'a wrong IV': sign(Buffer.concat([unsigned.subarray(0, 9), Buffer.alloc(16, 0xa5), unsigned.subarray(25)])),
  }
  test.each(Object.entries(invalid))('its invalid vector is refused: %s', (_, token) => {
    expect(refusal(token, { ttlSeconds: 60, now: after(1) })).toEqual(new FernetError())
  })
})

describe('a token', () => {
  test('opens to what went in, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect([...decryptFernet(key, encryptFernet(key, bytes, { now: MADE }))]).toEqual([...bytes])
      }),
    )
  })

  test.each([0, 15, 16, 17, 1_048_576])('carries %i bytes', (size) => {
    const bytes = Buffer.alloc(size, 0xff)
    expect(Buffer.compare(decryptFernet(key, encryptFernet(key, bytes, { now: MADE })), bytes)).toBe(0)
  })

  test('is refused with any one bit flipped, of a hundred tokens of all lengths', () => {
    for (let size = 0; size < 100; size += 1) {
      const bytes = toBytes(encryptFernet(key, randomBytes(size), { now: MADE }))
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const flipped = Buffer.from(bytes)
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(opens(toText(flipped))).toBe(false)
      }
    }
  })

  test('is refused with any one bit of its text flipped', () => {
    const bytes = Buffer.from(TOKEN)
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(refusal(flipped.toString('latin1'))).toEqual(new FernetError())
    }
  })

  test('is refused with any version but 0x80, even a signed one', () => {
    for (let version = 0; version < 256; version += 1) {
      const bytes = Buffer.from(unsigned)
      bytes[0] = version
      expect(refusal(sign(bytes)) instanceof FernetError).toBe(version !== 0x80)
    }
  })

  test('is refused at any wrong length', () => {
    for (let length = 0; length <= 200; length += 1) {
      expect(refusal(sign(Buffer.alloc(length, 0x80)))).toEqual(new FernetError())
    }
  })

  test('has one spelling: padded, url-safe, no spare bits, no whitespace', () => {
    const spellings = [
      TOKEN.replace(/=+$/, ''),
      TOKEN.replace('==', '='),
      `${TOKEN}=`,
      TOKEN.replaceAll('_', '/').replaceAll('-', '+'),
      `${TOKEN}\n`,
      ` ${TOKEN}`,
      `${TOKEN.slice(0, 40)}\n${TOKEN.slice(40)}`,
      TOKEN.replace('DA==', 'DB=='),
      `${TOKEN.slice(0, 40)}!${TOKEN.slice(40)}`,
      '',
    ]
    for (const spelling of spellings) expect(refusal(spelling)).toEqual(new FernetError())
  })

  test('is refused when it is random text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (token) => {
        expect(refusal(token)).toEqual(new FernetError())
      }),
      { numRuns: 2000 },
    )
  })

  test('is refused under another key', () => {
    expect(() => decryptFernet(parseFernetKey(newFernetKey()), TOKEN)).toThrow(FernetError)
  })

  test('differs each time, as its IV is random', () => {
    const tokens = new Set(Array.from({ length: 100_000 }, () => encryptFernet(key, IV, { now: MADE }).slice(0, 40)))
    expect(tokens.size).toBe(100_000)
  })

  test('is refused with the same error whatever is wrong', () => {
    const causes = [TOKEN.slice(1), sign(Buffer.alloc(73)), signedBlock(Buffer.alloc(16)), `${TOKEN.slice(0, -4)}AA==`]
    for (const error of causes.map((token) => refusal(token))) {
      expect(error).toBeInstanceOf(FernetError)
      expect(error).toEqual(new FernetError())
      expect(Object.keys(error as FernetError).sort()).toEqual(Object.keys(new FernetError()).sort())
    }
  })
})

describe('what Python wrote', () => {
  test.each(python.tokens)('opens to the same bytes: $token', ({ key: at, token, time, plaintext }) => {
    const theirs = parseFernetKey(python.keys[at]!)
    const bytes = decryptFernet(theirs, token)
    expect(Buffer.from(bytes).toString('base64')).toBe(plaintext)
    expect(stampOf(token)).toEqual(new Date(time * 1000))
    const iv = toBytes(token).subarray(9, 25)
    expect(encryptFernet(theirs, bytes, { now: new Date(time * 1000), iv })).toBe(token)
  })
})

describe('age', () => {
  test.each([
    [60, 60, true],
    [60, 61, false],
    [0, 0, true],
    [0, 1, false],
    [-1, 0, false],
    [-1, -30, false],
    [60, -60, true],
    [60, -61, false],
  ])('a ttl of %i s, looked at %i s after it was made: %s', (ttlSeconds, seconds, opens) => {
    expect(refusal(TOKEN, { ttlSeconds, now: after(seconds) }) instanceof FernetError).toBe(!opens)
  })

  test.each([0n, 2n ** 32n, 2n ** 53n, 2n ** 64n - 1n])(
    'a stamp of %i counts only where a ttl is asked for',
    (seconds) => {
      expect(text(decryptFernet(key, stamped(seconds)))).toBe('hello')
      expect(refusal(stamped(seconds), { ttlSeconds: 60, now: MADE })).toEqual(new FernetError())
    },
  )
})

describe('a key', () => {
  test.each([
    '',
    'short',
    KEY_TEXT.slice(0, -1),
    `${KEY_TEXT}=`,
    ` ${KEY_TEXT}`,
    KEY_TEXT.replaceAll('_', '/').replaceAll('-', '+'),
    KEY_TEXT.replace('4e4=', '4e5='),
    toText(Buffer.alloc(31)),
    toText(Buffer.alloc(33)),
  ])('is refused when it is %j, without showing it', (wrong) => {
    expect(() => parseFernetKey(wrong)).toThrow(/^not a Fernet key: 32 bytes as url-safe base64, 44 characters$/)
  })

  test('is made from 32 random bytes', () => {
    expect(newFernetKey((bytes) => new Uint8Array(bytes))).toBe(toText(Buffer.alloc(32)))
    expect(newFernetKey()).toMatch(/^[\w-]{43}=$/)
    expect(newFernetKey()).not.toBe(newFernetKey())
  })

  test('shows nothing of itself when printed', () => {
    expect(inspect(key, { depth: 9, showHidden: true })).not.toContain('73 0f f4')
    expect(JSON.stringify(key)).toBe('{"signing":{},"encryption":{}}')
  })
})
