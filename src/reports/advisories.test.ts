import { expect, test } from 'vitest'
import { advisoryFinding, leadingId } from './advisories.ts'

const advisory = {
  ids: ['GHSA-p6mc-m468-83gw', 'CVE-2020-8203'],
  package: 'lodash',
  version: '4.17.15',
  place: 'package-lock.json',
} as const

test.each([
  [['GHSA-a', 'CVE-2'], 'CVE-2'],
  [['cve-2'], 'CVE-2'],
  [['SNYK-1', 'GHSA-a'], 'GHSA-a'],
  [['CVE-3', 'CVE-2'], 'CVE-2'],
  [['DSA-1'], 'DSA-1'],
] as const)('%j goes by %s', (ids, leading) => {
  expect(leadingId([...ids] as [string, ...string[]])).toBe(leading)
})

test('version, file, wording and the name that a database gives are no part of the identity', () => {
  const same = [
    advisory,
    { ...advisory, version: '4.17.10', place: 'web/package-lock.json' },
    { ...advisory, ids: ['SNYK-JS-LODASH-567746', 'CVE-2020-8203'] as const, title: 'Prototype pollution' },
  ]
  expect(new Set(same.map((one) => advisoryFinding(one).fingerprint)).size).toBe(1)
  const other = [advisory, { ...advisory, package: 'lodash-es' }, { ...advisory, ids: ['CVE-2'] as const }]
  expect(new Set(other.map((one) => advisoryFinding(one).fingerprint)).size).toBe(3)
})

test('on another machine it is another finding', () => {
  const machines = ['i-1', 'i-2'].map((asset) => advisoryFinding({ ...advisory, asset }))
  expect(new Set(machines.map(({ fingerprint }) => fingerprint)).size).toBe(2)
})

test('the word of the scanner goes before the score, a score before nothing', () => {
  const ratings = [{ vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }]
  expect(advisoryFinding({ ...advisory, severity: 'Moderate', ratings })).toMatchObject({
    severity: 'medium',
    cvss_score: 9.8,
  })
  expect(advisoryFinding({ ...advisory, severity: 'Unknown', ratings }).severity).toBe('critical')
  expect(advisoryFinding({ ...advisory, ratings: [{ score: 3.1 }] })).toMatchObject({
    severity: 'low',
    cvss_score: 3.1,
  })
  expect(advisoryFinding(advisory).severity).toBe('medium')
})

test('of several vectors the newest version counts, with the score that is given for it', () => {
  const ratings = [
    { vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P', score: 7.5 },
    { vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:H', score: 7.4 },
    { vector: 'CVSS:3.1/broken', score: 10 },
  ]
  expect(advisoryFinding({ ...advisory, ratings })).toMatchObject({ cvss_score: 7.4, cvss_vector: ratings[1]?.vector })
})

test('it says what to do, also when nothing can be done', () => {
  const remediationOf = (extra: object) => advisoryFinding({ ...advisory, ...extra }).remediation
  expect(remediationOf({ fixed: ['4.17.19', '5.0.0'] })).toBe('Update lodash to 4.17.19 or 5.0.0.')
  expect(remediationOf({ fixed: [] })).toBe('No fixed version is known.')
  expect(remediationOf({})).toBeUndefined()
  expect(remediationOf({ remediation: 'Leave it out.', fixed: [] })).toBe('Leave it out.')
})

test('without a title the id and the package are one', () => {
  expect(advisoryFinding(advisory).title).toBe('CVE-2020-8203 in lodash 4.17.15')
  expect(advisoryFinding({ ids: ['CVE-1'], package: undefined }).title).toBe('CVE-1')
})
