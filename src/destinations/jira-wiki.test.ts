import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeWiki, toWiki } from './jira-wiki.ts'

const MARKUP = /(?<!\\)[{}[\]*_\-+^~!|#]/

describe('wiki markup of Jira Data Center', () => {
  it('leaves no sign of markup in a text unescaped, and no backslash that escapes another', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('{}[]*_-+^~!|#\\?&;:/ab\n .h1q@')) }), (text) => {
        const escaped = escapeWiki(text)
        expect(escaped.replaceAll(/&#\d+;/g, '')).not.toMatch(MARKUP)
        expect(escaped).not.toContain('\\\\')
        expect(escaped).not.toContain('??')
        expect(escaped).not.toContain('://')
      }),
    )
  })

  it.each([
    ['[~admin] look', '\\[\\~admin\\] look'],
    ['!http://evil.example/a.png!', '\\!http&#58;//evil.example/a.png\\!'],
    ['{html}<b>{html}', '\\{html\\}<b>\\{html\\}'],
    ['C:\\temp\\{x', 'C:&#92;temp&#92;\\{x'],
    ['h1. Owned\nbq. quoted', 'h1&#46; Owned\nbq&#46; quoted'],
    ['&lt;script&gt; & co', '&amp;lt;script&amp;gt; & co'],
    ['mailto:a@b.example', 'mailto&#58;a@b.example'],
    ['??cited??', '?&#63;cited?&#63;'],
  ])('shows %j as it stands', (text, escaped) => {
    expect(escapeWiki(text)).toBe(escaped)
  })

  it('keeps evidence inside its block', () => {
    const markup = toWiki([{ kind: 'code', text: 'a {noformat} [~admin] {NoFormat:title=x} b' }])
    expect(markup.match(/\{noformat/gi)).toHaveLength(2)
    expect(markup).toMatch(/^\{noformat\}\n[^]*\n\{noformat\}$/)
  })

  it('puts emphasis around words, not around spaces', () => {
    const spans = [{ text: 'Target: ', strong: true as const }, { text: 'shop' }, { text: ' ', strong: true as const }]
    expect(toWiki([{ kind: 'line', spans }])).toBe('*Target:* shop ')
  })

  it('encodes what would end the address of a link', () => {
    const link = 'https://a.example/x]!y!{z}|^n'
    expect(toWiki([{ kind: 'line', spans: [{ text: 'see|this', link }] }])).toBe(
      '[see\\|this|https://a.example/x%5D%21y%21%7Bz%7D%7C%5En]',
    )
  })
})
