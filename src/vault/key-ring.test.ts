import { expect, test } from 'vitest'
import { FernetError, decryptFernet, newFernetKey, parseFernetKey, stampOf } from './fernet.ts'
import { createKeyRing } from './key-ring.ts'

const NOW = new Date('2026-01-02T03:04:05Z')
const [first, second, third] = [newFernetKey(), newFernetKey(), newFernetKey()]
const secret = Buffer.from('xoxb-secret')

test('the first key encrypts and each decrypts', () => {
  const ring = createKeyRing([first, second, third])
  const { token, kid } = ring.encrypt(secret, NOW)
  expect(kid).toBe(ring.primaryKid)
  expect(ring.kids).toHaveLength(3)
  expect(ring.kids[0]).toBe(kid)
  expect(Buffer.from(decryptFernet(parseFernetKey(first), token))).toEqual(secret)
  const older = createKeyRing([second]).encrypt(secret, NOW)
  expect(Buffer.from(ring.decrypt(older.token))).toEqual(secret)
  expect(Buffer.from(ring.decrypt(older.token, older.kid))).toEqual(secret)
})

test('a kid belongs to its key wherever the key stands, and is 12 hex digits', () => {
  expect(createKeyRing([first, second]).kids).toEqual([...createKeyRing([second, first]).kids].reverse())
  expect(createKeyRing([first]).primaryKid).toMatch(/^[0-9a-f]{12}$/)
})

test('a token under a key that is gone, or under another than its kid says, does not open', () => {
  const ring = createKeyRing([first, second])
  const foreign = createKeyRing([third]).encrypt(secret, NOW)
  expect(() => ring.decrypt(foreign.token)).toThrow(FernetError)
  expect(() => ring.decrypt(foreign.token, foreign.kid)).toThrow(FernetError)
  expect(() => ring.decrypt(ring.encrypt(secret, NOW).token, ring.kids[1])).toThrow(FernetError)
})

test('a token that is sealed anew keeps its plaintext and its time', () => {
  const ring = createKeyRing([first, second, third])
  const old = createKeyRing([second, third]).encrypt(secret, NOW)
  for (const kid of [old.kid, undefined]) {
    const { token, kid: named } = ring.reseal(old.token, kid)
    expect(named).toBe(ring.primaryKid)
    expect(Buffer.from(decryptFernet(parseFernetKey(first), token))).toEqual(secret)
    expect(stampOf(token)).toEqual(NOW)
  }
  expect(() => ring.reseal(old.token, ring.kids[2])).toThrow(FernetError)
  expect(() => ring.reseal('gAAA', undefined)).toThrow(FernetError)
})

test.each([
  ['of the specification', 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4='],
  ['of nothing but zeros', `${'A'.repeat(43)}=`],
  ['of a repeated word', Buffer.from('secret\x80x'.repeat(4)).subarray(0, 32).toString('base64url') + '='],
  ['of a passphrase', `${Buffer.from('correct horse battery staple 123').toString('base64url')}=`],
])('a key %s is refused, as anybody could guess it', (_, key) => {
  expect(() => createKeyRing([first, key])).toThrow(/^key 2 of FERNET_KEYS is a sample or a pattern and not random/)
})

test.each([
  [[], 'FERNET_KEYS holds no key'],
  [[first, ''], 'key 2 of FERNET_KEYS is empty'],
  [[' '], 'key 1 of FERNET_KEYS is empty'],
  [[first, second, first], 'key 3 of FERNET_KEYS repeats an earlier one'],
  [['hunter2'], 'key 1 of FERNET_KEYS is not a Fernet key: 32 bytes as url-safe base64, 44 characters'],
])('wrong keys are one clear line without their text', (keys, message) => {
  expect(() => createKeyRing(keys)).toThrow(new Error(message))
})
