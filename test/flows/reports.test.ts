import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createScene, type Scene } from '../scene.ts'
import { useService } from '../service.ts'
import { shiftLines } from '../shift-lines.ts'

const used = useService()

const sample = (name: string): Buffer => readFileSync(new URL(`../../samples/${name}`, import.meta.url))

interface Answer {
  status: number
  body: Record<string, unknown>
}

const upload = async (scene: Scene, scanId: string, content: Uint8Array | string, query = ''): Promise<Answer> => {
  const response = await fetch(`${used.service.url}/api/scans/${scanId}/report${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${scene.key}`, 'content-type': 'application/octet-stream' },
    body: typeof content === 'string' ? content : new Uint8Array(content),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** As samples/README.md counts them. */
const SAMPLES = [
  { file: 'semgrep.sarif', format: 'sarif', all: 27, summary: { critical: 6, high: 7, medium: 10, low: 3, info: 0 } },
  { file: 'native.json', format: 'native', all: 7, summary: { critical: 1, high: 3, medium: 1, low: 1, info: 1 } },
  { file: 'nuclei.jsonl', format: 'nuclei', all: 8, summary: { critical: 0, high: 2, medium: 2, low: 2, info: 2 } },
  { file: 'burp.xml', format: 'burp', all: 5, summary: { critical: 0, high: 1, medium: 1, low: 1, info: 1 } },
  { file: 'grype.json', format: 'grype', all: 4, summary: { critical: 1, high: 1, medium: 0, low: 0, info: 1 } },
  { file: 'findings.csv', format: 'csv', all: 4, summary: { critical: 0, high: 2, medium: 1, low: 0, info: 1 } },
]

it.each(SAMPLES.flatMap((one) => [one, { ...one, query: 'auto' }].map((each) => ({ query: one.format, ...each }))))(
  'completes a scan with $file, read as $query, and finds nothing new in it a second time',
  async ({ file, query, all, summary }) => {
    const webhook = await used.receive('webhook')
    const scene = await createScene(used.service)
    await scene.integrate(webhook, { events: ['finding_new'] })
    const scanId = await scene.startScan()
    const first = await upload(scene, scanId, sample(file), `?format=${query}`)
    expect(first).toMatchObject({
      status: 200,
      body: { new: all, seen_again: 0, reopened: 0, fixed: 0, scan: { id: scanId, status: 'done', summary } },
    })
    const unsuppressed = Object.values(summary).reduce((sum, count) => sum + count, 0)
    await scene.settled()
    expect(webhook.receipts).toHaveLength(unsuppressed)
    expect(await scene.api.all(`/scans/${scanId}/findings`)).toHaveLength(all)
    expect(await scene.api.all('/findings?suppressed=true')).toHaveLength(all - unsuppressed)
    const second = await upload(scene, await scene.startScan(), sample(file), `?format=${query}&coverage=full`)
    expect(second).toMatchObject({ status: 200, body: { new: 0, seen_again: all, reopened: 0, fixed: 0 } })
    await scene.settled()
    expect(webhook.receipts).toHaveLength(unsuppressed)
    expect(webhook.problems()).toEqual([])
  },
)

/** One of each format that tells lines of code. */
const CODE = [
  { file: 'codeql.sarif', all: 3 },
  { file: 'spotbugs.sarif', all: 13 },
  { file: 'semgrep-orders.json', all: 4 },
  { file: 'bandit-boltons.json', all: 17 },
  { file: 'checkov-kubernetes.json', all: 21 },
  { file: 'gitleaks-history.json', all: 2 },
  { file: 'trivy-config.json', all: 17 },
]

it.each(CODE)(
  'finds nothing new in $file a second time, nor when its code moved by 40 lines',
  async ({ file, all }) => {
    const scene = await createScene(used.service)
    const report = sample(file).toString()
    expect(await upload(scene, await scene.startScan(), report)).toMatchObject({ status: 200, body: { new: all } })
    for (const again of [report, shiftLines(report, 40)])
      expect(await upload(scene, await scene.startScan(), again, '?coverage=full')).toMatchObject({
        status: 200,
        body: { new: 0, seen_again: all, reopened: 0, fixed: 0 },
      })
  },
)

it('gives the same upload to an ended scan the same answer, and another coverage or file 409', async () => {
  const scene = await createScene(used.service)
  const scanId = await scene.startScan()
  const first = await upload(scene, scanId, sample('native.json'))
  expect(await upload(scene, scanId, sample('native.json'))).toEqual(first)
  for (const other of [
    await upload(scene, scanId, sample('native.json'), '?coverage=full'),
    await upload(scene, scanId, sample('semgrep.sarif')),
  ])
    expect(other).toMatchObject({ status: 409, body: { code: 'scan_already_ended' } })
})

it('reads a CSV file by the columns that are named', async () => {
  const scene = await createScene(used.service)
  const query = `?columns=${encodeURIComponent('title:Befund,severity:Stufe,endpoint:Rechner')}`
  const table = 'Befund,Stufe,Rechner\nSQL injection,critical,db.example.com\n'
  expect(await upload(scene, await scene.startScan(), table, query)).toMatchObject({ status: 200, body: { new: 1 } })
  expect(await scene.finding('SQL injection')).toMatchObject({ severity: 'critical', endpoint: 'db.example.com' })
  const unknown = await upload(scene, await scene.startScan(), table, '?columns=colour:Befund')
  expect(unknown).toMatchObject({ status: 422, body: { code: 'invalid_report' } })
})

const NOTHING = '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"scanner"}},"results":[]}]}'

it('completes the scan with nothing out of a report without findings', async () => {
  const scene = await createScene(used.service)
  expect(await upload(scene, await scene.startScan(), `\ufeff${NOTHING}`)).toMatchObject({
    status: 200,
    body: { new: 0, scan: { status: 'done' } },
  })
})

const brokenAt = (result: string): string =>
  `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"s"}},"results":[\n` +
  `{"ruleId":"a","message":{"text":"A"}},\n${result}\n]}]}`

const REFUSED: {
  name: string
  content: string | Buffer
  query?: string
  status: number
  code: string
  /** A pointer into the report that the answer names. */
  pointer?: string
  /** What the detail says. */
  says?: RegExp
}[] = [
  {
    name: 'an unknown format by name',
    content: NOTHING,
    query: '?format=cobol',
    status: 422,
    code: 'invalid',
    pointer: '/query/format',
  },
  {
    name: 'an unknown coverage',
    content: NOTHING,
    query: '?coverage=half',
    status: 422,
    code: 'invalid',
    pointer: '/query/coverage',
  },
  { name: 'an unknown parameter', content: NOTHING, query: '?colour=red', status: 422, code: 'unknown_parameter' },
  { name: 'an empty file', content: '', status: 422, code: 'unknown_format' },
  { name: 'an empty file of a named format', content: '', query: '?format=sarif', status: 422, code: 'unknown_format' },
  { name: 'only blanks', content: ' \n\t', status: 422, code: 'unknown_format' },
  {
    name: 'JSON of no known format',
    content: '{"hello":"world"}',
    status: 422,
    code: 'unknown_format',
    says: /sarif, nuclei, zap/,
  },
  { name: 'plain words', content: 'all is well', status: 422, code: 'unknown_format' },
  {
    name: 'plain words named SARIF',
    content: 'all is well',
    query: '?format=sarif',
    status: 422,
    code: 'invalid_report',
  },
  {
    name: 'SARIF that ends in the middle',
    content: sample('semgrep.sarif').subarray(0, 20_000),
    status: 422,
    code: 'invalid_report',
  },
  ...['zap-2020.xml', 'trivy-pip.json', 'nuclei-2024.jsonl', 'burp-2021.xml'].map((file) => ({
    name: `${file} cut short`,
    content: sample(file).subarray(0, sample(file).length * 0.8),
    status: 422,
    code: 'invalid_report',
    says: /line \d+/,
  })),
  {
    name: 'SARIF with a broken row',
    content: brokenAt('{"ruleId":"b",,}'),
    status: 422,
    code: 'invalid_report',
    pointer: '/runs/0/results/1',
    says: /line 3/,
  },
  {
    name: 'SARIF with a row that is none',
    content: brokenAt('7'),
    status: 422,
    code: 'invalid_report',
    pointer: '/runs/0/results/1',
  },
  {
    name: 'a finding of ours without a title',
    content: '{"findings":[{"title":"A","severity":"low"},{"severity":"low"}]}',
    status: 422,
    code: 'invalid_report',
    pointer: '/findings/1/title',
  },
  {
    name: 'a finding of ours of an unknown severity',
    content: '{"findings":[{"title":"A","severity":"grave"}]}',
    query: '?format=native',
    status: 422,
    code: 'invalid_report',
    pointer: '/findings/0/severity',
  },
  {
    name: 'UTF-16 with a mark',
    content: Buffer.from(`\ufeff${NOTHING}`, 'utf16le'),
    status: 400,
    code: 'body_not_utf8',
  },
  { name: 'UTF-16 without a mark', content: Buffer.from(NOTHING, 'utf16le'), status: 400, code: 'body_not_utf8' },
  {
    name: 'Latin-1',
    content: Buffer.from(brokenAt('{"message":{"text":"é"}}'), 'latin1'),
    status: 400,
    code: 'body_not_utf8',
  },
]

it.each(REFUSED)('refuses $name, stores nothing and leaves the scan running', async (refused) => {
  const scene = await createScene(used.service)
  const scanId = await scene.startScan()
  const answer = await upload(scene, scanId, refused.content, refused.query)
  expect(answer).toMatchObject({ status: refused.status, body: { code: refused.code } })
  if (refused.pointer !== undefined)
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer: refused.pointer })])
  if (refused.says) expect(answer.body.detail).toMatch(refused.says)
  expect(await scene.api.get(`/scans/${scanId}`)).toMatchObject({ status: 'running' })
  expect(await scene.api.all('/findings')).toEqual([])
  expect(await scene.api.all('/events')).toHaveLength(1)
  // It can still be ended as it should.
  expect(await upload(scene, scanId, sample('native.json'))).toMatchObject({ status: 200, body: { new: 7 } })
})

