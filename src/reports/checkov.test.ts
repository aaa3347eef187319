import { expect, test } from 'vitest'
import { countFindings, oneFinding } from '../../test/report-rows.ts'

const check = (extra: object = {}) => ({
  check_id: 'CKV_AWS_20',
  check_name: 'The bucket is private',
  check_result: { result: 'FAILED' },
  code_block: [
    [2, 'resource "aws_s3_bucket" "a" {\n'],
    [3, '}\n'],
  ],
  file_path: '/main.tf',
  file_line_range: [2, 3],
  resource: 'aws_s3_bucket.a',
  severity: null,
  guideline: 'https://docs.example.com/s3',
  ...extra,
})

const report = (results: object) => ({ check_type: 'terraform', results, summary: {} })

test('a failed check: medium without a rating, the resource as what is affected', async () => {
  expect(await oneFinding(report({ failed_checks: [check()] }))).toMatchObject({
    title: 'The bucket is private',
    severity: 'medium',
    parameter: 'aws_s3_bucket.a',
    location: { path: 'main.tf', start_line: 2 },
    evidence: 'resource "aws_s3_bucket" "a" {\n}',
    references: ['https://docs.example.com/s3'],
  })
})

test('another resource is another finding, another line is not', async () => {
  const others = [check(), check({ file_line_range: [9, 9] }), check({ resource: 'aws_s3_bucket.b' })]
  expect(await countFindings(report({ failed_checks: others }))).toBe(2)
})

test('passed checks are none, skipped ones are suppressed with the words given', async () => {
  const skipped = check({ check_result: { result: 'SKIPPED', suppress_comment: 'behind a gateway' } })
  const finding = await oneFinding(report({ passed_checks: [check({ resource: 'x' })], skipped_checks: [skipped] }))
  expect(finding.suppressed).toBe('behind a gateway')
})

test('several frameworks are a list', async () => {
  expect(
    await countFindings([report({ failed_checks: [check()] }), report({ failed_checks: [check({ resource: 'b' })] })]),
  ).toBe(2)
})

test('code around a secret is left out', async () => {
  const secret = check({ check_id: 'CKV_SECRET_6', code_block: [[1, 'key=sid-4711\n']] })
  expect(JSON.stringify(await oneFinding(report({ failed_checks: [secret] })))).not.toContain('sid-4711')
})

test('a flaw in a package is told by package and advisory', async () => {
  const details = {
    id: 'CVE-2020-8203',
    severity: 'high',
    package_name: 'lodash',
    package_version: '4.17.15',
    cvss: 7.4,
  }
  const flaw = check({
    check_id: 'CKV_CVE_2020_8203',
    resource: 'package-lock.json.lodash',
    vulnerability_details: details,
  })
  expect(await oneFinding(report({ failed_checks: [flaw] }))).toMatchObject({
    rule_id: 'CVE-2020-8203',
    parameter: 'lodash',
    severity: 'high',
    cvss_score: 7.4,
  })
})

test('with nothing to check there is only a summary', async () => {
  expect(await countFindings({ passed: 0, failed: 0, skipped: 0, checkov_version: '3.3.30' })).toBe(0)
})

test.each([
  [{ check_type: 'terraform', results: [] }, '/results: an object is needed'],
  [report({ failed_checks: {} }), '/results/failed_checks: an array is needed'],
  [[report({ failed_checks: [check({ check_id: 7 })] })], '/0/results/failed_checks/0/check_id: a text is needed'],
])('%j is refused: %s', async (content, words) => {
  await expect(countFindings(content)).rejects.toThrow(words)
})
