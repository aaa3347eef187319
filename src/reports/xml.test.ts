import { expect, test } from 'vitest'
import { drained } from '../../test/read-report.ts'
import { bytesSource } from './source.ts'
import { childText, readXmlRows, xmlRoot } from './xml.ts'

const read = (text: string, path = ['r', 'i']) => drained(readXmlRows(bytesSource(text), path))

test('elements come with their line, their place and what is around them', async () => {
  const rows = await read('<r a="1">\n<x><i>no</i></x>\n<i>one</i>\n<n:i>two<b>x</b> more</n:i>\n</r>')
  expect(rows.map(({ line, path }) => [line, path])).toStrictEqual([
    [3, '/r/i[1]'],
    [4, '/r/i[2]'],
  ])
  expect(rows[1]?.element).toMatchObject({ name: 'i', text: 'two more' })
  expect(childText(rows[1]?.element, 'b')).toBe('x')
  expect(rows[0]?.around.map(({ attributes }) => attributes.a)).toStrictEqual(['1'])
})

test('no entity of the document is resolved, inside or outside', async () => {
  const text = `<!DOCTYPE r [<!ENTITY here "resolved"><!ENTITY file SYSTEM "file:///etc/hostname">
<!ENTITY % outer SYSTEM "http://127.0.0.1:1/x.dtd">]><r><i>&here; &file; &amp;&#65;</i></r>`
  expect((await read(text))[0]?.element.text).toBe('&here; &file; &A')
})

test('a billion laughs stay a few letters', async () => {
  const levels = Array.from({ length: 30 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
  const text = `<!DOCTYPE r [<!ENTITY l0 "lol">${levels}]><r><i>&l30;</i></r>`
  expect((await read(text))[0]?.element.text).toBe('&l30;')
})

test.each([
  ['<r>\n<i>', 'it is not valid XML'],
  ['\n<?xml version="1.0"?><r><i>', 'it is not valid XML'],
  ['<r>\n<i></r>', 'it is not valid XML'],
  ['<r>\n<i hunter2hunter2 x></i></r>', 'it is not valid XML'],
  ['<other/>', 'the root element is not the one of this format'],
  ['<r>'.repeat(2000), 'nested deeper than 1000'],
])('%s is refused with a line', async (text, words) => {
  const failed = read(text)
  await expect(failed).rejects.toThrow(words)
  await expect(failed).rejects.toMatchObject({ line: text.includes('\n') ? 2 : 1 })
  await expect(failed).rejects.not.toThrow('hunter2')
})

test.each([
  ['a text', 'x'.repeat(17 * 1024 * 1024)],
  ['many texts', '<b>xxxxxxxxxxxxxxxx</b>'.repeat(1024 * 1024)],
])('a row of %s beyond 16 Mi characters is refused', async (_, content) => {
  await expect(read(`<r><i>${content}</i></r>`)).rejects.toThrow(/too long|longer than 16 Mi/)
})

test.each([
  ['<a/>', 'a'],
  ['<?xml version="1.0"?>\n<!-- <b> -->\n<!DOCTYPE a [<!ELEMENT a (b)> ]>\n<n:a x="1">', 'a'],
  ['<!DOCTYPE a SYSTEM "x.dtd"><a>', 'a'],
  ['{"a": 1}', undefined],
  ['<', undefined],
  ['<!-- open', undefined],
])('the root of %s is %s', (text, root) => {
  expect(xmlRoot(text)).toBe(root)
})
