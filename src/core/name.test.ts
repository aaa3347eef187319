import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { name } from './name.ts'

const takes = (value: unknown): boolean => name.safeParse(value).success

describe('a name', () => {
  it('is kept in NFC, so that the two spellings of é are one name', () => {
    expect(name.parse('Cafe\u0301')).toBe('Caf\u00e9')
  })

  it('has 1 to 200 code points, counted after NFC', () => {
    expect(takes('😀'.repeat(200))).toBe(true)
    expect(takes('😀'.repeat(201))).toBe(false)
    expect(takes('e\u0301'.repeat(200))).toBe(true)
    expect(takes('')).toBe(false)
    expect(takes('   ')).toBe(false)
  })

  it.each([
    ['a line break', 'a\nb'],
    ['a tab', 'a\tb'],
    ['a delete', 'a\u007fb'],
    ['a C1 control', 'a\u0085b'],
    ['a line separator', 'a\u2028b'],
    ['a bidirectional override', 'a\u202eb'],
    ['a zero-width space', 'a\u200bb'],
    ['a tag character', 'a\u{e0041}b'],
    ['a noncharacter', 'a\ufffeb'],
    ['half a surrogate pair', 'a\ud800b'],
  ])('holds no %s', (_what, value) => {
    expect(takes(value)).toBe(false)
  })

  it('stays as it is when it is read a second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 220 }), (value) => {
        const once = name.safeParse(value)
        if (once.success) expect(name.parse(once.data)).toBe(once.data)
      }),
    )
  })
})
