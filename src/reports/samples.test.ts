import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFindings } from '../../test/read-report.ts'
import { optionsOf, readSample, sampleNames, SAMPLES } from '../../test/samples.ts'
import { shiftLines } from '../../test/shift-lines.ts'
import type { ReportFinding } from '../core/finding.ts'
import { findingInput } from '../core/finding.ts'
import { SEVERITIES } from '../core/severity.ts'
import { readReport, reportFormats, reportHead } from './index.ts'
import { bytesSource, readHead } from './source.ts'

const countsOf = (findings: ReportFinding[]): number[] =>
  SEVERITIES.toReversed().map((severity) => findings.filter((one) => one.severity === severity).length)

const textOf = (name: string): Promise<string> => readFile(join(SAMPLES, name), 'utf8')

/** Critical, high, medium, low and info, and the words of what is suppressed. */
type Counts = [critical: number, high: number, medium: number, low: number, info: number]

// Counted with jq and Python, see samples/README.md.
const EXPECTED: [name: string, format: string, counts: Counts, suppressed?: string[]][] = [
  ['bandit-boltons.json', 'bandit', [0, 0, 3, 14, 0]],
  ['bandit-boltons.sarif', 'sarif', [0, 0, 3, 14, 0]],
  ['bandit-requests.csv', 'csv', [0, 0, 0, 5, 0]],
  ['bandit.json', 'bandit', [0, 7, 9, 8, 0]],
  ['bandit.sarif', 'sarif', [0, 7, 9, 8, 0]],
  ['burp-2014.xml', 'burp', [0, 0, 0, 0, 3]],
  ['burp-2021.xml', 'burp', [0, 0, 1, 1, 1]],
  ['burp.xml', 'burp', [0, 1, 2, 1, 1], ['Marked as a false positive in Burp']],
  ['checkov-kubernetes.json', 'checkov', [0, 0, 21, 0, 0]],
  ['checkov-trivy.sarif', 'sarif', [0, 6, 0, 0, 0]],
  ['checkov.json', 'checkov', [0, 0, 28, 0, 0], ['Access is logged by the gateway in front']],
  ['checkov.sarif', 'sarif', [0, 48, 1, 0, 0], ['Access is logged by the gateway in front']],
  ['codeql-c.sarif', 'sarif', [0, 1, 0, 0, 0]],
  ['codeql-python.sarif', 'sarif', [0, 2, 0, 0, 0]],
  ['codeql.sarif', 'sarif', [0, 3, 0, 0, 0]],
  ['cyclonedx-grype.xml', 'cyclonedx', [0, 0, 1, 3, 0]],
  ['cyclonedx-osv.json', 'cyclonedx', [1, 3, 3, 0, 0]],
  ['cyclonedx-trivy.json', 'cyclonedx', [2, 1, 0, 0, 0]],
  ['cyclonedx.json', 'cyclonedx', [2, 2, 0, 0, 1], ['The function is never called.']],
  ['cyclonedx.xml', 'cyclonedx', [1, 1, 0, 0, 0], ['false positive: code not present']],
  ['eslint-serve-index.sarif', 'sarif', [0, 2, 2, 0, 0]],
  ['eslint.sarif', 'sarif', [0, 1, 6, 0, 0]],
  ['findings.csv', 'csv', [0, 2, 1, 0, 1]],
  ['gitleaks-history.json', 'gitleaks', [0, 2, 0, 0, 0]],
  ['gitleaks-history.sarif', 'sarif', [0, 2, 0, 0, 0]],
  ['gitleaks.json', 'gitleaks', [0, 3, 0, 0, 0]],
  ['gitleaks.sarif', 'sarif', [0, 3, 0, 0, 0]],
  ['gosec.sarif', 'sarif', [0, 14, 1, 0, 0], ['a queue number, not a secret']],
  ['grype-2021.json', 'grype', [0, 0, 0, 2, 1]],
  ['grype-2024.json', 'grype', [0, 0, 2, 0, 0]],
  ['grype.json', 'grype', [2, 1, 0, 0, 1], ['only used by the build']],
  ['native.json', 'native', [1, 3, 1, 1, 1]],
  ['npm-audit-express.json', 'npm_audit', [0, 1, 1, 0, 0]],
  ['npm-audit.json', 'npm_audit', [1, 2, 2, 0, 0]],
  ['nuclei-2023.json', 'nuclei', [0, 0, 0, 0, 4]],
  ['nuclei-2023.jsonl', 'nuclei', [0, 0, 0, 0, 1]],
  ['nuclei-2024.jsonl', 'nuclei', [0, 0, 0, 0, 2]],
  ['nuclei.json', 'nuclei', [0, 2, 1, 0, 2]],
  ['nuclei.jsonl', 'nuclei', [0, 2, 2, 2, 2]],
  ['ocsf-prowler-aws.json', 'ocsf', [0, 1, 0, 0, 0]],
  ['ocsf-prowler-iac.json', 'ocsf', [0, 5, 3, 1, 0]],
  ['ocsf.json', 'ocsf', [2, 1, 0, 1, 0], ['Suppressed in the scanner']],
  ['ocsf.jsonl', 'ocsf', [0, 3, 0, 0, 0]],
  ['osv-scanner-yarn.json', 'osv_scanner', [1, 1, 0, 0, 0]],
  ['osv-scanner.json', 'osv_scanner', [1, 3, 3, 0, 0]],
  ['osv-scanner.sarif', 'sarif', [1, 3, 3, 0, 0]],
  ['semgrep-orders.json', 'semgrep', [1, 1, 1, 0, 1]],
  ['semgrep-orders.sarif', 'sarif', [0, 2, 1, 1, 0]],
  ['semgrep.json', 'semgrep', [0, 14, 9, 0, 3]],
  ['semgrep.sarif', 'sarif', [6, 7, 10, 4, 0], ['Suppressed in the source code']],
  ['snyk-container.json', 'snyk', [0, 1, 0, 1, 0]],
  ['snyk-maven.json', 'snyk', [0, 0, 1, 0, 0]],
  ['snyk.json', 'snyk', [0, 1, 2, 1, 0], ['no redirects in this service']],
  ['spotbugs-4.4.sarif', 'sarif', [0, 0, 0, 2, 0]],
  ['spotbugs.sarif', 'sarif', [0, 1, 9, 3, 0]],
  ['trivy-alpine.sarif', 'sarif', [0, 0, 4, 0, 0]],
  ['trivy-config.json', 'trivy', [0, 17, 0, 0, 0]],
  ['trivy-config.sarif', 'sarif', [0, 17, 11, 18, 0]],
  [
    'trivy-image.json',
    'trivy',
    [3, 4, 0, 1, 0],
    ['Marked as not affected in Trivy', 'vulnerable code not in execute path'],
  ],
  ['trivy-pip.json', 'trivy', [0, 1, 1, 0, 0]],
  ['trivy-secret.json', 'trivy', [0, 1, 0, 0, 0]],
  ['wapiti.csv', 'csv', [1, 0, 1, 6, 0]],
  ['zap-2020.xml', 'zap', [0, 0, 1, 4, 1]],
  ['zap-2025.xml', 'zap', [0, 0, 0, 0, 3]],
  ['zap-chefs.json', 'zap', [0, 0, 4, 2, 0]],
  ['zap-emli.json', 'zap', [0, 0, 0, 4, 4]],
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
  const text = await textOf(name)
  for (const start of ['', '\uFEFF', '\r\n \n']) {
    const head = reportHead(await readHead(bytesSource(start + text)))
    const formats = reportFormats.filter((one) => one.detect(head, optionsOf(name)))
    expect(formats.map((one) => one.format)).toStrictEqual([format])
    expect(await readFindings(start + text, 'auto', optionsOf(name))).toStrictEqual(await readSample(name))
  }
})

