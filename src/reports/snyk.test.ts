import { expect, test } from 'vitest'
import { readFindings } from '../../test/read-report.ts'
import { countFindings, oneFinding } from '../../test/report-rows.ts'

const issue = (extra: object = {}) => ({
  id: 'SNYK-JS-LODASH-567746',
  title: 'Prototype Pollution',
  severity: 'high',
  packageName: 'lodash',
  version: '4.17.15',
  identifiers: { CVE: [], CWE: ['CWE-1321'] },
  from: ['shop', 'lodash'],
  ...extra,
})

test('several projects, each with its file', async () => {
  const projects = ['a', 'b'].map((name) => ({
    vulnerabilities: [issue({ packageName: name })],
    displayTargetFile: `${name}.json`,
  }))
  expect(await countFindings(projects)).toBe(2)
  expect(await oneFinding(projects.slice(1))).toMatchObject({ location: { path: 'b.json' }, cwe_id: 'CWE-1321' })
})

test('the applications in a container have their own flaws, files and ignored flaws', async () => {
  const inner = {
    vulnerabilities: [issue({ id: 'SNYK-JS-B-1', packageName: 'b' })],
    filtered: {
      ignore: [issue({ id: 'SNYK-JS-C-1', packageName: 'c', filtered: { ignored: [{ reason: 'unused' }] } })],
    },
    displayTargetFile: 'app/package.json',
  }
  const image = { vulnerabilities: [issue({ packageName: 'a' })], path: 'image', applications: [inner] }
  const expected = [
    { parameter: 'a', location: { path: 'image' } },
    { parameter: 'b', location: { path: 'app/package.json' } },
    { parameter: 'c', location: { path: 'app/package.json' }, suppressed: 'unused' },
  ]
  expect(await readFindings(image)).toMatchObject(expected)
  expect(await readFindings([image])).toMatchObject(expected)
})

test('many ways to one package are one finding that names them', async () => {
  const vulnerabilities = [issue(), issue({ from: ['shop', 'grunt', 'lodash'] })]
  expect((await oneFinding({ vulnerabilities })).evidence).toContain('shop > grunt > lodash')
})

test('faults of infrastructure are told by resource', async () => {
  const fault = (path: string, extra: object = {}) => ({
    id: 'SNYK-CC-TF-1',
    title: 'Public bucket',
    severity: 'medium',
    path: ['resource', path],
    lineNumber: 3,
    iacDescription: { issue: 'It is public.', resolve: 'Make it private.' },
    ...extra,
  })
  const report = { infrastructureAsCodeIssues: [fault('a'), fault('b', { isIgnored: true })], targetFile: 'main.tf' }
  expect(await countFindings(report)).toBe(2)
  expect(await oneFinding({ ...report, infrastructureAsCodeIssues: [fault('a')] })).toMatchObject({
    description: 'It is public.',
    remediation: 'Make it private.',
    location: { path: 'main.tf', start_line: 3 },
  })
})

test.each([
  [{ vulnerabilities: [issue({ id: 7 })] }, '/vulnerabilities/0/id: a text is needed'],
  [
    { vulnerabilities: [], applications: [{ vulnerabilities: [issue({ id: 7 })] }] },
    '/applications/0/vulnerabilities/0/id: a text is needed',
  ],
  [{ vulnerabilities: [], applications: [{}] }, '/applications/0/vulnerabilities: an array is needed'],
  [{ vulnerabilities: [], applications: {} }, '/applications: an array is needed'],
  [[{ error: 'no files found' }], '/0: Snyk wrote an error in place of a result'],
])('%j is refused: %s', async (content, words) => {
  await expect(countFindings(content, 'snyk')).rejects.toThrow(words)
})

test.each([[{ vulnerabilities: [], ok: true, dependencyCount: 7 }]])('nothing is found in %j', async (content) => {
  expect(await countFindings(content)).toBe(0)
})
