import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sliceJson } from './json-slicer.ts'
import type { JsonRow } from './json-slicer.ts'

async function* piecesOf(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

const slice = async (text: string, path: string[], size = 7) => {
  const rows: JsonRow[] = []
  let rest = ''
  const onRest = (end: string) => void (rest = end)
  for await (const some of sliceJson(piecesOf(text, size), path, { onRest })) rows.push(...some)
  return { rows, rest }
}

const parsed = (rows: JsonRow[]): unknown[] => rows.map((row): unknown => JSON.parse(row.text))

test('any list comes out row by row, wherever the chunks end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue({ stringUnit: 'binary' }), { maxLength: 6 }),
      fc.jsonValue(),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(undefined, 1, '\t'),
      async (list, other, size, space) => {
        const text = JSON.stringify(
          { before: other, runs: [{ results: list }, other, { results: list }], after: other },
          null,
          space,
        )
        const { rows, rest } = await slice(text, ['runs', '*', 'results', '*'], size)
        // Another value on the path may hold lists of the same names; those stand between the two.
        const expected = parsed(rows)
        expect(expected.slice(0, list.length)).toStrictEqual(list.map(plain))
        expect(expected.slice(expected.length - list.length)).toStrictEqual(list.map(plain))
        expect(JSON.parse(rest)).toMatchObject({ before: plain(other), after: plain(other) })
      },
    ),
  )
})

/** As JSON gives it back: `-0` is `0`. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('the rest keeps one zero a row and every line break', async () => {
  const text = '{\n "a": [\n  {"x": 1,\n   "y": 2},\n  3\n ],\n "b": "a[{"\n}'
  const { rows, rest } = await slice(text, ['a', '*'])
  expect(rows.map(({ keys, line }) => ({ keys, line }))).toStrictEqual([
    { keys: ['a', 0], line: 3 },
    { keys: ['a', 1], line: 5 },
  ])
  expect(JSON.parse(rest)).toStrictEqual({ a: [0, 0], b: 'a[{' })
  expect(rest.split('\n')).toHaveLength(text.split('\n').length)
})

test('members of an object are rows as well, their names unescaped', async () => {
  const { rows } = await slice('{"v": {"lod\\u0061sh": {"n": 1}, "x": "y"}}', ['v', '*'], 1)
  expect(rows.map((row) => row.keys)).toStrictEqual([
    ['v', 'lodash'],
    ['v', 'x'],
  ])
})

test('names that only look like the path are none', async () => {
  const text = '{"x": {"a": [1]}, "a ": [2], "s": "\\"a\\": [3]", "a": [4]}'
  expect(parsed((await slice(text, ['a', '*'])).rows)).toStrictEqual([4])
})

test.each(['{"a": [1, 2', '{"a": ["x', '{"a": [{"b": "c\\', '['])(
  '%s ends in the middle, and that is said',
  async (text) => {
    await expect(slice(text, ['a', '*'])).rejects.toThrow(`ends in the middle, after ${text.length} characters`)
  },
)

test('a bracket too many is refused, and nesting beyond a thousand', async () => {
  await expect(slice(']', ['*'])).rejects.toThrow('never opened')
  await expect(slice('['.repeat(100_000), ['*'], 1000)).rejects.toThrow('nested deeper than 1000')
})

test('a row beyond 16 Mi characters is refused before it fills the memory', async () => {
  async function* endless(): AsyncGenerator<string> {
    yield '["'
    for (;;) yield 'x'.repeat(1 << 20)
  }
  const slices = sliceJson(endless(), ['*'])
  await expect(slices.next()).rejects.toThrow('longer than 16 Mi')
})

test('a million escaped quotes cost no more than other text', async () => {
  const text = JSON.stringify(['"\\'.repeat(500_000)])
  const { rows } = await slice(text, ['*'], 65_536)
  expect(rows[0]?.text).toHaveLength(text.length - 2)
})
