import { expect, test } from 'vitest'
import { countFindings, oneFinding } from '../../test/report-rows.ts'

const bandit = (result: object) => ({ generated_at: '', metrics: {}, errors: [], results: [result] })

test.each([
  ['HIGH', 'high'],
  ['LOW', 'low'],
  ['UNDEFINED', 'medium'],
])('%s is %s', async (issue_severity, severity) => {
  const result = {
    test_id: 'B105',
    test_name: 'hardcoded_password_string',
    issue_severity,
    issue_text: "Possible hardcoded password: 'x'",
    issue_cwe: { id: 259, link: 'https://cwe.mitre.org/data/definitions/259.html' },
    filename: './shop/app.py',
    line_number: 7,
    code: '7 x',
  }
  expect(await oneFinding(bandit(result))).toMatchObject({
    title: 'Hardcoded password string',
    severity,
    cwe_id: 'CWE-259',
    location: { path: './shop/app.py', start_line: 7 },
  })
})

test.each([
  [bandit({ test_id: 'B1' }), '/results/0/filename: a text is needed'],
  [{ ...bandit({}), results: {} }, '/results: an array is needed'],
])('%j is refused: %s', async (content, words) => {
  await expect(countFindings(content, 'bandit')).rejects.toThrow(words)
})

test.each([[{ ...bandit({}), results: [] }]])('nothing is found in %j', async (content) => {
  expect(await countFindings(content)).toBe(0)
})
