import { execFile } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { decryptFernet, encryptFernet, newFernetKey, parseFernetKey } from '../../src/vault/fernet.ts'

const CASES = 2000

interface Answer {
  /** Base64 of what Python made of our tokens. */
  opened: string[]
  /** Its own tokens and base64 of what they hold. */
  made: { token: string; plaintext: string }[]
}

/** Wants `pip install cryptography`. */
const askPython = (cases: unknown): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const script = fileURLToPath(new URL('./fernet.py', import.meta.url))
    const python = execFile('python3', [script], { maxBuffer: 2 ** 28 }, (error, stdout) => {
      if (error) reject(new Error('Python cannot do its part: pip install cryptography', { cause: error }))
      else resolve(JSON.parse(stdout) as Answer)
    })
    python.stdin?.end(JSON.stringify(cases))
  })

test('Python opens 2,000 tokens of ours, and we open 2,000 of its, all to the same bytes', async () => {
  const cases = Array.from({ length: CASES }, (_, at) => {
    const [key, plaintext] = [newFernetKey(), randomBytes(at % 400)]
    const now = new Date(randomInt(2 ** 40))
    return { key, plaintext, size: at % 400, token: encryptFernet(parseFernetKey(key), plaintext, { now }) }
  })
  const { opened, made } = await askPython(cases.map(({ key, size, token }) => ({ key, size, token })))
  expect([opened.length, made.length]).toEqual([CASES, CASES])
  const mismatches = cases.filter(({ key, plaintext }, at) => {
    const theirs = made[at]
    const ours = theirs && Buffer.from(decryptFernet(parseFernetKey(key), theirs.token)).toString('base64')
    return opened[at] !== plaintext.toString('base64') || ours !== theirs?.plaintext
  })
  expect(mismatches).toEqual([])
})

test('a hundred thousand random texts are refused', () => {
  const key = parseFernetKey(newFernetKey())
  const isRefused = (text: string): boolean => {
    try {
      decryptFernet(key, text)
      return false
    } catch {
      return true
    }
  }
  const text = (): string => Buffer.concat([Buffer.from([0x80]), randomBytes(randomInt(200))]).toString('base64url')
  for (let n = 0; n < 100_000; n += 1) {
    const one = text()
    expect(isRefused(one.padEnd(Math.ceil(one.length / 4) * 4, '='))).toBe(true)
  }
})
