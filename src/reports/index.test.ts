import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { drained, readBatches, readFindings as read } from '../../test/read-report.ts'
import type { ReportFinding } from '../core/finding.ts'
import { readReport, reportFormats, reportHead } from './index.ts'
import { mergeRepeats } from './merge-repeats.ts'
import { bytesSource, fileSource } from './source.ts'

const finding = { title: 'A', severity: 'high', rule_id: 'r' }

test.each(['', ' \n', '\uFEFF', 'hello', '{}', '{"a": 1}', '[1]', '<xml/>', 'null', '{"results": []}'])(
  '%j is of no known format',
  async (text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'unknown_format', status: 422 })
  },
)

test('an unknown name is answered with the known ones, an empty report is none whatever the name', async () => {
  await expect(read('{}', 'sarf')).rejects.toThrow('auto or one of sarif, nuclei, zap')
  await expect(read('', 'sarif')).rejects.toMatchObject({ code: 'unknown_format' })
})

test.each([
  ['UTF-16 with mark', Buffer.from('\uFEFF{"findings": []}', 'utf16le')],
  ['UTF-16 without mark', Buffer.from('{"findings": []}', 'utf16le')],
  ['Latin-1', Buffer.from('{"findings": [{"title": "caf\u00e9"', 'latin1')],
  ['a character cut short', Buffer.from('[{"title": "\u00e9').subarray(0, -1)],
])('%s is not taken', async (_, bytes) => {
  await expect(read(bytes)).rejects.toMatchObject({ code: 'body_not_utf8', status: 400 })
})

test('bytes that are no UTF-8 far behind the head are found too', async () => {
  const bytes = Buffer.concat([
    Buffer.from(`{"findings": [${' '.repeat(300_000)}`),
    Buffer.from([0xff]),
    Buffer.from(']}'),
  ])
  await expect(read(bytes)).rejects.toMatchObject({ code: 'body_not_utf8' })
})

test('a character on the edge of the head or of a chunk stays whole', async () => {
  for (const edge of [65_536, 262_144]) {
    const start = '{"findings": [{"severity": "low", "title": "x", "description": "'
    const text = `${start}${'x'.repeat(edge - start.length - 1)}\u20ac"}]}`
    if (edge > 100_000) await expect(read(text)).rejects.toThrow('/findings/0/description')
    else expect((await read(text))[0]?.description).toMatch(/\u20ac$/)
  }
})

test.each([
  ['{"findings": []}', 0],
  ['[]', 0],
  [JSON.stringify([finding]), 1],
  [`\uFEFF${JSON.stringify({ findings: [finding, finding] })}`, 1],
  [JSON.stringify({ grade: 'B', score: 80, coverage: 'full', findings: [finding, { ...finding, rule_id: 's' }] }), 2],
])('native: %s', async (text, count) => {
  expect((await readReport(bytesSource(text), 'auto')).format).toBe('native')
  expect(await read(text)).toHaveLength(count)
})

test.each([
  [{ findings: [finding, { ...finding, severity: 'urgent' }] }, '/findings/1/severity'],
  [{ findings: [{ ...finding, colour: 'red' }] }, '/findings/0'],
  [{ findings: [{ ...finding, location: { path: 'a', start_line: 0 } }] }, '/findings/0/location/start_line'],
  [{ findings: [{ ...finding, references: ['ftp://x'] }] }, '/findings/0/references/0'],
  [{ findings: [finding], colour: 'red' }, '/colour'],
  [{ findings: {} }, '/findings'],
  [[finding, 7], '/1'],
])('native: %j names %s', async (content, pointer) => {
  const failed = read(JSON.stringify(content), 'native')
  await expect(failed).rejects.toMatchObject({ code: 'invalid_report', status: 422, faults: [{ pointer }] })
})

test.each([
  [
    '{"findings": [\n{"title": "a", "severity": "low"},\n{"title": oops, "severity": "low"}\n]}',
    'line 3, /findings/1: it is not valid JSON: an unexpected sign',
  ],
  ['{"findings": [\n\n{"title": "a", "severity": "low"},\n]}', 'line 4'],
  ['{"findings": [],\n\n "grade" "A"}', "line 3: it is not valid JSON: Expected ':' after property name"],
  [
    '{"findings": [{"title": "a\nb", "severity": "low"}]}',
    'line 1, /findings/0: it is not valid JSON: Bad control character',
  ],
  ['{"findings": [{"title": "a", "severity": "low"', 'line 1, /findings/0: it ends in the middle, after 46 characters'],
  ['{"findings": []} {}', 'not valid JSON'],
])('broken JSON is told by line and place: %j', async (text, words) => {
  await expect(read(text, 'native')).rejects.toThrow(words)
})

test('an error quotes nothing of the report', async () => {
  const secret = 'hunter2-hunter2'
  for (const text of [
    `{"findings": [${secret}]}`,
    `{"findings": [] ${secret}}`,
    `{"findings": [{"title": "x" "${secret}"}]}`,
    secret,
  ]) {
    await expect(read(text, 'native')).rejects.not.toThrow(secret)
  }
})

test('a wrong row at the very end stops everything: no batch comes before the error', async () => {
  const rows = Array.from({ length: 5000 }, (_, n) => ({ ...finding, rule_id: `r${n}` }))
  const { batches } = await readReport(bytesSource(JSON.stringify([...rows, { title: 'x' }])), 'auto')
  await expect(batches[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    faults: [{ pointer: '/5000/severity' }],
  })
})

