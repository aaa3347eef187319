import { constants } from 'node:os'
import { parseArgs } from 'node:util'
import { createProcesses } from '../test/process.ts'
import { createProgress } from './progress.ts'
import { describeRun, type RowResult, writeResults } from './results.ts'
import type { Figure, Row } from './row.ts'
import { alertmanagerRow } from './rows/alertmanager.ts'
import { backlogRow } from './rows/backlog.ts'
import { fanOutRow } from './rows/fan-out.ts'
import { hangingRow } from './rows/hanging.ts'
import { importRow } from './rows/import.ts'
import { ingestRow } from './rows/ingest.ts'
import { killRow } from './rows/kill.ts'
import { latencyRow } from './rows/latency.ts'
import { ratesRow } from './rows/rates.ts'
import { rotateRow } from './rows/rotate.ts'
import { splunkRow } from './rows/splunk.ts'
import { startRow } from './rows/start.ts'
import { ticketsRow } from './rows/tickets.ts'
import { webhookRow } from './rows/webhook.ts'
import { workersRow } from './rows/workers.ts'
import { summarize } from './summary.ts'
import { tableOf } from './table.ts'

const ROWS: Record<string, Row> = {
  a: webhookRow,
  b: splunkRow,
  c: ingestRow,
  d: latencyRow,
  e: hangingRow,
  f: backlogRow,
  g: fanOutRow,
  h: workersRow,
  i: startRow,
  k: alertmanagerRow,
  import: importRow,
  kill: killRow,
  rotate: rotateRow,
  tickets: ticketsRow,
  rates: ratesRow,
}
/** Names of measures that rows took in. */
const ALIASES: Record<string, string> = { deliver: 'a', start: 'i' }
const RUNS = 5
/** The PostgreSQL of a row lives in a session of its own: what ends the bench must end it too. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const USAGE = `npm run bench -- [--runs N] [ROW]...

Measures real processes of the service on the PostgreSQL that comes with it, against receivers in processes of their own, all
on 127.0.0.1, and prints what is asked beside what was measured: medians of ${RUNS} runs unless it says otherwise, with the ratio
to a bare undici client that posts the same bodies to the same receiver in the same run. Writes bench/results/.

Rows (all but those marked * when none is named):
${Object.entries(ROWS)
  .map(([name, { title, runs, onlyNamed }]) => {
    const notes = runs === undefined ? '' : runs === 1 ? ' (once)' : ` (${runs} runs)`
    return `  ${onlyNamed ? '*' : ' '} ${name.padEnd(8)} ${title}${notes}`
  })
  .join('\n')}
`

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const readArguments = (): { names: string[]; runs: number | undefined } | string => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, runs: { type: 'string' } },
  })
  const names = positionals.map((name) => ALIASES[name] ?? name)
  const unknown = names.find((name) => !(name in ROWS))
  const runs = values.runs === undefined ? undefined : Number(values.runs)
  if (values.help) return USAGE
  if (unknown !== undefined) return `there is no row ${unknown}\n\n${USAGE}`
  if (runs !== undefined && !(Number.isInteger(runs) && runs > 0)) return `--runs takes a number from 1 on\n\n${USAGE}`
  const usual = Object.keys(ROWS).filter((name) => !ROWS[name]?.onlyNamed)
  return { names: names.length > 0 ? [...new Set(names)] : usual, runs }
}

/** Measures one row; undefined where this machine cannot. */
const measureRow = async (name: string, row: Row, runs: number): Promise<RowResult | undefined> => {
  say(`\n${name}  ${row.title}`)
  const lacking = row.lacks?.()
  if (lacking !== undefined) {
    say(`   skipped: ${lacking}`)
    return undefined
  }
  // Of its own, so that a row that fails leaves nothing running that the next one would share the machine with.
  const processes = createProcesses()
  const done: Figure[][] = []
  const endAtSignal = (signal: NodeJS.Signals): void => {
    void processes.close().finally(() => process.exit(128 + constants.signals[signal]))
  }
  for (const signal of SIGNALS) process.once(signal, endAtSignal)
  const progress = createProgress(() => `${name}, run ${done.length + 1} of ${runs}`)
  try {
    for await (const figures of row.measure({ processes, tell: progress.tell })) {
      done.push(figures)
      if (done.length === runs) break
    }
  } finally {
    progress.clear()
    await processes.close()
    for (const signal of SIGNALS) process.off(signal, endAtSignal)
  }
  const figures = summarize(done)
  say(tableOf(figures))
  return { name, title: row.title, figures }
}

const measureAll = async (names: readonly string[], runs: number | undefined): Promise<void> => {
  const results: RowResult[] = []
  for (const name of names) {
    const row = ROWS[name]
    if (!row) continue
    const result = await measureRow(name, row, runs ?? row.runs ?? RUNS).catch((error: unknown) => {
      say(`   failed: ${error instanceof Error ? error.message : String(error)}`)
      process.exitCode = 1
      return undefined
    })
    if (result) results.push(result)
  }
  if (results.length > 0) say(`\nwritten to ${await writeResults(describeRun(results))}`)
}

const asked = readArguments()
if (typeof asked === 'string') {
  say(asked)
  process.exitCode = asked === USAGE ? 0 : 2
} else {
  await measureAll(asked.names, asked.runs)
}
