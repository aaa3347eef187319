import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readReport } from '../src/reports/index.ts'
import { fileSource } from '../src/reports/source.ts'
import { sparingHeap } from '../src/reports/sparing-heap.ts'
import { makeSarif } from './sarif.ts'

const USAGE = `node bench/large-reports.ts [--megabytes 500]

Writes a SARIF report, a Nuclei JSONL report and a ZAP XML report of that size, reads each in a process of its own and prints
its findings, its time and its peak of memory beside what is required: under 300 MB, and as many findings as jq counts, where
it is installed, or grep in XML.
`

/** No two results in these reports are one finding. */
const COUNTS: Readonly<Record<string, readonly string[]>> = {
  'report.sarif': [
    'jq',
    '-n',
    '--stream',
    'reduce (inputs | select(length == 2 and .[0][2] == "results" and .[0][4:] == ["ruleId"])) as $one (0; . + 1)',
  ],
  'nuclei.jsonl': ['jq', '-n', 'reduce inputs as $one (0; . + 1)'],
  'zap.xml': ['grep', '-c', '<instance>'],
}

/** undefined where the program is missing. */
const countApart = (name: string, path: string): number | undefined => {
  const [program = '', ...args] = COUNTS[name] ?? []
  const { stdout } = spawnSync(program, [...args, path], { encoding: 'utf8' })
  return stdout ? Number(stdout) : undefined
}

const ROWS = 2000

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Pieces of a report, each with results that no other has. */
type Pieces = (part: number) => string

const sarifPieces = (): { start: string; piece: Pieces; end: string } => {
  const text = new TextDecoder().decode(makeSarif(ROWS))
  const at = text.indexOf('"results":[') + '"results":['.length
  const rows = text.slice(at, text.lastIndexOf(']}]}'))
  const piece: Pieces = (part) =>
    `${part > 0 ? ',' : ''}${rows.replaceAll('"src/module-', `"src/part-${part}/module-`)}`
  return { start: text.slice(0, at), piece, end: ']}]}' }
}

const nucleiPieces = (): { start: string; piece: Pieces; end: string } => {
  const line = (part: number, n: number): string =>
    JSON.stringify({
      'template-id': `template-${n % 300}`,
      info: {
        name: `Exposed panel ${n % 300}`,
        severity: ['info', 'low', 'medium', 'high', 'critical'][n % 5],
        description: `A panel of product ${n % 300} answers without a login. `.repeat(4),
        reference: [`https://templates.example/${n % 300}`],
        classification: { 'cwe-id': ['cwe-200'], 'cvss-metrics': 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N' },
      },
      type: 'http',
      'matched-at': `https://host-${part}.example/${n}/login`,
      request: `GET /${n}/login HTTP/1.1\r\n${'X-Header: value\r\n'.repeat(10)}`,
      response: `HTTP/1.1 200 OK\r\n\r\n${'<p>page</p>'.repeat(60)}`,
    })
  return { start: '', piece: (part) => Array.from({ length: ROWS }, (_, n) => `${line(part, n)}\n`).join(''), end: '' }
}

const zapPieces = (): { start: string; piece: Pieces; end: string } => {
  const alert = (part: number, n: number): string =>
    `<alertitem><pluginid>${10_000 + (n % 90)}</pluginid><alert>Header ${n % 90} missing</alert><riskcode>${n % 4}</riskcode>` +
    `<confidence>2</confidence><desc>&lt;p&gt;${'The header protects. '.repeat(20)}&lt;/p&gt;</desc><instances><instance>` +
    `<uri>https://host-${part}.example/${n}</uri><method>GET</method><param>p</param></instance></instances></alertitem>\n`
  return {
    start: '<?xml version="1.0"?><OWASPZAPReport><site name="https://host.example"><alerts>',
    piece: (part) => Array.from({ length: ROWS }, (_, n) => alert(part, n)).join(''),
    end: '</alerts></site></OWASPZAPReport>',
  }
}

const write = async (
  path: string,
  bytes: number,
  { start, piece, end }: ReturnType<typeof zapPieces>,
): Promise<void> => {
  const file = createWriteStream(path)
  file.write(start)
  for (let part = 0; file.bytesWritten + file.writableLength < bytes; part++) {
    if (!file.write(piece(part))) await once(file, 'drain')
  }
  file.end(end)
  await once(file, 'finish')
}

const read = async (path: string, counted: string): Promise<void> => {
  const source = await fileSource(path)
  const start = performance.now()
  const { format, batches } = await readReport(source, 'auto')
  let findings = 0
  await sparingHeap(source.size, async () => {
    for await (const batch of batches) findings += batch.length
  })
  const seconds = (performance.now() - start) / 1000
  const peak = process.resourceUsage().maxRSS / 1024
  const isRight = counted === '' || findings === Number(counted)
  say(
    `${format}: ${(source.size / 1e6).toFixed(0)} MB, ${findings} findings (counted apart: ${counted || 'not'}) in ` +
      `${seconds.toFixed(1)} s, peak ${peak.toFixed(0)} MB ${isRight && peak < 300 ? 'ok' : 'FAILED'}`,
  )
}

const measure = async (megabytes: number): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'large-reports-'))
  try {
    for (const [name, pieces] of [
      ['report.sarif', sarifPieces()],
      ['nuclei.jsonl', nucleiPieces()],
      ['zap.xml', zapPieces()],
    ] as const) {
      const path = join(folder, name)
      await write(path, megabytes * 1e6, pieces)
      const counted = String(countApart(name, path) ?? '')
      spawnSync(process.execPath, [import.meta.filename, '--read', path, '--counted', counted], { stdio: 'inherit' })
      await rm(path)
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    megabytes: { type: 'string', default: '500' },
    read: { type: 'string' },
    counted: { type: 'string', default: '' },
  },
})
if (values.help) say(USAGE)
else if (values.read !== undefined) await read(values.read, values.counted)
else await measure(Number(values.megabytes))
