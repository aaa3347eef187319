import { expect, test } from 'vitest'
import { addressesIn, plainText } from './markup.ts'

test.each([
  ['<p>One.</p><p>Two <b>words</b>.</p>', 'One.\nTwo words.'],
  ['<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
  ['a &lt;b&gt; &amp;amp; &#39;c&#x27; &nbsp;&unknown;', "a <b> &amp; 'c'  &unknown;"],
  ['&#0; &#9999999; &#xD800;', '&#0; &#9999999; \uD800'],
  ['if a < b and b > c', 'if a < b and b > c'],
  ['<p', '<p'],
])('%j reads %j', (html, text) => {
  expect(plainText(html)).toBe(text)
})

test('a megabyte of opened tags or blanks costs no more than other text', () => {
  for (const part of ['<p', '<', ' ', '&', '<li ', '\n ']) expect(plainText(part.repeat(500_000))).toBeDefined()
})

test('addresses are found in links and in words', () => {
  expect(addressesIn('<a href="https://a.example/1">x</a> http://b.example, and https://c.example')).toStrictEqual([
    'https://a.example/1',
    'http://b.example,',
    'https://c.example',
  ])
})
