import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readFindings } from '../../test/read-report.ts'
import type { ReportFinding } from '../core/finding.ts'
import { findingInput } from '../core/finding.ts'
import { SEVERITIES } from '../core/severity.ts'
import { readReport } from './index.ts'
import { bytesSource, fileSource } from './source.ts'

const SAMPLES = join(import.meta.dirname, '../../samples')

const readSample = async (name: string): Promise<ReportFinding[]> => readFindings(await fileSource(join(SAMPLES, name)))

const counts = (findings: ReportFinding[]): Record<string, number> =>
  Object.fromEntries(
    SEVERITIES.map((severity) => [severity, findings.filter((one) => one.severity === severity).length]),
  )

// Counted with jq, see samples/README.md.
test.each([
  ['semgrep.sarif', { critical: 6, high: 7, medium: 10, low: 4, info: 0 }, ['Suppressed in the source code']],
  ['bandit.sarif', { critical: 0, high: 7, medium: 9, low: 8, info: 0 }, []],
  ['gosec.sarif', { critical: 0, high: 14, medium: 1, low: 0, info: 0 }, ['a queue number, not a secret']],
  [
    'checkov.sarif',
    { critical: 0, high: 48, medium: 1, low: 0, info: 0 },
    ['Access is logged by the gateway in front'],
  ],
  ['eslint.sarif', { critical: 0, high: 1, medium: 6, low: 0, info: 0 }, []],
  ['native.json', { critical: 1, high: 3, medium: 1, low: 1, info: 1 }, []],
])('%s has the findings that were counted by hand', async (name, expected, suppressed) => {
  const findings = await readSample(name)
  expect(counts(findings)).toStrictEqual(expected)
  expect(findings.flatMap((finding) => finding.suppressed ?? [])).toStrictEqual(suppressed)
})

test('every sample is read in this test, names no machine and stays small', async () => {
  const names = (await readdir(SAMPLES)).filter((name) => /\.(?:sarif|json)$/.test(name))
  expect(names.sort()).toStrictEqual([
    'bandit.sarif',
    'checkov.sarif',
    'eslint.sarif',
    'gosec.sarif',
    'native.json',
    'semgrep.sarif',
  ])
  for (const name of names) {
    const text = await readFile(join(SAMPLES, name), 'utf8')
    expect(text.match(/"uri":\s*"(?:file:\/\/)?\/(?!home\/ci\/shop\/)\w+\//g)).toBeNull()
    expect(text.length).toBeLessThan(200_000)
    for (const { suppressed: _, ...finding } of await readSample(name))
      expect(findingInput.parse(finding)).toStrictEqual(finding)
  }
})

test('the fields of a Semgrep finding', async () => {
  const finding = (await readSample('semgrep.sarif')).find(({ rule_id }) => rule_id === 'python-sql-injection')
  expect(finding).toMatchObject({
    title: 'SQL injection through a query built from request data',
    severity: 'critical',
    cvss_score: 9.8,
    cwe_id: 'CWE-89',
    owasp_category: 'A03:2021 - Injection',
    location: { path: 'shop/app.py', start_line: 27 },
  })
  expect(finding?.evidence).toMatch(/^Lines 27, 34, 42\n27: /)
})

test('every real report keeps its fingerprints when its code moves by 40 lines', async () => {
  for (const name of ['semgrep.sarif', 'bandit.sarif', 'gosec.sarif', 'checkov.sarif', 'eslint.sarif']) {
    const text = await readFile(join(SAMPLES, name), 'utf8')
    const shifted = text.replace(
      /("(?:start|end)Line":\s*)(\d+)/g,
      (_, key: string, line: string) => key + String(Number(line) + 40),
    )
    expect(shifted).not.toBe(text)
    const after = await readFindings(shifted)
    const before = await readSample(name)
    expect(after.map(({ fingerprint }) => fingerprint)).toStrictEqual(before.map(({ fingerprint }) => fingerprint))
    expect(after[0]?.location?.start_line).toBe((before[0]?.location?.start_line ?? 0) + 40)
  }
})

test('a real report cut anywhere is refused with the place, and never half read', async () => {
  const text = await readFile(join(SAMPLES, 'bandit.sarif'), 'utf8')
  for (let length = 2000; length < text.length - 2; length += 3997) {
    const { batches } = await readReport(bytesSource(text.slice(0, length)), 'sarif')
    const line = text.slice(0, length).split('\n').length
    await expect(batches[Symbol.asyncIterator]().next()).rejects.toThrow(
      new RegExp(`line ${line}[,:].*ends in the middle`),
    )
  }
})
