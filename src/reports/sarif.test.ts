import { findingInput } from '../core/finding.ts'
import { expect, test } from 'vitest'
import { readFindings as read } from '../../test/read-report.ts'
import { log, one, result } from '../../test/sarif-log.ts'

test.each([
  ['the result', result({ level: 'note', properties: { 'security-severity': '9.1' } }), {}, 'critical', 9.1],
  ['the rule', result({ level: 'error' }), { properties: { 'security-severity': '3.9' } }, 'low', 3.9],
  [
    'the result before the rule',
    result({ properties: { 'security-severity': 7 } }),
    { properties: { 'security-severity': '1' } },
    'high',
    7,
  ],
  ['a word in its place', result(), { properties: { 'security-severity': 'CRITICAL' } }, 'critical', undefined],
  [
    'nonsense in its place, so the level',
    result({ level: 'error' }),
    { properties: { 'security-severity': '11' } },
    'high',
    undefined,
  ],
  ['level error', result({ level: 'error' }), {}, 'high', undefined],
  ['level warning', result({ level: 'warning' }), {}, 'medium', undefined],
  ['level note', result({ level: 'note' }), {}, 'low', undefined],
  ['level none', result({ level: 'none' }), {}, 'info', undefined],
  ['an unknown level', result({ level: 'odd' }), {}, 'medium', undefined],
  ["the rule's default", result(), { defaultConfiguration: { level: 'error' } }, 'high', undefined],
  ['no level at all', result(), {}, 'medium', undefined],
  ['a thing to review', result({ kind: 'review' }), { defaultConfiguration: { level: 'error' } }, 'info', undefined],
])('severity comes from %s', async (_, row, rule, severity, score) => {
  const finding = await one(log([row], { rules: [{ id: 'R1', ...rule }] }))
  expect([finding.severity, finding.cvss_score]).toStrictEqual([severity, score])
})

test('an invocation may override the level of a rule', async () => {
  const override = { descriptor: { id: 'R1' }, configuration: { level: 'note' } }
  const run = { invocations: [{ ruleConfigurationOverrides: [override] }] }
  const driver = { rules: [{ id: 'R1', defaultConfiguration: { level: 'error' } }] }
  expect((await one(log([result()], driver, run))).severity).toBe('low')
})

test.each([
  ['ruleIndex', { ruleId: undefined, ruleIndex: 1 }],
  ['ruleId', { ruleId: 'R2' }],
  ['a part of the rule', { ruleId: 'R2/1' }],
  ['rule.id', { ruleId: undefined, rule: { id: 'R2' } }],
  ['rule.index', { ruleId: undefined, rule: { index: 1 } }],
  ['the id, where the index is wrong', { ruleId: 'R2', ruleIndex: 0 }],
  ['the id, where the index is beyond the end', { ruleId: 'R2', ruleIndex: 99 }],
])('a rule is found by %s', async (_, reference) => {
  const rules = [{ id: 'R1' }, { id: 'R2', shortDescription: { text: 'The second rule' } }]
  expect((await one(log([result(reference)], { rules }))).title).toBe('The second rule')
})

test.each([
  ['index', { index: 1 }],
  ['name', { name: 'queries' }],
  ['guid', { guid: 'g-1' }],
])('a rule of an extension is found by its %s', async (_, toolComponent) => {
  const rules = [{ id: 'R1', shortDescription: { text: 'Of the extension' } }]
  const extensions = [{ name: 'other' }, { name: 'queries', guid: 'g-1', rules }]
  const tool = { driver: { name: 'CodeQL', rules: [] }, extensions }
  const row = result({ rule: { id: 'R1', index: 0, toolComponent } })
  expect((await one(log([row], {}, { tool }))).title).toBe('Of the extension')
})

test('rules may stand behind the results', async () => {
  const text = JSON.stringify({
    runs: [
      {
        results: [result()],
        tool: { driver: { name: 'S', rules: [{ id: 'R1', shortDescription: { text: 'Late' } }] } },
      },
    ],
    version: '2.1.0',
  })
  expect((await one(text)).title).toBe('Late')
})

