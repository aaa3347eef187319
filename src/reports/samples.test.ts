import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readFindings } from '../../test/read-report.ts'
import type { ReportFinding } from '../core/finding.ts'
import { findingInput } from '../core/finding.ts'
import { SEVERITIES } from '../core/severity.ts'
import { readReport, reportFormats, reportHead } from './index.ts'
import { bytesSource, fileSource, readHead } from './source.ts'

const SAMPLES = join(import.meta.dirname, '../../samples')

const readSample = async (name: string): Promise<ReportFinding[]> => readFindings(await fileSource(join(SAMPLES, name)))

const countsOf = (findings: ReportFinding[]): number[] =>
  SEVERITIES.toReversed().map((severity) => findings.filter((one) => one.severity === severity).length)

/** Critical, high, medium, low and info, and the words of what is suppressed. */
type Counts = [critical: number, high: number, medium: number, low: number, info: number]

// Counted with jq and Python, see samples/README.md.
const EXPECTED: [name: string, format: string, counts: Counts, suppressed?: string[]][] = [
  ['bandit.json', 'bandit', [0, 7, 9, 8, 0]],
  ['bandit.sarif', 'sarif', [0, 7, 9, 8, 0]],
  ['burp.xml', 'burp', [0, 1, 2, 1, 1], ['Marked as a false positive in Burp']],
  ['checkov.json', 'checkov', [0, 0, 28, 0, 0], ['Access is logged by the gateway in front']],
  ['checkov.sarif', 'sarif', [0, 48, 1, 0, 0], ['Access is logged by the gateway in front']],
  ['cyclonedx.json', 'cyclonedx', [2, 2, 0, 0, 1], ['The function is never called.']],
  ['cyclonedx.xml', 'cyclonedx', [1, 1, 0, 0, 0], ['false positive: code not present']],
  ['eslint.sarif', 'sarif', [0, 1, 6, 0, 0]],
  ['findings.csv', 'csv', [0, 2, 1, 0, 1]],
  ['gitleaks.json', 'gitleaks', [0, 3, 0, 0, 0]],
  ['gitleaks.sarif', 'sarif', [0, 3, 0, 0, 0]],
  ['gosec.sarif', 'sarif', [0, 14, 1, 0, 0], ['a queue number, not a secret']],
  ['grype.json', 'grype', [2, 1, 0, 0, 1], ['only used by the build']],
  ['native.json', 'native', [1, 3, 1, 1, 1]],
  ['npm-audit.json', 'npm_audit', [1, 2, 2, 0, 0]],
  ['nuclei.json', 'nuclei', [0, 2, 1, 0, 2]],
  ['nuclei.jsonl', 'nuclei', [0, 2, 2, 2, 2]],
  ['ocsf.json', 'ocsf', [2, 1, 0, 1, 0], ['Suppressed in the scanner']],
  ['ocsf.jsonl', 'ocsf', [0, 3, 0, 0, 0]],
  ['osv-scanner.json', 'osv_scanner', [1, 3, 3, 0, 0]],
  ['semgrep.json', 'semgrep', [0, 14, 9, 0, 3]],
  ['semgrep.sarif', 'sarif', [6, 7, 10, 4, 0], ['Suppressed in the source code']],
  ['snyk.json', 'snyk', [0, 1, 2, 1, 0], ['no redirects in this service']],
  [
    'trivy-image.json',
    'trivy',
    [3, 4, 0, 1, 0],
    ['Marked as not affected in Trivy', 'vulnerable code not in execute path'],
  ],
  ['zap.json', 'zap', [0, 3, 3, 1, 1], ['Marked as a false positive in ZAP']],
  ['zap.xml', 'zap', [0, 2, 0, 1, 0]],
]

test.each(EXPECTED)(
  '%s is of format %s and has the findings that were counted apart',
  async (name, _, counts, suppressed = []) => {
    const findings = await readSample(name)
    expect(countsOf(findings)).toStrictEqual(counts)
    expect(findings.flatMap((finding) => finding.suppressed ?? [])).toStrictEqual(suppressed)
  },
)

test.each(EXPECTED)('%s is known as %s by exactly one format, also behind a mark and blanks', async (name, format) => {
  const text = await readFile(join(SAMPLES, name), 'utf8')
  for (const start of ['', '\uFEFF', '\r\n \n']) {
    const head = reportHead(await readHead(bytesSource(start + text)))
    expect(reportFormats.filter((one) => one.detect(head, {})).map((one) => one.format)).toStrictEqual([format])
    expect(await readFindings(start + text)).toStrictEqual(await readSample(name))
  }
})

test('every sample is read in this test, names no machine and stays small', async () => {
  const names = (await readdir(SAMPLES)).filter((name) => !['code', 'README.md'].includes(name))
  expect(names.sort()).toStrictEqual(EXPECTED.map(([name]) => name))
  expect(new Set(EXPECTED.map(([, format]) => format))).toStrictEqual(
    new Set(reportFormats.map(({ format }) => format)),
  )
  for (const name of names) {
    const text = await readFile(join(SAMPLES, name), 'utf8')
    expect(text.match(/"(?:file:\/\/)?\/(?:tmp|root|home\/(?!ci\/shop))\b[^"]*"/g)).toBeNull()
    expect(text.length).toBeLessThan(200_000)
    for (const { suppressed: _, ...finding } of await readSample(name)) {
      expect(findingInput.parse(finding)).toStrictEqual(finding)
      if (name !== 'native.json') expect(finding.fingerprint).toMatch(/^[\da-f]{64}$/)
    }
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

/** What is whole at any line's end cannot be told from a shorter report. */
const IN_LINES = new Set(['.jsonl', '.csv'])

test.each(EXPECTED)('%s cut at any kilobyte is refused with a line', async (name, format) => {
  const text = await readFile(join(SAMPLES, name), 'utf8')
  for (let length = 500; length < text.length - 2; length += 1000) {
    if (IN_LINES.has(extname(name)) && isWholeAt(text, length)) continue
    const cut = readFindings(text.slice(0, length), format)
    await expect(cut).rejects.toMatchObject({ code: 'invalid_report', status: 422 })
    await expect(cut).rejects.toThrow(/line \d+/)
  }
})

/** At a line's end, or within the last value of a CSV line. */
const isWholeAt = (text: string, length: number): boolean =>
  /^[\r\n]/.test(text.slice(length)) || text.startsWith('Plugin ID')