it('refuses a broken row behind thousands of good ones, and keeps none of them', async () => {
  const scene = await createScene(used.service)
  const scanId = await scene.startScan()
  const rows = Array.from({ length: 3000 }, (_, n) => ({ title: `F${n}`, severity: 'low', fingerprint: `f${n}` }))
  const answer = await upload(scene, scanId, JSON.stringify({ findings: [...rows, { title: 'last' }] }))
  expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_report' } })
  expect(answer.body.errors).toEqual([expect.objectContaining({ pointer: '/findings/3000/severity' })])
  expect(await scene.api.all('/findings')).toEqual([])
  expect(await scene.api.get(`/scans/${scanId}`)).toMatchObject({ status: 'running' })
})

it('keeps every finding of a report that is too large to be held', async () => {
  const scene = await createScene(used.service)
  const scanId = await scene.startScan()
  const rows = ['a', 'b', 'a'].map((ruleId) => ({
    ruleId,
    message: { text: ruleId },
    properties: { padding: 'x'.repeat(8_000_000) },
  }))
  const report = { version: '2.1.0', runs: [{ tool: { driver: { name: 'scanner' } }, results: rows }] }
  expect(await upload(scene, scanId, JSON.stringify(report))).toMatchObject({ status: 200, body: { new: 2 } })
  expect(await scene.api.all('/findings')).toHaveLength(2)
})

it('answers a report to a scan of another workspace as to an unknown one', async () => {
  const scene = await createScene(used.service)
  const other = await createScene(used.service)
  const answers = [
    await upload(scene, await other.startScan(), NOTHING),
    await upload(scene, '018f0000-0000-7000-8000-000000000000', NOTHING),
  ]
  for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
})
