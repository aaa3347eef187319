import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Service, startService } from '../src/app.ts'
import { createLog } from '../src/log.ts'
import { createApi } from './api.ts'
import { awaitOutcome, type Outcome } from './outcome.ts'
import { RECEIVERS, type ReceiverKind, startReceivers } from './receivers/index.ts'
import type { Receiver } from './receivers/receiver.ts'
import { play, type Played } from './scenario.ts'
import { failures, matrix, scanLines, totalLines } from './summary.ts'

const USAGE = `npm run demo [-- --keep]

Starts the service on an embedded PostgreSQL in a fresh folder, a local receiver for each kind of
destination and integrations with different filters; imports a real scanner report and shows what went where.

  --keep   leave the service and the receivers up, and print their addresses and the key
  --help   this text

Exits with 0 when every message arrived and none was malformed, else with 1.
`
const DEADLINE_MS = 45_000
const BUILT = Object.keys(RECEIVERS) as ReceiverKind[]

const say = (...lines: string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`)
}

const startDemoService = (dataDir: string, receivers: readonly Receiver[]): Promise<Service> =>
  startService(
    {
      host: '127.0.0.1',
      port: 0,
      dataDir,
      egressAllow: receivers.map(({ url }) => new URL(url).host).join(','),
      productName: 'Pencheff',
      logLevel: 'warn',
      rateLimit: 100_000,
      retentionDays: 90,
      trustedProxies: [],
    },
    { api: true, worker: true },
    createLog('warn'),
  )

const progress = (done: number, all: number): void => {
  if (process.stdout.isTTY) process.stdout.write(`\rdelivering ${String(done)} of ${String(all)} …\x1b[K`)
}

const report = (played: Played, outcome: Outcome, receivers: readonly Receiver[]): string[] => {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K')
  const receivedAt = receivers.flatMap(({ receipts }) => receipts.map(({ at }) => at))
  say('', ...scanLines(played), '', matrix(outcome), '')
  say(...totalLines(outcome, receivedAt, played.acceptedAt))
  say(`Kinds     ${BUILT.join(', ')}`)
  return failures(
    outcome,
    receivers.flatMap(({ problems }) => problems()),
  )
}

/** Leaves all up until Ctrl-C. */
const keepUp = async (service: Service, receivers: readonly Receiver[]): Promise<void> => {
  say('', `Service   ${service.url} (API ${service.url}/api/docs)`, `Key       ${service.madeApiKey ?? ''}`)
  say(...receivers.map(({ kind, url }) => `Receiver  ${kind} at ${url}`), 'Ctrl-C ends it.')
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
}

const run = async (keep: boolean): Promise<boolean> => {
  const start = performance.now()
  const dataDir = await mkdtemp(join(tmpdir(), 'pencheff-demo-'))
  const receivers = await startReceivers(BUILT)
  let service: Service | undefined
  try {
    service = await startDemoService(dataDir, receivers)
    say(`Ready     ${((performance.now() - start) / 1000).toFixed(2)} s, embedded PostgreSQL in ${dataDir}`)
    const api = createApi(service.url, service.madeApiKey ?? '')
    const byKind = new Map(BUILT.flatMap((kind, index) => (receivers[index] ? [[kind, receivers[index]]] : [])))
    const played = await play(api, byKind, new URL('../samples/semgrep.sarif', import.meta.url))
    const outcome = await awaitOutcome(api, DEADLINE_MS, progress)
    const faults = report(played, outcome, receivers)
    say(...faults.map((fault) => `FAILED    ${fault}`))
    if (keep) await keepUp(service, receivers)
    return faults.length === 0
  } finally {
    await service?.close()
    await Promise.all(receivers.map((receiver) => receiver.close()))
    await rm(dataDir, { recursive: true, force: true })
  }
}

const { values } = parseArgs({ options: { keep: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } })
if (values.help) {
  say(USAGE)
} else {
  const ok = await run(values.keep ?? false)
  say(ok ? 'Every message arrived, none was malformed.' : 'The demo failed.')
  process.exitCode = ok ? 0 : 1
}
