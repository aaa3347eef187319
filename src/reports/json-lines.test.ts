import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drained } from '../../test/read-report.ts'
import { readRecords } from './json-lines.ts'
import { bytesSource } from './source.ts'

const read = (text: string) => drained(readRecords(bytesSource(text)))

test('an array, a record a line and a record over lines give the same records', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 5 }),
      async (records) => {
        const expected: unknown = JSON.parse(JSON.stringify(records))
        const lines = records.map((one) => JSON.stringify(one)).join('\r\n\n')
        for (const text of [JSON.stringify(records), JSON.stringify(records, null, 2), lines])
          expect((await read(text)).map(({ value }) => value)).toStrictEqual(expected)
        const [first] = await read(JSON.stringify(records[0], null, 2))
        expect(first?.value).toStrictEqual((expected as unknown[])[0])
      },
    ),
  )
})

test('records have their number and their line', async () => {
  expect(await read('{"a": 1}\n\n{"a": 2}')).toStrictEqual([
    { keys: [0], line: 1, value: { a: 1 } },
    { keys: [1], line: 3, value: { a: 2 } },
  ])
})

test.each([
  ['{"a": 1}\n{"a": ', { line: 2, path: '/1' }],
  ['{\n"a": oops\n}', { line: 2, path: '/0' }],
  ['{\n"a": 1', { line: 2 }],
  ['[{"a": 1},\n7 8]', { line: 2, path: '/1' }],
  ['[{"a": 1}] 7', { line: 1 }],
])('%j is refused with %j', async (text, place) => {
  await expect(read(text)).rejects.toMatchObject({ name: 'ReportError', ...place })
})

test('a line that never ends is refused before it fills the memory', async () => {
  await expect(read(`{"a": 1}\n"${'x'.repeat(17 * 1024 * 1024)}"`)).rejects.toThrow('longer than 16 Mi')
})
