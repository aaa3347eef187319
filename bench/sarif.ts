const RULES = 40

const rule = (n: number): object => ({
  id: `rule-${n}`,
  name: `Rule${n}`,
  shortDescription: { text: `Untrusted data reaches sink ${n}` },
  fullDescription: {
    text: `Data that a caller controls reaches sink ${n} without being checked or encoded on the way.`,
  },
  help: { text: `Check the value against what sink ${n} expects, or encode it for the place it goes to.` },
  helpUri: `https://rules.example/${n}`,
  defaultConfiguration: { level: ['error', 'warning', 'note'][n % 3] },
  properties: { tags: ['security', `external/cwe/cwe-${79 + n}`], 'security-severity': String(2 + (n % 8)) },
})

const result = (n: number): object => ({
  ruleId: `rule-${n % RULES}`,
  ruleIndex: n % RULES,
  level: ['error', 'warning', 'note'][n % 3],
  message: { text: `The value of parameter p${n} reaches sink ${n % RULES} in function handle${n} unchecked.` },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: `src/module-${n % 200}/file-${n}.ts`, uriBaseId: '%SRCROOT%' },
        region: {
          startLine: (n % 900) + 1,
          endLine: (n % 900) + 3,
          snippet: { text: `const row = await db.query("select * from t${n} where id = " + request.query.p${n})` },
        },
      },
    },
  ],
  partialFingerprints: { primaryLocationLineHash: `${n.toString(16).padStart(16, '0')}:1` },
})

/** A SARIF report of `count` results, none like another. */
export const makeSarif = (count: number): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(
    JSON.stringify({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'Bench', rules: Array.from({ length: RULES }, (_, n) => rule(n)) } },
          results: Array.from({ length: count }, (_, n) => result(n)),
        },
      ],
    }),
  )
