import fc from 'fast-check'
import { expect, it } from 'vitest'
import { codeBlock, codeSpan, defuse, escape, escaped } from './github-markdown.ts'

it.each([
  ['@org/team fixes #12', '@\u200Borg/team fixes #\u200B12'],
  ['GH-7, acme/shop#7', 'GH-\u200B7, acme/shop#\u200B7'],
  ['in 1a2b3c4d5e6f7a', 'in 1a2b3c\u200B4d5e6f\u200B7a'],
  ['https://github.com/a/b/issues/1', 'https:\u200B//github.com/a/b/issues/1'],
  ['www.evil.example', 'www\u200B.evil.example'],
  ['_www.evil.example_', '_www\u200B.evil.example_'],
  [':skull: a: b', ':\u200Bskull: a: b'],
  ['plain words, 3 # 4', 'plain words, 3 # 4'],
])('%j loses its power outside Markdown too', (text, shown) => {
  expect(defuse(text)).toBe(shown)
})

it.each([
  ['<img src=x> &lt;', '\\<img src=x\\> \\&lt;'],
  ['[a](javascript:x) ![b](c)', '\\[a\\](javascript:x) !\\[b\\](c)'],
  ['# head\n  - list\n    code\n12. one\n===', '\\# head\n\\- list\ncode\n12\\. one\n\\==='],
  ['a | b\\', 'a \\| b\\\\'],
  ['`code` *b* _i_ ~s~ $x$', '\\`code\\` \\*b\\* \\_i\\_ \\~s\\~ \\$x\\$'],
  [':white_check_mark:', '\\:\u200Bwhite\\_check\\_mark:'],
])('%j is shown as it stands', (text, shown) => {
  expect(escape(text)).toBe(shown)
})

it('keeps what is escaped within its limit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 80 }), (text, max) => {
      expect(escaped(text, max).length).toBeLessThanOrEqual(max)
    }),
  )
})

it('fences code with a fence that the code does not have', () => {
  const text = fc.array(fc.constantFrom('~', '~~~', '```', '\n', 'a', ' ')).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (code) => {
      const block = codeBlock(code, 10_000)
      const fence = /^~{3,}/.exec(block)?.[0] ?? ''
      if (code.trim() === '') expect(block).toBe('')
      else expect(block.split('\n').filter((line) => line.trim().startsWith(fence)).length).toBe(2)
    }),
  )
})

it('keeps a fenced text within its limit, be it all fences', () => {
  expect(codeBlock('~'.repeat(100_000), 6000).length).toBeLessThanOrEqual(6000)
  expect(codeBlock('~'.repeat(100_000), 6000)).toMatch(/^(~+)text\n~+…?\n\1$/)
})

it.each([
  ['a', '`a`'],
  ['a`b', '`` a`b ``'],
  ['``', '``` `` ```'],
])('%j as code is %j', (line, span) => {
  expect(codeSpan(line)).toBe(span)
})
