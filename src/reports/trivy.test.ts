import { expect, test } from 'vitest'
import { countFindings, oneFinding } from '../../test/report-rows.ts'
import { readFindings } from '../../test/read-report.ts'

const report = (result: object) => ({
  SchemaVersion: 2,
  ArtifactName: 'shop',
  Results: [{ ...result, Target: 'package-lock.json' }],
})

const flaw = (extra: object = {}) => ({
  VulnerabilityID: 'CVE-2020-8203',
  PkgName: 'lodash',
  InstalledVersion: '4.17.15',
  FixedVersion: '4.17.19, 4.17.20',
  Severity: 'HIGH',
  Status: 'fixed',
  ...extra,
})

test('a vulnerability names package, place, fix and score', async () => {
  const CVSS = { nvd: { V3Vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:H', V3Score: 7.4 } }
  expect(await oneFinding(report({ Vulnerabilities: [flaw({ CVSS, CweIDs: ['CWE-1321'] })] }))).toMatchObject({
    severity: 'high',
    rule_id: 'CVE-2020-8203',
    parameter: 'lodash',
    location: { path: 'package-lock.json' },
    cvss_score: 7.4,
    cwe_id: 'CWE-1321',
    remediation: 'Update lodash to 4.17.19 or 4.17.20.',
  })
})

test('the score of the source that rated it goes first', async () => {
  const CVSS = {
    nvd: { V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
    ghsa: { V3Vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:H' },
  }
  const vulnerability = flaw({ CVSS, SeveritySource: 'ghsa' })
  expect((await oneFinding(report({ Vulnerabilities: [vulnerability] }))).cvss_score).toBe(7.4)
})

test('checks that passed, licences and packages are no findings', async () => {
  const result = {
    Packages: [{ Name: 'lodash' }],
    Licenses: [{ Severity: 'HIGH', Name: 'GPL-2.0' }],
    MisconfSummary: { Successes: 1, Failures: 1 },
    Misconfigurations: [{ ID: 'DS-0001', Status: 'PASS', Severity: 'LOW' }],
  }
  expect(await countFindings(report(result))).toBe(0)
})

test.each([
  [{ Vulnerabilities: [flaw({ Status: 'not_affected' })] }, 'Marked as not affected in Trivy'],
  [{ Misconfigurations: [{ ID: 'DS-0001', Status: 'EXCEPTION', Severity: 'LOW' }] }, 'Excepted in Trivy'],
  [
    { ExperimentalModifiedFindings: [{ Type: 'vulnerability', Status: 'ignored', Finding: flaw() }] },
    'Marked as ignored in Trivy',
  ],
])('%j is suppressed: %s', async (result, words) => {
  expect((await oneFinding(report(result))).suppressed).toBe(words)
})

test('a secret keeps neither its match nor its code', async () => {
  const secret = {
    RuleID: 'aws',
    Title: 'AWS key',
    Severity: 'CRITICAL',
    StartLine: 3,
    Match: 'sid-4711',
    Code: 'sid-4711',
  }
  const finding = await oneFinding(report({ Secrets: [secret] }))
  expect(finding).toMatchObject({ severity: 'critical', location: { start_line: 3 } })
  expect(JSON.stringify(finding)).not.toContain('sid-4711')
})

test('one check that fails several times in a file is one finding with its lines', async () => {
  const failed = [3, 9].map((StartLine) => ({
    ID: 'AVD-1',
    Status: 'FAIL',
    Severity: 'LOW',
    CauseMetadata: { StartLine },
  }))
  expect((await oneFinding(report({ Misconfigurations: failed }))).evidence).toBe('Lines 3, 9')
})

test('without results nothing was found', async () => {
  expect(await readFindings({ SchemaVersion: 2, ArtifactName: 'shop' })).toStrictEqual([])
  expect(await readFindings({ SchemaVersion: 2, ArtifactName: 'shop', Results: null })).toStrictEqual([])
})

test.each([
  [{ SchemaVersion: 2, Results: {} }, '/Results: an array is needed'],
  [report({ Secrets: 7 }), '/Results/0/Secrets: an array is needed'],
  [{ SchemaVersion: 2, Results: [7] }, '/Results/0: an object is needed'],
  [report({ Vulnerabilities: [7] }), 'line 1, /Results/0/Vulnerabilities/0: an object is needed'],
  [report({ Vulnerabilities: [flaw({ PkgName: 7 })] }), '/Results/0/Vulnerabilities/0/PkgName: a text is needed'],
  [
    report({ ExperimentalModifiedFindings: [{ Type: 'secret', Finding: 7 }] }),
    '/Results/0/ExperimentalModifiedFindings/0/Finding: an object is needed',
  ],
])('%j is refused: %s', async (content, words) => {
  await expect(countFindings(content, 'trivy')).rejects.toThrow(words)
})
