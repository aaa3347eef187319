import { expect, test } from 'vitest'
import { readFindings as read } from '../../test/read-report.ts'
import { at, log, one, result } from '../../test/sarif-log.ts'
import type { Json } from '../../test/sarif-log.ts'

test('a finding with one row that is not suppressed is not suppressed', async () => {
  const hidden = { suppressions: [{ kind: 'inSource' }] }
  const mixed = [result(hidden), result({ locations: [at('src/a.ts', 9)] })]
  expect((await one(log(mixed))).suppressed).toBeUndefined()
  expect((await one(log(mixed.toReversed()))).suppressed).toBeUndefined()
  expect(
    (await one(log([result(hidden), result({ ...hidden, locations: [at('src/a.ts', 9)] })]))).suppressed,
  ).toBeDefined()
})

test('one rule on several lines of a file is one finding that keeps each line', async () => {
  const rows = [40, 12, 40, 77].map((line) =>
    result({
      partialFingerprints: { primaryLocationLineHash: `0123456789abcdef:${line}` },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a.py' },
            region: { startLine: line, snippet: { text: `eval(${line})\n` } },
          },
        },
      ],
    }),
  )
  const finding = await one(log(rows))
  expect(finding.evidence).toBe('Lines 12, 40, 77\n40: eval(40)\n12: eval(12)\n77: eval(77)')
  expect(finding.location).toStrictEqual({ path: 'a.py', start_line: 12 })
})

test('the highest severity of merged rows wins', async () => {
  const rows = [result({ level: 'note' }), result({ level: 'error' }), result({ level: 'warning' })]
  expect((await one(log(rows))).severity).toBe('high')
})

test('another file, rule or package is another finding', async () => {
  const logical = (name: string) => ({ ...at('package-lock.json'), logicalLocations: [{ fullyQualifiedName: name }] })
  const rows = [
    result(),
    result({ locations: [at('src/b.ts')] }),
    result({ ruleId: 'R2' }),
    result({ locations: [logical('lodash@4.17.15')] }),
    result({ locations: [logical('lodash@4.17.16')] }),
    result({ locations: [logical('@scope/minimist@1.0.0')] }),
  ]
  expect((await read(log(rows))).map(({ parameter }) => parameter)).toStrictEqual([
    undefined,
    undefined,
    undefined,
    'lodash',
    '@scope/minimist',
  ])
})

test('fingerprints hold when lines shift, messages name lines and the tool is updated', async () => {
  const report = (shift: number, version: string) =>
    log(
      [3, 9, 200].map((line, index) =>
        result({
          message: { text: `Found on line ${line + shift}` },
          partialFingerprints: { primaryLocationLineHash: `hash-${line + shift}` },
          locations: [at(`src/${index}.ts`, line + shift)],
        }),
      ),
      { version },
    )
  const before = await read(report(0, '1.0.0'))
  const after = await read(report(40, '1.1.0'))
  expect(after.map(({ fingerprint }) => fingerprint)).toStrictEqual(before.map(({ fingerprint }) => fingerprint))
  expect(new Set(before.map(({ fingerprint }) => fingerprint)).size).toBe(3)
})

test("without a place, the scanner's fingerprint tells results apart, and without that the message", async () => {
  const bare = (extra: Json) => result({ locations: [], ...extra })
  const marked = [1, 2].map((n) => bare({ partialFingerprints: { primaryLocationLineHash: `fingerprint-${n}` } }))
  expect(await read(log(marked))).toHaveLength(2)
  const login = [1, 2].map((n) =>
    bare({ fingerprints: { 'matchBasedId/v1': 'requires login' }, message: { text: `Case ${n}` } }),
  )
  expect(await read(log(login))).toHaveLength(2)
  expect(await read(log([bare({}), bare({})]))).toHaveLength(1)
})

test.each([
  ['a relative uri', { uri: 'src/my%20file.ts' }, {}, 'src/my file.ts'],
  [
    'a root that is a folder of the machine',
    { uri: 'a.ts', uriBaseId: 'ROOT' },
    { ROOT: { uri: 'file:///home/ci/' } },
    'a.ts',
  ],
  [
    'a folder below a root',
    { uri: 'a.ts', uriBaseId: 'SRC' },
    { ROOT: { uri: 'file:///home/' }, SRC: { uri: 'src', uriBaseId: 'ROOT' } },
    'src/a.ts',
  ],
  ['bases in a circle', { uri: 'a.ts', uriBaseId: 'A' }, { A: { uri: 'x/', uriBaseId: 'A' } }, /^(?:x\/){1,10}a\.ts$/],
  ['a base that is not there', { uri: 'a.ts', uriBaseId: 'constructor' }, {}, 'a.ts'],
  [
    'an absolute file below a root',
    { uri: 'file:///home/ci/src/a.ts' },
    { ROOT: { uri: 'file:///home/ci/' } },
    'src/a.ts',
  ],
  ['an absolute file', { uri: 'file:///C:/src/a.ts' }, {}, '/C:/src/a.ts'],
  ['the table of artifacts', { index: 0 }, {}, 'src/indexed.ts'],
  ['a broken escape', { uri: 'src/100%.ts' }, {}, 'src/100%.ts'],
])('the path comes from %s', async (_, artifactLocation, originalUriBaseIds, path) => {
  const run = { originalUriBaseIds, artifacts: [{ location: { uri: 'src/indexed.ts' } }] }
  const finding = await one(log([result({ locations: [{ physicalLocation: { artifactLocation } }] })], {}, run))
  expect(finding.location?.path).toMatch(path)
})

test('a web address is the endpoint, also below a base, and so is the target of a request', async () => {
  const web = await one(
    log([result({ locations: [at('https://shop.example.com/cart?id=1')], properties: { parameter: 'id' } })]),
  )
  expect(web).toMatchObject({ endpoint: 'https://shop.example.com/cart?id=1', parameter: 'id' })
  expect(web.location).toBeUndefined()
  const run = { originalUriBaseIds: { SITE: { uri: 'https://shop.example.com' } } }
  const below = result({ locations: [at('cart', 1, { uriBaseId: 'SITE' })] })
  expect((await one(log([below], {}, run))).endpoint).toBe('https://shop.example.com/cart')
  const requested = result({
    locations: undefined,
    webRequest: { method: 'GET', target: 'https://shop.example.com/x' },
  })
  expect((await one(log([requested]))).endpoint).toBe('https://shop.example.com/x')
})

test('a logical place serves where there is no file, and further places are named', async () => {
  const logical = result({
    locations: [{ logicalLocations: [{ fullyQualifiedName: 'Shop.Cart.Total', kind: 'function' }] }],
  })
  expect((await one(log([logical]))).location).toStrictEqual({ path: 'Shop.Cart.Total' })
  expect((await one(log([result({ locations: [at('a.ts'), at('b.ts', 5)] })]))).evidence).toBe('Also at b.ts:5')
})
