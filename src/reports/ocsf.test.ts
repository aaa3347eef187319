import { expect, test } from 'vitest'
import { countFindings, oneFinding } from '../../test/report-rows.ts'

const event = (extra: object = {}) => ({
  class_uid: 2004,
  severity_id: 4,
  severity: 'High',
  metadata: { event_code: 's3_public', version: '1.5.0' },
  finding_info: { uid: 'prowler-1', title: 'Bucket is public', desc: 'Anybody can read it.' },
  resources: [{ uid: 'arn:aws:s3:::a' }],
  status_code: 'FAIL',
  remediation: { desc: 'Make it private.', references: ['https://docs.example.com/s3'] },
  ...extra,
})

test('a detection finding: the check at the resource', async () => {
  expect(await oneFinding([event()])).toMatchObject({
    title: 'Bucket is public',
    severity: 'high',
    rule_id: 's3_public',
    endpoint: 'arn:aws:s3:::a',
    description: 'Anybody can read it.',
    remediation: 'Make it private.',
    references: ['https://docs.example.com/s3'],
  })
})

test('the uid of the event is no part of the identity, the resource is', async () => {
  const again = event({ finding_info: { uid: 'other', title: 'Bucket is public' } })
  expect(await countFindings([event(), again, event({ resources: [{ uid: 'arn:aws:s3:::b' }] })])).toBe(2)
})

test.each([
  [{ status_code: 'PASS' }],
  [{ status_code: 'MANUAL' }],
  [{ status_id: 4 }],
  [{ activity_id: 3 }],
  [{ class_uid: 3002 }],
])('%j is no open finding', async (extra) => {
  expect(await countFindings([event(extra)])).toBe(0)
})

test.each([
  [{ status_id: 3 }, 'Suppressed in the scanner'],
  [{ status_code: 'MUTED', comment: 'public on purpose' }, 'public on purpose'],
])('%j is suppressed: %s', async (extra, words) => {
  expect((await oneFinding([event(extra)])).suppressed).toBe(words)
})

test.each([
  [{ severity: 'Fatal' }, 'critical'],
  [{ severity: 'Unknown', severity_id: 2 }, 'low'],
  [{ severity: undefined, severity_id: 6 }, 'critical'],
  [{ severity: undefined, severity_id: 99 }, 'medium'],
])('%j is %s', async (extra, severity) => {
  expect((await oneFinding([event(extra)])).severity).toBe(severity)
})

const flaw = (packages: string[]) => ({
  cve: {
    uid: 'CVE-2023-4911',
    cvss: [{ base_score: 7.8, vector_string: 'CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H' }],
    cwe: { uid: 'CWE-787' },
  },
  affected_packages: packages.map((name) => ({ name, version: '1', fixed_in_version: '2' })),
})

test('a vulnerability finding is one a package and machine', async () => {
  const on = (uid: string) =>
    event({ class_uid: 2002, resources: [{ uid }], vulnerabilities: [flaw(['glibc', 'nscd'])] })
  const records = [on('i-1'), on('i-1'), on('i-2')].map((one) => JSON.stringify(one)).join('\n')
  expect(await countFindings(records)).toBe(4)
  const single = event({ class_uid: 2002, vulnerabilities: [flaw(['glibc'])] })
  expect(await oneFinding(JSON.stringify(single))).toMatchObject({
    rule_id: 'CVE-2023-4911',
    parameter: 'glibc',
    cvss_score: 7.8,
    cwe_id: 'CWE-787',
    remediation: 'Make it private.\n\nUpdate glibc to 2.',
  })
})

test('a security finding of OCSF before 1.1', async () => {
  const finding = { uid: 'f-1', title: 'Old finding', desc: 'Words', remediation: { desc: 'Mend it.' } }
  const old = { class_uid: 2001, category_uid: 2, severity_id: 3, metadata: {}, finding, resource: { uid: 'host-1' } }
  expect(await oneFinding(JSON.stringify(old, null, 1))).toMatchObject({
    title: 'Old finding',
    severity: 'medium',
    endpoint: 'host-1',
    remediation: 'Mend it.',
  })
})

test.each([
  [[event(), { metadata: {} }], '/1/class_uid: a class is needed'],
  [[event({ metadata: {}, finding_info: {} })], '/0/finding_info/title: a title is needed'],
  [[event({ finding_info: {}, vulnerabilities: [{}] })], '/0/vulnerabilities: an id is needed'],
])('%j is refused: %s', async (content, words) => {
  await expect(countFindings(content, 'ocsf')).rejects.toThrow(words)
})

test.each([
  [{ status_id: 3 }, 'Suppressed in the scanner'],
  [{ status_id: 3, status: 'Suppressed', comment: 'only a test account' }, 'only a test account'],
  [{ status_id: 3, status: 'New' }, undefined],
])('%j is suppressed: %s', async (extra, words) => {
  expect((await oneFinding([event(extra)])).suppressed).toBe(words)
})
