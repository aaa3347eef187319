import { describe, expect, it } from 'vitest'
import { hashPassword, isPassword, newPassword } from './password.ts'

describe('a password', () => {
  it('is kept as Argon2id at the cost that OWASP asks for at least, with a salt of its own', async () => {
    const [one, other] = [await hashPassword('correct horse battery'), await hashPassword('correct horse battery')]
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(other)
    expect(await isPassword(one, 'correct horse battery')).toBe(true)
    expect(await isPassword(one, 'correct horse batterY')).toBe(false)
  })

  it('is none for an account that has none, whatever is given', async () => {
    expect(await isPassword(null, '')).toBe(false)
    expect(await isPassword(null, 'correct horse battery')).toBe(false)
  })

  it('is the same however its letters are composed', () => {
    expect(newPassword.parse('e\u0301'.repeat(4) + ' and more')).toBe('\u00e9'.repeat(4) + ' and more')
  })

  it('is refused beyond the number that may wait, and taken again afterwards', async () => {
    const hash = await hashPassword('correct horse battery')
    const results = await Promise.allSettled(Array.from({ length: 60 }, () => isPassword(hash, 'wrong')))
    const refused = results.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(60 - 42)
    expect(refused[0]).toMatchObject({ reason: { code: 'unavailable' } })
    expect(await isPassword(hash, 'correct horse battery')).toBe(true)
  })
})
