import { expect, test } from 'vitest'
import { countFindings, oneFinding } from '../../test/report-rows.ts'

const result = (extra: object = {}) => ({
  'template-id': 'git-config',
  info: { name: 'Git Configuration', severity: 'medium', classification: { 'cwe-id': ['cwe-200'], 'cvss-score': 5.3 } },
  type: 'http',
  host: 'shop.example.com',
  'matched-at': 'https://shop.example.com/.git/config',
  ...extra,
})

const lines = (...results: object[]) => results.map((one) => JSON.stringify(one)).join('\n')

test('template, endpoint, severity, CWE and score', async () => {
  expect(await oneFinding(lines(result()))).toMatchObject({
    title: 'Git Configuration',
    severity: 'medium',
    rule_id: 'git-config',
    endpoint: 'https://shop.example.com/.git/config',
    cwe_id: 'CWE-200',
    cvss_score: 5.3,
  })
})

test.each([
  ['another matcher', { 'matcher-name': 'other' }, 2],
  ['another extracted address', { 'extracted-results': ['10.0.0.1:5432'] }, 2],
  ['another extracted text', { 'extracted-results': ['version 2'] }, 1],
  ['another port', { 'matched-at': 'https://shop.example.com:8443/.git/config' }, 2],
  ['another address behind the name', { ip: '203.0.113.9' }, 1],
  ['no match', { 'template-id': 'other', 'matcher-status': false }, 1],
])('%s makes %j findings of two: %d', async (_, extra, count) => {
  expect(await countFindings(lines(result(), result(extra)))).toBe(count)
})

test('the value of a fuzzed parameter is a probe, and no part of the identity', async () => {
  const probe = (value: string) =>
    result({ fuzzing_parameter: 'q', 'matched-at': `https://shop.example.com/s?q=${value}&page=2` })
  expect(await oneFinding(lines(probe('a1'), probe('b2')))).toMatchObject({ parameter: 'q' })
})

test('what was sent and answered is left out, as it holds cookies', async () => {
  const finding = await oneFinding(
    lines(result({ request: 'Cookie: sid-4711', response: 'Set-Cookie: sid-4711', 'curl-command': 'sid-4711' })),
  )
  expect(JSON.stringify(finding)).not.toContain('sid-4711')
})

test('a match in a file is a place in code', async () => {
  const finding = await oneFinding(lines(result({ type: 'file', 'matched-at': '/etc/app.conf', 'matched-line': 7 })))
  expect(finding.location).toStrictEqual({ path: '/etc/app.conf', start_line: 7 })
})

test('one result written over several lines is read too', async () => {
  expect((await oneFinding(JSON.stringify(result(), null, 2))).rule_id).toBe('git-config')
})

test.each([
  [lines(result(), { info: {} }), 'line 2, /1/template-id: a text is needed'],
  [`${lines(result())}\n\n7`, 'line 3, /1: an object is needed'],
  [`${lines(result())}\n{"template-id": oops}`, 'line 2, /1: it is not valid JSON'],
])('%s is refused: %s', async (text, words) => {
  await expect(countFindings(text)).rejects.toThrow(words)
})
