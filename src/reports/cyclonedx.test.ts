import { expect, test } from 'vitest'
import { readFindings } from '../../test/read-report.ts'
import { countFindings, oneFinding } from '../../test/report-rows.ts'

const bom = (vulnerability: object, ...components: object[]) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  vulnerabilities: [{ id: 'CVE-2020-8203', ...vulnerability }],
  components,
})

test.each([
  [{ 'bom-ref': 'r', name: 'lodash', version: '1' }, 'lodash'],
  [{ 'bom-ref': 'r', group: '@babel', name: 'core', version: '1' }, '@babel/core'],
  [{ 'bom-ref': 'r', name: 'x', purl: 'pkg:npm/%40babel/core@7.0.0' }, '@babel/core'],
  [{ 'bom-ref': 'r', name: 'x', purl: 'pkg:maven/org.apache/log4j@2' }, 'org.apache:log4j'],
  [{ 'bom-ref': 'r', name: 'x', purl: 'pkg:deb/debian/openssl@3?arch=amd64' }, 'openssl'],
  [{ name: 'outer', components: [{ 'bom-ref': 'r', name: 'inner' }] }, 'inner'],
])('the package of %j is %s, wherever the component stands', async (component, name) => {
  expect((await oneFinding(bom({ affects: [{ ref: 'r' }] }, component))).parameter).toBe(name)
})

test.each([
  ['pkg:npm/lodash@4.17.15', 'lodash'],
  ['urn:cdx:3e671687/1#pkg:npm/lodash@4.17.15', 'lodash'],
  ['unknown', 'unknown'],
])('a reference %s to no component is the package %s', async (ref, name) => {
  expect((await oneFinding(bom({ affects: [{ ref }] }))).parameter).toBe(name)
})

test('a flaw in two packages is two findings, in none it is one', async () => {
  expect(await countFindings(bom({ affects: [{ ref: 'a' }, { ref: 'b' }] }))).toBe(2)
  expect(await countFindings(bom({}))).toBe(1)
})

test.each([
  [[{ severity: 'low' }, { severity: 'high' }], 'high'],
  [[{ severity: 'unknown' }, { score: 9.8, method: 'CVSSv31' }], 'critical'],
  [[{ severity: 'none' }], 'info'],
  [[{ score: 9, method: 'OWASP' }], 'medium'],
  [[], 'medium'],
])('of the ratings %j the highest is %s', async (ratings, severity) => {
  expect((await oneFinding(bom({ ratings }))).severity).toBe(severity)
})

test.each([
  [{ state: 'not_affected', justification: 'code_not_reachable' }, 'not affected: code not reachable'],
  [{ state: 'false_positive', detail: 'another library' }, 'another library'],
  [{ state: 'resolved' }, 'resolved'],
  [{ state: 'exploitable', detail: 'yes' }, undefined],
  [{ state: 'in_triage' }, undefined],
])('the analysis %j suppresses it with %s', async (analysis, words) => {
  expect((await oneFinding(bom({ analysis }))).suppressed).toBe(words)
})

test('vulnerabilities inside of components, as the extension before 1.4 has them', async () => {
  const flaw = (id: string) =>
    `<v:vulnerabilities><v:vulnerability ref="x"><v:id>${id}</v:id><v:ratings><v:rating><v:score><v:base>9.8</v:base>` +
    `</v:score><v:method>CVSSv3</v:method></v:rating></v:ratings><v:advisories><v:advisory>https://a.example/${id}` +
    '</v:advisory></v:advisories></v:vulnerability></v:vulnerabilities>'
  const text =
    '<bom xmlns="http://cyclonedx.org/schema/bom/1.2" xmlns:v="http://cyclonedx.org/schema/ext/vulnerability/1.0">' +
    `<components><component><name>outer</name><version>1</version>${flaw('CVE-2020-0001')}<components>` +
    `<component bom-ref="r"><name>inner</name><version>2</version>${flaw('CVE-2020-0002')}</component></components>` +
    '</component></components></bom>'
  const common = { severity: 'critical', cvss_score: 9.8 }
  expect(await readFindings(text)).toMatchObject([
    { ...common, title: 'CVE-2020-0001 in outer 1', references: ['https://a.example/CVE-2020-0001'] },
    { ...common, title: 'CVE-2020-0002 in inner 2', references: ['https://a.example/CVE-2020-0002'] },
  ])
})

test('a document without vulnerabilities has no findings', async () => {
  expect(await readFindings({ bomFormat: 'CycloneDX', specVersion: '1.6' })).toStrictEqual([])
})

test.each([
  [{ bomFormat: 'SPDX', vulnerabilities: [] }, '/bomFormat: CycloneDX is needed'],
  [{ bomFormat: 'CycloneDX', vulnerabilities: {} }, '/vulnerabilities: an array is needed'],
  [bom({ id: 7 }), '/vulnerabilities/0/id: a text is needed'],
  [{ ...bom({}), vulnerabilities: [7] }, '/vulnerabilities/0: an object is needed'],
])('%j is refused: %s', async (content, words) => {
  await expect(countFindings(content)).rejects.toThrow(words)
})