test('description, remediation, references, CWE and OWASP come from the rule and its texts', async () => {
  const rule = {
    id: 'js/xss',
    name: 'js/xss',
    shortDescription: { text: 'Cross-site scripting' },
    fullDescription: { text: 'Writing user input to a page lets others run script.' },
    help: { text: 'Escape it.', markdown: 'Escape **it**.' },
    helpUri: 'https://example.com/js/xss',
    properties: {
      category: 'xss',
      tags: ['external/cwe/cwe-079', 'OWASP-A07:2017 - XSS', 'OWASP-A03:2021 - Injection'],
    },
  }
  const row = result({ ruleId: 'js/xss', fixes: [{ description: { text: 'Use textContent.' } }] })
  expect(await one(log([row], { rules: [rule] }))).toMatchObject({
    title: 'Cross-site scripting',
    category: 'xss',
    cwe_id: 'CWE-79',
    owasp_category: 'A03:2021 - Injection',
    description:
      'Something is wrong here. It should be mended.\n\nWriting user input to a page lets others run script.',
    remediation: 'Escape **it**.\n\nUse textContent.',
    references: ['https://example.com/js/xss'],
    rule_id: 'js/xss',
    location: { path: 'src/a.ts', start_line: 7 },
  })
})

test.each([
  ['a tag in words', { properties: { tags: ['CWE-89: SQL Injection'] } }, {}],
  ['a property', { properties: { cwe: ['cwe-89'] } }, {}],
  ['a relationship', { relationships: [{ target: { id: '89', toolComponent: { name: 'CWE' } } }] }, {}],
  ['a taxon of the result', {}, { taxa: [{ id: '89', toolComponent: { name: 'CWE' } }] }],
])('the CWE is found in %s', async (_, rule, row) => {
  expect((await one(log([result(row)], { rules: [{ id: 'R1', ...rule }] }))).cwe_id).toBe('CWE-89')
})

test.each([
  ['short description', { name: 'a_name', shortDescription: { text: 'Short words' } }, 'Short words'],
  ['name as words', { name: 'hardcoded_password_string' }, 'Hardcoded password string'],
  ['name in camel case', { name: 'NoEvalAllowed' }, 'No eval allowed'],
  [
    'full description, where the short one repeats the id',
    {
      name: 'R1',
      shortDescription: { text: 'Semgrep Finding: R1' },
      fullDescription: { text: 'Eval runs text. Do not.' },
    },
    'Eval runs text',
  ],
  ['message, where the name is a single word', { name: 'blacklist' }, 'Something is wrong here'],
])('the title is the %s', async (_, rule, title) => {
  expect((await one(log([result()], { rules: [{ id: 'R1', ...rule }] }))).title).toBe(title)
})

test('a message is looked up by id and its arguments are filled in', async () => {
  const rules = [{ id: 'R1', messageStrings: { default: { text: 'Found {0} in {1}, {{not}} {2}, see [it](1).' } } }]
  const message = { id: 'default', arguments: ['eval', 'a.ts'] }
  for (const own of [{}, { text: 'Found' }])
    expect((await one(log([result({ message: { ...message, ...own } })], { rules }))).description).toBe(
      'Found eval in a.ts, {not} {2}, see it.',
    )
  const globalMessageStrings = { shared: { markdown: '**All**' } }
  expect((await one(log([result({ message: { id: 'shared' } })], { globalMessageStrings }))).description).toBe(
    '**All**',
  )
})

test.each([
  ['without a status', [{ kind: 'external', justification: 'Only in tests' }], 'Only in tests'],
  ['accepted', [{ kind: 'external', status: 'accepted' }], 'Suppressed in the scanner'],
  ['in the source', [{ kind: 'inSource' }], 'Suppressed in the source code'],
  ['rejected', [{ kind: 'external', status: 'rejected', justification: 'No' }], undefined],
  ['under review', [{ kind: 'external', status: 'underReview' }], undefined],
  ['accepted once and rejected once', [{ status: 'accepted' }, { status: 'rejected' }], undefined],
  ['an empty list', [], undefined],
])('a suppression: %s', async (_, suppressions, words) => {
  expect((await one(log([result({ suppressions })]))).suppressed).toBe(words)
})

test.each([{ kind: 'pass' }, { kind: 'notApplicable' }, { kind: 'informational' }, { baselineState: 'absent' }])(
  'a result of %o is dropped',
  async (extra) => {
    expect(await read(log([result(extra)]))).toStrictEqual([])
  },
)