test('every sample is read in this test, names no machine and stays small', async () => {
  expect(sampleNames).toStrictEqual(EXPECTED.map(([name]) => name))
  expect((await readdir(join(SAMPLES, 'expected'))).sort()).toStrictEqual(
    sampleNames.map((name) => `${name}.json`).sort(),
  )
  expect(new Set(EXPECTED.map(([, format]) => format))).toStrictEqual(
    new Set(reportFormats.map(({ format }) => format)),
  )
  for (const name of sampleNames) {
    const text = await textOf(name)
    expect(text.match(/"(?:file:\/\/)?\/(?:tmp|root|home\/(?!ci\/shop))\b[^"]*"/g)).toBeNull()
    expect(text.length).toBeLessThan(200_000)
    for (const { suppressed: _, ...finding } of await readSample(name)) {
      expect(findingInput.parse(finding)).toStrictEqual(finding)
      if (name !== 'native.json') expect(finding.fingerprint).toMatch(/^[\da-f]{64}$/)
    }
  }
})

/** Long texts are cut, so that the expected ones can be read. */
const readable = (finding: ReportFinding): unknown =>
  Object.fromEntries(
    Object.entries(finding).map(([key, value]) => [
      key,
      typeof value === 'string' && value.length > 160 ? `${value.slice(0, 160)}…` : value,
    ]),
  )

test.each(sampleNames)('the first finding of each severity in %s has the fields that are expected', async (name) => {
  const findings = await readSample(name)
  const firsts = SEVERITIES.toReversed().flatMap((severity) => findings.find((one) => one.severity === severity) ?? [])
  const written = `${JSON.stringify(firsts.map(readable), null, 2)}\n`
  await expect(written).toMatchFileSnapshot(join(SAMPLES, 'expected', `${name}.json`))
})

/** Of formats that tell lines of code. */
const CODE = sampleNames.filter((name) =>
  /^(?:(?:bandit|checkov|gitleaks|semgrep|trivy-[cs]).*\.json|(?!osv).*\.sarif)$/.test(name),
)

test.each(CODE)('%s keeps its fingerprints when its code moves by 40 lines', async (name) => {
  const before = await readSample(name)
  const after = await readFindings(shiftLines(await textOf(name), 40))
  expect(after.map(({ fingerprint }) => fingerprint)).toStrictEqual(before.map(({ fingerprint }) => fingerprint))
  const lines = before.map(({ location }) => location?.start_line)
  expect(after.map(({ location }) => location?.start_line)).toStrictEqual(lines.map((line) => line && line + 40))
  expect(lines.some((line) => line != null)).toBe(true)
})

test('a real report cut anywhere is refused with the place, and never half read', async () => {
  const text = await textOf('bandit.sarif')
  for (let length = 2000; length < text.length - 2; length += 3997) {
    const { batches } = await readReport(bytesSource(text.slice(0, length)), 'sarif')
    const line = text.slice(0, length).split('\n').length
    await expect(batches[Symbol.asyncIterator]().next()).rejects.toThrow(
      new RegExp(`line ${line}[,:].*ends in the middle`),
    )
  }
})

test.each(EXPECTED)('%s cut anywhere is refused with a line', async (name, format) => {
  const text = (await textOf(name)).trimEnd()
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 10, max: text.length - 1 }), async (length) => {
      const cut = readFindings(text.slice(0, length), format, optionsOf(name))
      const isWhole = mayBeWhole(name, text, length)
      const error = await cut.then(() => undefined).catch((caught: unknown) => caught)
      if (!isWhole || error !== undefined) expectRefusal(error)
    }),
    { numRuns: 20 },
  )
})

/** What is whole at any line's end cannot be told from a shorter report, nor a value without quotes from a shorter one. */
const mayBeWhole = (name: string, text: string, length: number): boolean =>
  extname(name) === '.csv' || (extname(name) === '.jsonl' && text.slice(length - 1, length + 1).includes('\n'))

const expectRefusal = (error: unknown): void => {
  expect(error).toMatchObject({ code: 'invalid_report', status: 422 })
  expect(String(error)).toMatch(/line \d+/)
}
