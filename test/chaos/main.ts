import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import Table from 'cli-table3'
import { startProgress } from '../../src/cli/progress.ts'
import { createProcesses } from '../process.ts'
import { badReceivers } from './bad-receivers.ts'
import { killWorkers } from './kill-workers.ts'
import { mix, mixEmbedded } from './mix.ts'
import { describe, type Outcome, type Scenario } from './scenario.ts'

const SCENARIOS: Record<string, Scenario> = {
  'kill-workers': killWorkers,
  'bad-receivers': badReceivers,
  mix,
  'mix-embedded': mixEmbedded,
}

const USAGE = `npm run chaos -- [SCENARIO]... [--seed N] [--scale N] [--out FILE]

Harms an installation of real processes while it delivers, and compares what was accepted, what the receivers saw
and what the API shows. Ends with 1 when something does not hold.

${Object.entries(SCENARIOS)
  .map(([name, { title }]) => `  ${name.padEnd(18)}${title}`)
  .join('\n')}

  All of them, one after the other, when none is named.
  --seed N    the same number makes the same plan of faults; printed when it is left out
  --scale N   0.1 for a tenth of the load and of the faults; 1 unless told
  --out FILE  writes the figures as JSON
`

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const MAX_SHOWN = 20
/** As a shell says it of Ctrl-C. */
const ABORTED = 130

const print = (name: string, { rows, violations, seconds }: Outcome): void => {
  const table = new Table({ head: [name, 'measured', ''], style: { head: [], border: [] } })
  for (const { asked, measured, ok } of rows) table.push([asked, measured, ok ? 'ok' : 'FAILED'])
  say(`${table.toString()}\n${seconds.toFixed(0)} s`)
  for (const violation of violations.slice(0, MAX_SHOWN)) say(`  ${describe(violation)}`)
  if (violations.length > MAX_SHOWN) say(`  and ${violations.length - MAX_SHOWN} more`)
}

const runAll = async (names: readonly string[], seed: string, scale: number): Promise<Record<string, Outcome>> => {
  const outcomes: Record<string, Outcome> = {}
  for (const name of names) {
    const scenario = SCENARIOS[name]
    if (!scenario) continue
    const progress = startProgress(name)
    const processes = createProcesses()
    const abort = (): void => void processes.close().then(() => process.exit(ABORTED))
    process.once('SIGINT', abort).once('SIGTERM', abort)
    try {
      const outcome = await scenario.run({ processes, seed, scale, onProgress: progress.update })
      progress.stop()
      print(name, outcome)
      outcomes[name] = outcome
    } finally {
      progress.stop()
      process.off('SIGINT', abort).off('SIGTERM', abort)
      await processes.close()
    }
  }
  return outcomes
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(randomInt(1_000_000_000)) },
    scale: { type: 'string', default: '1' },
    out: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
})
const scale = Number(values.scale)
const unknown = positionals.find((name) => !Object.hasOwn(SCENARIOS, name))
if (values.help) {
  say(USAGE)
} else if (unknown !== undefined || !(scale > 0)) {
  process.stderr.write(
    `${unknown === undefined ? '--scale is a number above 0' : `no scenario ${unknown}`}\n\n${USAGE}`,
  )
  process.exitCode = 2
} else {
  const { seed, out } = values
  say(`seed ${seed}`)
  const outcomes = await runAll(positionals.length > 0 ? positionals : Object.keys(SCENARIOS), seed, scale)
  if (out !== undefined) await writeFile(out, `${JSON.stringify({ seed, scale, outcomes }, null, 2)}\n`)
  if (Object.values(outcomes).some(({ rows }) => rows.some(({ ok }) => !ok))) process.exitCode = 1
}