test.each(['new', 'unchanged', 'updated'])('a result of baseline state %s stays', async (baselineState) => {
  expect(await read(log([result({ baselineState })]))).toHaveLength(1)
})

test('several runs are read, also those without results, and a report of none is one without findings', async () => {
  const runs = [{ tool: { driver: { name: 'A' } }, results: null }, { tool: { driver: { name: 'B' } } }]
  expect(await read({ version: '2.1.0', runs })).toStrictEqual([])
  expect(await read({ version: '2.1.0', runs: [] })).toStrictEqual([])
  const filled = [
    ...runs,
    { results: [result({ ruleIndex: 0, ruleId: undefined })], tool: { driver: { rules: [{ id: 'X9' }] } } },
  ]
  expect((await one({ version: '2.1.0', runs: filled })).rule_id).toBe('X9')
})

test('a byte order mark and a schema before everything are fine', async () => {
  const content = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', ...log([result()]) }
  expect(await read(`\uFEFF${JSON.stringify(content)}`)).toHaveLength(1)
})

test.each([
  ['2.0.0', { version: '2.0.0', runs: [] }, '/version: only SARIF 2.1.0'],
  ['runs that are no list', { version: '2.1.0', runs: {} }, '/runs: SARIF has an array'],
  ['a run that is no object', { version: '2.1.0', runs: [1] }, '/runs/0: '],
  ['results that are no list', log({ a: 1 }), '/runs/0/results: '],
  ['a result that is no object', log([result(), 'x']), '/runs/0/results/1: a result is an object'],
])('refused with its place: %s', async (_, content, words) => {
  await expect(read(content)).rejects.toThrow(words)
})

test('hostile values are cut, dropped or mended, and what comes out is a valid finding', async () => {
  const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as unknown
  const long = '<script>\u0000\ud800'.repeat(40_000)
  const odd = [null, 0, -1, Infinity, '', long, [], {}, deep, { text: long }, { text: deep }, [{ text: 7 }], [null]]
  const rows = odd.map((value) => ({
    ruleId: value,
    ruleIndex: value,
    rule: value,
    level: value,
    kind: 'fail',
    message: value,
    locations: value,
    taxa: value,
    fixes: value,
    suppressions: value,
    properties: value,
    fingerprints: value,
    partialFingerprints: value,
    webRequest: value,
  }))
  const odder = odd.map((value) =>
    result({ locations: [{ physicalLocation: { artifactLocation: value, region: value }, logicalLocations: value }] }),
  )
  const rule = {
    id: 'R1',
    name: long,
    shortDescription: { text: long },
    fullDescription: { text: long },
    help: { text: long },
    helpUri: 'javascript:alert(1)',
    properties: { tags: odd, 'security-severity': 'NaN' },
  }
  const proto =
    '{"version":"2.1.0","runs":[{"tool":{"driver":{"rules":[{"__proto__":{"x":1},"id":"constructor"}]}},"results":[{"ruleId":"__proto__","message":{"id":"toString"}}]}]}'
  const findings = [
    ...(await read(
      log(
        [...rows, ...odder, result()],
        { rules: [rule, ...odd] },
        { artifacts: odd, invocations: odd, originalUriBaseIds: odd },
      ),
    )),
    ...(await read(proto)),
  ]
  expect(findings.length).toBeGreaterThan(5)
  for (const { suppressed, ...finding } of findings) {
    expect(findingInput.parse(finding)).toStrictEqual(finding)
    expect(JSON.stringify(finding)).not.toMatch(/\\u0000|\\ud800/)
    expect(suppressed ?? '').not.toContain('\0')
  }
})

test('a long argument that is named over and over stays a bounded message', async () => {
  const message = { text: '{0}'.repeat(100_000), arguments: ['x'.repeat(50_000)] }
  expect((await one(log([result({ message })]))).description?.length).toBeLessThanOrEqual(100_000)
})

test('what Gitleaks finds is high and keeps no snippet, as that is the secret', async () => {
  const region = { startLine: 2, snippet: { text: 'sid-4711' } }
  const leak = result({ locations: [{ physicalLocation: { artifactLocation: { uri: 'a.env' }, region } }] })
  const finding = await one(log([leak], { name: 'gitleaks' }))
  expect(finding.severity).toBe('high')
  expect(JSON.stringify(finding)).not.toContain('sid-4711')
})
