import fc from 'fast-check'
import { MARKUP, WRAPS } from './hostile-markup.ts'

const WORDS = [
  'SQL injection',
  'in',
  'the search',
  'CVE-2026-12345',
  'src/login.ts:42',
  'C:\\temp\\x',
  'naïve',
  '漏洞',
  'ثغرة',
  'חולשה',
]

const EMOJI = ['👩‍👩‍👧‍👦', '🏳️‍🌈', '👍🏽', '🇩🇪', '☠️', '1️⃣', '🧑🏿‍🚀']

/** What shows nothing but hides, reorders or breaks. */
const HIDDEN = [
  '\u202E',
  '\u2066',
  '\u2069',
  '\u200B',
  '\u200D',
  '\u2060',
  '\uFEFF',
  '\u00AD',
  '\u{E0041}',
  '\u3164',
  '\0',
  '\x07',
  '\x1b[2J',
  '\x85',
  '\u2028',
]

const loneSurrogate = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit))
const tower = fc.integer({ min: 1, max: 300 }).map((height) => `a${'\u0301'.repeat(height)}`)

const odd = fc.oneof(
  fc.constantFrom(...EMOJI),
  fc.constantFrom(...HIDDEN),
  loneSurrogate,
  tower,
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(...Array.from('<>[]{}()*_~`|@#!:/\\&"\'+-=^?.$% \n')), maxLength: 20 }),
)

const markup = fc.constantFrom(...MARKUP)

const nested = fc
  .tuple(fc.array(fc.constantFrom(...WRAPS), { minLength: 1, maxLength: 4 }), markup)
  .map(([wraps, inner]) => wraps.reduce((text, [open, close]) => open + text + close, inner))

/** Markup with something hidden inside, which makes it markup again once that is taken away. */
const smuggled = fc
  .tuple(markup, fc.constantFrom(...HIDDEN), fc.nat())
  .map(([text, hidden, at]) => text.slice(0, at % text.length) + hidden + text.slice(at % text.length))

const piece = fc.oneof(
  { weight: 5, arbitrary: markup },
  { weight: 2, arbitrary: nested },
  { weight: 1, arbitrary: smuggled },
  { weight: 2, arbitrary: odd },
  { weight: 1, arbitrary: fc.constantFrom(...WORDS) },
)

const pieces = fc
  .array(fc.tuple(piece, fc.constantFrom('', ' ', ' ', '\n', '\n\n', '\r\n', '\t', '\\', ';', '→', ': ')), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.flat().join(''))

/** One repeated until it has 100 KB; the last may be half. */
const huge = pieces.map((text) => text.repeat(Math.ceil(100_000 / Math.max(1, text.length))).slice(0, 100_000))

/** One sign of those that escaping or bytes make the most of, more often than any field is long once it is cut. */
export const denseText: fc.Arbitrary<string> = fc
  .constantFrom('"', '\\', '<', '&', '漢', '👩‍👩‍👧‍👦', '`', '_', '*', '{', '~', '-', '\n"', '@', ':', '</b>', '\u0301', 'x')
  .map((sign) => sign.repeat(Math.ceil(20_000 / sign.length)))

const BLANKS = ['', ' ', '\n\t', '\u200B', '\u3164', '\0']

/** A text as a hostile or careless scanner could write it. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 60, arbitrary: pieces },
  { weight: 1, arbitrary: huge },
  { weight: 4, arbitrary: fc.constantFrom(...BLANKS) },
)

const longHost = fc.constant(`https://${`${'a'.repeat(60)}.`.repeat(4)}evil.example/`)
const path = hostileText.map((text) => `https://evil.example/${encodeURIComponent(text.toWellFormed().slice(0, 600))}`)

/** An address; half of them are none that may be linked. */
export const hostileUrl: fc.Arbitrary<string> = fc.oneof(
  longHost,
  path,
  fc.constantFrom(
    'https://evil.example/CVE-2026-12345',
    'https://user:password@evil.example/',
    'https://evil.example/`*_~[x](y)<z>|!',
    'https://github.com/acme/shop/issues/1',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://[::1]/',
    '//evil.example',
  ),
  hostileText,
)
