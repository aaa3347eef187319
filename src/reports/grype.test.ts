import { expect, test } from 'vitest'
import { countFindings, oneFinding } from '../../test/report-rows.ts'

const grype = (match: object, extra: object = {}) => ({ matches: [match], descriptor: { name: 'grype' }, ...extra })
const match = (id: string, related: string[] = [], extra: object = {}) => ({
  vulnerability: { id, severity: 'High', fix: { versions: ['4.17.19'] } },
  relatedVulnerabilities: related.map((one) => ({ id: one })),
  artifact: { name: 'lodash', version: '4.17.15', locations: [{ path: '/package-lock.json' }] },
  ...extra,
})

test('one flaw under two names is one finding', async () => {
  const matches = [match('GHSA-p6mc-m468-83gw', ['CVE-2020-8203']), match('CVE-2020-8203')]
  expect((await oneFinding({ ...grype({}), matches })).rule_id).toBe('CVE-2020-8203')
})

test.each([
  [{ reason: 'not reachable' }, 'not reachable'],
  [{ 'vex-status': 'not_affected', 'vex-justification': 'component_not_present' }, 'component_not_present'],
  [{ namespace: 'x' }, 'Ignored in Grype'],
])('a rule %j suppresses: %s', async (rule, words) => {
  const ignored = { ...match('CVE-1'), appliedIgnoreRules: [rule] }
  expect((await oneFinding({ matches: [], ignoredMatches: [ignored], descriptor: {} })).suppressed).toBe(words)
})

test('the ratings and links of versions before 0.8', async () => {
  const cvssV2 = { baseScore: 7.5, vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' }
  const vulnerability = { id: 'CVE-1', severity: 'High', links: ['https://a.example/1'], cvssV2 }
  expect(await oneFinding(grype(match('CVE-1', [], { vulnerability })))).toMatchObject({
    cvss_score: 7.5,
    cvss_vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P',
    references: ['https://a.example/1'],
  })
})

test.each([
  [grype({ vulnerability: 7 }), '/matches/0/vulnerability: an object is needed'],
  [grype(match('CVE-1', [], { artifact: { name: 7 } })), '/matches/0/artifact/name: a text is needed'],
])('%j is refused: %s', async (content, words) => {
  await expect(countFindings(content, 'grype')).rejects.toThrow(words)
})

test.each([[{ matches: null, descriptor: { name: 'grype' } }]])('nothing is found in %j', async (content) => {
  expect(await countFindings(content)).toBe(0)
})
