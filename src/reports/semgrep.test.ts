import { expect, test } from 'vitest'
import { countFindings, oneFinding } from '../../test/report-rows.ts'

const semgrep = (result: object) => ({ version: '1', errors: [], paths: {}, results: [result] })

test.each([
  ['ERROR', 'high'],
  ['WARNING', 'medium'],
  ['INFO', 'info'],
  ['CRITICAL', 'critical'],
])('%s is %s', async (severity, expected) => {
  const result = {
    check_id: 'python.sqli',
    path: 'app.py',
    start: { line: 7 },
    extra: {
      severity,
      message: 'SQL is built from data. Bind values.',
      lines: 'execute(x)',
      metadata: { cwe: ['CWE-89: SQL Injection'], owasp: ['A01:2017 - Injection', 'A03:2021 - Injection'] },
    },
  }
  expect(await oneFinding(semgrep(result))).toMatchObject({
    title: 'SQL is built from data',
    severity: expected,
    cwe_id: 'CWE-89',
    owasp_category: 'A03:2021 - Injection',
    evidence: 'execute(x)',
    location: { path: 'app.py', start_line: 7 },
  })
})

test('what is ignored is suppressed, and an account is no evidence', async () => {
  const result = { check_id: 'a', path: 'a', extra: { is_ignored: true, lines: 'requires login' } }
  const finding = await oneFinding(semgrep(result))
  expect(finding.suppressed).toBe('Suppressed in the source code')
  expect(finding.evidence).toBeUndefined()
})

test.each([
  [semgrep({ path: 'a' }), '/results/0/check_id: a text is needed'],
  [semgrep([]), '/results/0: an object is needed'],
])('%j is refused: %s', async (content, words) => {
  await expect(countFindings(content, 'semgrep')).rejects.toThrow(words)
})

test.each([[{ ...semgrep({}), results: [] }], [{ ...semgrep({}), results: null }]])(
  'nothing is found in %j',
  async (content) => {
    expect(await countFindings(content)).toBe(0)
  },
)
