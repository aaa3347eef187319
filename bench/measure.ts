import { parseArgs } from 'node:util'
import { createLog } from '../src/log.ts'
import { startEmbedded } from '../src/store/embedded.ts'
import { runKills } from '../test/kill-run.ts'
import { createProcesses, type Processes, until } from '../test/process.ts'
import { runRotation } from '../test/rotation-run.ts'
import { completeScanWith, startScan } from '../test/webhook-load.ts'
import { postBare } from './bare-client.ts'
import { install, peakMemoryMb, uninstall } from './installation.ts'
import { makeSarif } from './sarif.ts'
import { measureRates } from './rates.ts'
import { record } from './recorded.ts'
import { measureTicketKills } from './tickets.ts'

const USAGE = `node bench/measure.ts [import|deliver|start|kill|rotate|tickets|rates]...

Measures real processes of the service on the embedded PostgreSQL, on this machine, and prints what each requirement
asks for beside it. All but tickets and rates, which take minutes, when none is named.
`

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const since = (start: number): number => (performance.now() - start) / 1000
const verdict = (ok: boolean): string => (ok ? 'ok' : 'FAILED')
const fixed = (value: number, digits = 2): string => value.toFixed(digits)

const REPORT_RESULTS = 10_000

const measureImport = async (processes: Processes): Promise<void> => {
  const report = makeSarif(REPORT_RESULTS)
  say(`\nImport of a SARIF report of ${REPORT_RESULTS} results, ${fixed(report.length / 1e6, 1)} MB, to one webhook`)
  say('  run  2xx s  routed s  delivered s  peak MB')
  for (let run = 1; run <= 3; run += 1) {
    const installation = await install(processes)
    const { api, service, receiver, integrationId } = installation
    const scanId = await startScan(api, 'bench')
    const start = performance.now()
    await api.upload(`/scans/${scanId}/report?format=sarif`, report)
    const accepted = since(start)
    // Deliveries are made in the order of events, so the last event's is the last one.
    const { items } = await api.get<{ items: { id: string }[] }>('/events?event=finding_new&limit=1')
    await until(
      'the last event is routed',
      async () => ((await api.get<{ routed: boolean }>(`/events/${items[0]?.id}`)).routed ? true : undefined),
      60_000,
    )
    const routed = since(start)
    await receiver.untilUnique(REPORT_RESULTS, 120_000)
    const delivered = since(start)
    const peak = await peakMemoryMb(service.pid)
    say(
      `  ${run}    ${fixed(accepted)}   ${fixed(routed)}      ${fixed(delivered)}        ${fixed(peak, 0)}` +
        `   2xx in 3 s ${verdict(accepted <= 3)}, under 400 MB ${verdict(peak < 400)}`,
    )
    await until('nothing is left to deliver', async () => {
      const page = await api.get<{ items: unknown[] }>(
        `/deliveries?integration_id=${integrationId}&state=pending&limit=1`,
      )
      return page.items.length === 0 ? true : undefined
    })
    await uninstall(installation)
  }
}

const DELIVERIES = 1000

const measureDelivery = async (processes: Processes): Promise<void> => {
  say(`\n${DELIVERIES} findings to one webhook that checks every signature, beside a bare undici client`)
  for (let run = 1; run <= 3; run += 1) {
    const { messages, seconds } = await record(processes, DELIVERIES)
    const installation = await install(processes)
    const bare = await postBare(String(installation.receiver.config.webhook_url), messages, 16)
    const before = await installation.receiver.counters()
    await completeScanWith(installation.api, DELIVERIES)
    const accepted = Date.now()
    const { lastAt } = await installation.receiver.untilUnique(before.unique + DELIVERIES)
    const took = ((lastAt ?? 0) - accepted) / 1000
    say(
      `  run ${run}: ${fixed(took)} s from the 2xx to the last, ${fixed(DELIVERIES / took, 0)} a second; bare ` +
        `${fixed(DELIVERIES / bare, 0)} a second; ratio ${fixed(bare / took)} (receiver in this process: ${fixed(seconds)} s)`,
    )
    await uninstall(installation)
  }
}

const measureStart = async (processes: Processes): Promise<void> => {
  say('\nStart of serve to the first 200 of /readyz')
  for (let run = 1; run <= 3; run += 1) {
    const env = { DATA_DIR: await processes.folder() }
    const times: number[] = []
    for (let start = 0; start < 2; start += 1) {
      const service = await processes.service('serve', env)
      times.push(service.readyMs / 1000)
      service.kill('SIGTERM')
      await service.exit
    }
    say(`  run ${run}: first ${times.map((time) => fixed(time)).join(' s, later ')} s`)
  }
}