test('batches hold up to a thousand findings, in the order of the report', async () => {
  const rows = Array.from({ length: 2500 }, (_, n) => ({ ...finding, rule_id: `r${n}` }))
  expect((await readBatches(rows)).map((batch) => batch.length)).toStrictEqual([1000, 1000, 500])
})

test('a fingerprint that a row brings is kept and merges its repeats, all evidence with them', async () => {
  const rows = [1, 2].map((line) => ({
    ...finding,
    title: `A${line}`,
    fingerprint: 'own',
    evidence: `e${line}`,
    location: { path: 'a', start_line: line },
  }))
  const findings = await read(JSON.stringify(rows))
  expect(findings).toMatchObject([{ fingerprint: 'own', title: 'A1', evidence: 'Lines 1, 2\n1: e1\n2: e2' }])
})

test('twenty thousand repeats keep their evidence within its limit', async () => {
  const rows = Array.from({ length: 20_000 }, (_, n) => ({ ...finding, location: { path: 'a', start_line: n + 1 } }))
  const findings = await read(JSON.stringify(rows))
  expect(findings).toHaveLength(1)
  expect(findings[0]?.evidence?.length).toBeLessThanOrEqual(100_000)
})

test('the file is closed, whether the report is read to its end, broken or left in the middle', async () => {
  const rows = Array.from({ length: 3000 }, (_, n) => ({ ...finding, rule_id: `r${n}` }))
  for (const content of [rows, [...rows.slice(0, 9), 7, ...rows], { findings: rows.concat(rows) }]) {
    const opened: Readable[] = []
    const { open, size } = bytesSource(JSON.stringify(content))
    const source = { size, open: () => (opened[opened.length] = open()) }
    const { batches } = await readReport(source, 'native')
    await Promise.allSettled([batches[Symbol.asyncIterator]().next()])
    expect(opened.length).toBeGreaterThan(1)
    expect(opened.every((stream) => stream.destroyed)).toBe(true)
  }
})

test('a head full of escaped quotes is judged, in a time that grows no faster than it', async () => {
  await expect(read(`{"a": "${'\\"'.repeat(40_000)}`)).rejects.toMatchObject({ code: 'unknown_format' })
  const [half, whole] = [15_000, 30_000].map((quotes) => {
    const text = `{"a": "${'\\"'.repeat(quotes)}`
    return Math.min(
      ...Array.from({ length: 20 }, () => timeOf(() => reportFormats.map((one) => one.detect(reportHead(text), {})))),
    )
  }) as [number, number]
  // Twice where it grows evenly, four times where it grows by the square.
  expect(whole / half).toBeLessThan(3)
})

const timeOf = (run: () => unknown): number => {
  const start = performance.now()
  run()
  return performance.now() - start
}

test('more repeating findings than fit are refused with words', async () => {
  const rows = Array.from({ length: 20 }, (_, n): ReportFinding => ({ title: `t${n}`, severity: 'low' }))
  async function* twice(): AsyncGenerator<ReportFinding[]> {
    for (const row of [...rows, ...rows]) yield [row]
  }
  await expect(drained(mergeRepeats(twice, { onePass: 1000, most: 5000 }))).rejects.toThrow(
    'too many of its findings repeat',
  )
})

test('format names are unique', () => {
  expect(new Set(reportFormats.map(({ format }) => format)).size).toBe(reportFormats.length)
})

test('a SARIF report of 10,000 results and 15 MB is read from disk whole', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'report-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'large.sarif')
  await writeLarge(path, 10_000)
  const source = await fileSource(path)
  expect(source.size).toBeGreaterThan(14_000_000)
  expect(await read(source)).toHaveLength(10_000)
})

test('a report of 40 MB, too large to be held, keeps every finding and merges what lies far apart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'report-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'large.jsonl')
  const description = 'Words. '.repeat(600)
  const row = (n: number) =>
    JSON.stringify({
      'template-id': 't',
      info: { severity: 'low', description },
      'matched-at': `https://a.example/${n}`,
    })
  const rows = [...Array.from({ length: 9000 }, (_, n) => row(n)), row(0)]
  await writeFile(path, rows.join('\n'))
  const findings = await read(await fileSource(path))
  expect(findings).toHaveLength(9000)
  // A finding comes with its last row.
  expect(findings.at(-1)?.endpoint).toBe('https://a.example/0')
})

const writeLarge = async (path: string, count: number): Promise<void> => {
  const file = createWriteStream(path)
  const place = (line: number) => ({
    physicalLocation: {
      artifactLocation: { uri: `src/f${line}.ts` },
      region: { startLine: line, snippet: { text: 'query("select " + id) // x\n' } },
    },
  })
  const flow = { threadFlows: [{ locations: Array.from({ length: 6 }, (_, n) => ({ location: place(n + 1) })) }] }
  file.write('{"version": "2.1.0", "runs": [{"results": [\n')
  for (let n = 1; n <= count; n++) {
    const row = {
      ruleId: 'R1',
      message: { text: `Value ${n} reaches a sink. ${'Words. '.repeat(60)}` },
      locations: [place(n)],
      codeFlows: [flow],
    }
    file.write(`${n > 1 ? ',' : ''}${JSON.stringify(row)}\n`)
  }
  file.end('], "tool": {"driver": {"name": "S", "rules": [{"id": "R1"}]}}}]}')
  await once(file, 'finish')
}
