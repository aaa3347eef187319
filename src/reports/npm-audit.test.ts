import { expect, test } from 'vitest'
import { countFindings, oneFinding } from '../../test/report-rows.ts'

const audit = (vulnerabilities: object) => ({ auditReportVersion: 2, vulnerabilities })
const via = (extra: object = {}) => ({
  source: 1106900,
  name: 'lodash',
  title: 'Prototype Pollution in lodash',
  url: 'https://github.com/advisories/GHSA-p6mc-m468-83gw',
  severity: 'moderate',
  cvss: { score: 0, vectorString: null },
  range: '<4.17.19',
  ...extra,
})

test('the advisory is told once, at the package that has it', async () => {
  const entry = { severity: 'high', via: [via()], nodes: ['node_modules/lodash'], fixAvailable: true }
  const finding = await oneFinding(audit({ lodash: entry, grunt: { via: ['lodash'], fixAvailable: false } }))
  expect(finding).toMatchObject({
    rule_id: 'GHSA-p6mc-m468-83gw',
    severity: 'medium',
    parameter: 'lodash',
    remediation: 'Run npm audit fix.',
  })
  expect(finding.cvss_score).toBeUndefined()
})

test.each([
  [true, 'Run npm audit fix.'],
  [false, 'No fixed version is known.'],
  [{ name: 'mkdirp', version: '0.5.6' }, 'Update mkdirp to 0.5.6.'],
])('a fix %j is told: %s', async (fixAvailable, words) => {
  expect((await oneFinding(audit({ lodash: { via: [via()], fixAvailable } }))).remediation).toBe(words)
})

test('before npm 7, and pnpm', async () => {
  const advisory = {
    id: 1523,
    module_name: 'lodash',
    title: 'Prototype Pollution',
    severity: 'high',
    cves: ['CVE-2020-8203'],
    url: 'https://npmjs.com/advisories/1523',
    recommendation: 'Upgrade to 4.17.19',
    findings: [{ version: '4.17.15', paths: ['a>lodash', 'b>lodash'] }],
  }
  expect(await oneFinding({ actions: [], advisories: { 1523: advisory }, metadata: {} })).toMatchObject({
    rule_id: 'CVE-2020-8203',
    remediation: 'Upgrade to 4.17.19',
    evidence: 'lodash 4.17.15\n\na>lodash\nb>lodash',
  })
})

test.each([
  [audit([]), '/vulnerabilities: an object is needed'],
  [audit({ lodash: { via: {} } }), '/vulnerabilities/lodash/via: an array is needed'],
  [audit({ lodash: { via: [{ title: 'x' }] } }), '/vulnerabilities/lodash/via/0/source: an id is needed'],
])('%j is refused: %s', async (content, words) => {
  await expect(countFindings(content, 'npm_audit')).rejects.toThrow(words)
})

test.each([[audit({})]])('nothing is found in %j', async (content) => {
  expect(await countFindings(content)).toBe(0)
})