const measureKills = async (processes: Processes): Promise<void> => {
  const { kills, lost, problems, states } = await runKills(processes, DELIVERIES, 5)
  say(`\nFive kill -9 in the middle of ${DELIVERIES} deliveries of an embedded serve, restarted each time`)
  for (const { arrived, duplicates, resumedMs } of kills) {
    const good = duplicates <= 100 && resumedMs < 65_000
    say(
      `  killed at ${arrived}: ${duplicates} came twice, next message ${fixed(resumedMs / 1000)} s after the restart ${verdict(good)}`,
    )
  }
  say(`  lost ${lost} ${verdict(lost === 0)}, malformed ${problems.length}, by the API ${JSON.stringify(states)}`)
}

const TICKETS = 200
const TICKET_KILLS = 20

const measureTickets = async (processes: Processes): Promise<void> => {
  const { kills, counts, problems, seconds } = await measureTicketKills(processes, TICKETS, TICKET_KILLS)
  say(`\n${TICKETS} findings to four vendors by four workers, ${kills} of them killed by -9 between send and record`)
  say(
    `  ${fixed(seconds, 0)} s, malformed ${problems.length} ${verdict(kills === TICKET_KILLS && problems.length === 0)}`,
  )
  for (const [kind, { made, duplicates, lost, stranded, merged, states }] of Object.entries(counts)) {
    const good = duplicates === 0 && lost === 0
    say(
      `  ${kind}: made ${made}, duplicates ${duplicates}, lost ${lost} ${verdict(good)}; ${stranded} made by the dying, sent ` +
        `again and merged ${merged}, by the API ${JSON.stringify(states)}`,
    )
  }
}

const RATE_FINDINGS = 2000
/** GitHub's 500 writes an hour let no more through in it than the first of them. */
const RATE_MINUTES = 12

const measureVendorRates = async (processes: Processes): Promise<void> => {
  say(
    `\n${RATE_FINDINGS} findings of one scan to all ten kinds by two workers, receivers enforcing the published rates,`,
  )
  say(`for ${RATE_MINUTES} minutes at most`)
  for (const { kind, states, requests, throttled, malformed } of await measureRates(
    processes,
    RATE_FINDINGS,
    RATE_MINUTES,
  )) {
    const made = Object.values(states).reduce((sum, count) => sum + count, 0)
    const good = made === RATE_FINDINGS && (states.dead ?? 0) === 0 && throttled < 0.01 * requests && malformed === 0
    say(
      `  ${kind}: ${JSON.stringify(states)}; ${requests} requests, ${throttled} answered 429 ` +
        `(${fixed((100 * throttled) / Math.max(requests, 1))} %), malformed ${malformed} ${verdict(good)}`,
    )
  }
}

const ROTATION = { secrets: 10_000, writers: 10, kills: 10 }

const measureRotation = async (processes: Processes): Promise<void> => {
  const embedded = await startEmbedded(await processes.folder(), createLog('error'))
  const run = await runRotation(processes, embedded.connection, ROTATION).finally(embedded.stop)
  const left = run.keys.filter(({ role }) => role !== 'encrypts').reduce((sum, { total }) => sum + total, 0)
  const ok = left === 0 && run.failedAttempts === 0 && run.wrongSecrets === 0 && run.problems.length === 0
  say(
    `\nRotation of ${ROTATION.secrets} secrets while ${ROTATION.writers} writers change them and deliveries run, killed -9 at ` +
      `${run.killedAt.join(', ')} rows`,
  )
  say(
    `  ${fixed(run.seconds, 1)} s; ${run.changes} changes, ${run.wrongSecrets} lost; ${run.delivered} deliveries, ` +
      `${run.failedAttempts} failed; ${left} rows on the old key ${verdict(ok && run.ended.code === 0)}`,
  )
}

const MEASURES = {
  import: measureImport,
  deliver: measureDelivery,
  start: measureStart,
  kill: measureKills,
  rotate: measureRotation,
  tickets: measureTickets,
  rates: measureVendorRates,
}
type Name = keyof typeof MEASURES
const NAMES = Object.keys(MEASURES) as Name[]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h' } },
})
const chosen =
  positionals.length === 0
    ? NAMES.filter((name) => name !== 'tickets' && name !== 'rates')
    : NAMES.filter((name) => positionals.includes(name))
if (values.help || chosen.length === 0) {
  say(USAGE)
} else {
  const processes = createProcesses()
  try {
    for (const name of chosen) await MEASURES[name](processes)
  } finally {
    await processes.close()
  }
}
