import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byteLength, clean, cut, cutBytes, cutEscaped, httpLink, oneLine } from './text.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('👩‍👩‍👧‍👦', '🇳🇱', 'e\u0301', '&', '<', 'a', '\u200d', '\ud800', ' ', '\n'))
    .map((parts) => parts.join('')),
)
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
const graphemesOf = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment)

/** What `part` kept of `text` is a run of whole graphemes from its start. */
const expectWholeGraphemes = (part: string, text: string): void => {
  if (part === text || part === '') return
  expect(part.endsWith('…')).toBe(true)
  const kept = part.slice(0, -1)
  const all = graphemesOf(text)
  const boundaries = all.map((_, index) => all.slice(0, index).join('').trimEnd())
  expect(boundaries).toContain(kept)
}

describe('clean', () => {
  it.each([
    ['a lone surrogate', 'a\ud800b', 'a\ufffdb'],
    ['NUL and other controls', 'a\0\x07\x1b[31mb\x7f\x9b', 'a[31mb'],
    ['bidi controls', 'user\u202Egpj.exe\u2066\u200f', 'usergpj.exe'],
    ['tag characters', 'ok\u{E0041}\u{E0042}', 'ok'],
    ['zero-width characters', 'pass\u200Bword\uFEFF', 'password'],
    ['joiners between Latin letters', 'pass\u200Dword\u200C', 'password'],
    ['data in variation selectors', 'ok\u{E0101}\u{E0102}', 'ok'],
    ['old line ends', 'a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
  ])('mends %s', (_name, text, cleaned) => {
    expect(clean(text)).toBe(cleaned)
  })

  it.each(['line\n\ttab', '👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽', 'می‌خواهم', 'क्‍ष', 'naïve – “quoted” 日本語'])('leaves %s as it is', (text) => {
    expect(clean(text)).toBe(text)
  })

  it('is well-formed, and cleaning twice is cleaning once', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = clean(text)
        expect(once.isWellFormed()).toBe(true)
        expect(clean(once)).toBe(once)
        // eslint-disable-next-line no-control-regex
        expect(once).not.toMatch(/[\0-\x08\x0B-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069]/)
      }),
    )
  })
})

it('oneLine joins lines and trims', () => {
  expect(oneLine('  a\r\n\tb \u00a0 c\n')).toBe('a b c')
})

describe('cut', () => {
  it('keeps what fits, and counts the ellipsis', () => {
    expect(cut('abcde', 5)).toBe('abcde')
    expect(cut('abcdef', 5)).toBe('abcd…')
    expect(cut('abc def', 5)).toBe('abc…')
    expect(cut('abc', 1)).toBe('…')
    expect(cut('abc', 0)).toBe('')
  })

  it('never splits a grapheme', () => {
    expect(cut('a👩‍👩‍👧‍👦b', 8)).toBe('a…')
    expect(cut('ae\u0301b', 3)).toBe('a…')
  })

  it('stays within the limit with whole graphemes, whatever the text', () => {
    fc.assert(
      fc.property(anyText, fc.nat(40), (text, max) => {
        const part = cut(text, max)
        expect(part.length).toBeLessThanOrEqual(max)
        expectWholeGraphemes(part, text)
      }),
    )
  })
})

describe('cutEscaped', () => {
  it('measures the escaped form and tears no escape', () => {
    expect(cutEscaped('a&b', 7, escape)).toBe('a&amp;b')
    expect(cutEscaped('a&b&c', 8, escape)).toBe('a&amp;b…')
    expect(cutEscaped('&&&', 5, escape)).toBe('…')
  })

  it('fits, and one unit more would not', () => {
    fc.assert(
      fc.property(anyText, fc.nat(60), (text, max) => {
        const part = cutEscaped(text, max, escape)
        expect(part.length).toBeLessThanOrEqual(max)
        expect(part).not.toMatch(/&(?!amp;|lt;)/)
        const longer = Array.from({ length: text.length }, (_, units) => escape(cut(text, units + 1)))
        const best = Math.max(0, ...longer.map((one) => one.length).filter((length) => length <= max))
        expect(part.length).toBe(best)
      }),
    )
  })
})

describe('cutBytes', () => {
  it('counts UTF-8 bytes', () => {
    expect(cutBytes('é'.repeat(5), 10)).toBe('ééééé')
    expect(cutBytes('é'.repeat(6), 10)).toBe('ééé…')
    expect(cutBytes('abc', 2)).toBe('')
  })

  it('stays within the limit with whole graphemes, whatever the text', () => {
    fc.assert(
      fc.property(anyText, fc.nat(60), (text, max) => {
        const part = cutBytes(text, max)
        expect(byteLength(part)).toBeLessThanOrEqual(max)
        expectWholeGraphemes(part, text)
      }),
    )
  })
})

it('cuts 100 KB of emoji by each rule in less than half a second', () => {
  const text = '👩‍👩‍👧‍👦'.repeat(9_000)
  const startedAt = performance.now()
  cut(text, 2000)
  cutBytes(text, 2000)
  cutEscaped(text, 2000, escape)
  clean(text)
  expect(performance.now() - startedAt).toBeLessThan(500)
})

describe('httpLink', () => {
  it.each([
    ['https://acme.example/a b?q=<x>|y', 'https://acme.example/a%20b?q=%3Cx%3E%7Cy'],
    ['HTTP://ACME.example', 'http://acme.example/'],
    ['https://bank.example@evil.example/', 'https://evil.example/'],
    ["https://acme.example/?a='`", 'https://acme.example/?a=%27%60'],
  ])('normalises %s', (url, link) => {
    expect(httpLink(url)).toBe(link)
  })

  it.each([
    undefined,
    null,
    '',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://acme.example',
    '/relative',
    'https://',
  ])('refuses %s', (url) => {
    expect(httpLink(url)).toBeUndefined()
  })
})
