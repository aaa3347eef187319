import { expect, test } from 'vitest'
import { countFindings, oneFinding } from '../../test/report-rows.ts'

const osv = (entry: object) => ({ results: [{ packages: [entry], source: { path: '/app/go.mod' } }] })
const library = { name: 'jinja2', version: '2.10', ecosystem: 'PyPI' }
const flaw = (id: string, extra: object = {}) => ({ id, summary: `About ${id}`, ...extra })

test('a group is one finding, its place the file that stands behind it', async () => {
  const entry = {
    package: library,
    vulnerabilities: [flaw('GHSA-462w-v97r-4m45', { database_specific: { severity: 'HIGH' } }), flaw('PYSEC-2019-217')],
    groups: [{ ids: ['GHSA-462w-v97r-4m45', 'PYSEC-2019-217'], aliases: ['CVE-2019-10906'], max_severity: '8.6' }],
  }
  expect(await oneFinding(osv(entry))).toMatchObject({
    rule_id: 'CVE-2019-10906',
    severity: 'high',
    cvss_score: 8.6,
    location: { path: '/app/go.mod' },
  })
})

test('without a word the score decides, without a group each stands alone', async () => {
  const vulnerabilities = ['A-1', 'A-2'].map((id) =>
    flaw(id, { severity: [{ score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }] }),
  )
  const entry = { package: library, vulnerabilities, groups: [{ ids: ['A-1'] }] }
  expect(await countFindings(osv(entry))).toBe(2)
  expect((await oneFinding(osv({ ...entry, vulnerabilities: vulnerabilities.slice(0, 1) }))).severity).toBe('critical')
})

test('code that is never called is suppressed', async () => {
  const groups = [{ ids: ['GO-1'], experimental_analysis: { 'GO-1': { called: false } } }]
  const finding = await oneFinding(osv({ package: library, vulnerabilities: [flaw('GO-1')], groups }))
  expect(finding.suppressed).toBe('OSV-Scanner found no call of the vulnerable code')
})

test.each([
  [osv({ package: library, vulnerabilities: 7 }), '/results/0/packages/0/vulnerabilities: an array is needed'],
  [osv({ package: 7 }), '/results/0/packages/0/package: an object is needed'],
  [osv({ package: library, vulnerabilities: [{}] }), '/results/0/packages/0/vulnerabilities/0/id: a text'],
])('%j is refused: %s', async (content, words) => {
  await expect(countFindings(content, 'osv_scanner')).rejects.toThrow(words)
})

test.each([[{ results: [], experimental_config: {} }]])('nothing is found in %j', async (content) => {
  expect(await countFindings(content)).toBe(0)
})
