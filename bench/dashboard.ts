import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createApi, type DemoApi } from '../demo/api.ts'
import { startReceivers, type ReceiverKind, RECEIVERS } from '../demo/receivers/index.ts'
import { newApiKey } from '../src/core/api-key.ts'
import { createLog } from '../src/log.ts'
import { type DatabasePool, openDatabase } from '../src/store/database.ts'
import { launchChromium } from '../test/chromium.ts'
import { writeHistory } from '../test/history.ts'
import { startPostgres } from '../test/postgres-server.ts'
import { createProcesses, newFernetKey, type Processes } from '../test/process.ts'
import { type Visits, visitOverview } from './interactive.ts'

const USAGE = `npm run bench:dashboard -- [--integrations 50] [--deliveries 100000] [--runs 5]

Fills a workspace with so many integrations of all ten kinds and so many deliveries of the last 24 hours, opens its overview
in the machine's Chromium with an empty cache, and prints how long it took until all cards were drawn with their figures and
the page's thread was quiet, beside what is asked: under 1.5 s, and under 250 kB over the network.
`

const KINDS = Object.keys(RECEIVERS) as ReceiverKind[]
const ASKED_MS = 1500
const ASKED_BYTES = 250_000
const ASKED_SHIFT = 0.1

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN
const verdict = (ok: boolean): string => (ok ? 'ok' : 'FAILED')

/** So many integrations, the kinds in turn; nothing is ever sent to them. */
const integrate = async (api: DemoApi, count: number, configs: ReadonlyMap<string, unknown>): Promise<void> => {
  for (let at = 0; at < count; at += 1) {
    const kind = KINDS[at % KINDS.length]
    const severity_filter = at % 3 === 0 ? 'critical' : 'high'
    await api.post('/integrations', {
      kind,
      name: `${kind} ${String(at)}`,
      severity_filter,
      config: configs.get(kind ?? ''),
    })
  }
}

interface Filled {
  url: string
  key: string
  api: DemoApi
  db: DatabasePool
}

const fill = async (processes: Processes, integrations: number, deliveries: number): Promise<Filled> => {
  const postgres = await startPostgres(processes)
  const receivers = await startReceivers(KINDS)
  const [key, DATABASE_URL] = [newApiKey(randomBytes), await postgres.createDatabase('overview')]
  const { url } = await processes.service('serve', {
    DATABASE_URL,
    FERNET_KEYS: newFernetKey(),
    API_KEY: key,
    EGRESS_ALLOW: '127.0.0.1',
  })
  const api = createApi(url, key)
  await integrate(api, integrations, new Map(receivers.map(({ kind, config }) => [kind, config])))
  await Promise.all(receivers.map((receiver) => receiver.close()))
  await api.post('/targets', { kind: 'url', name: 'shop' })
  const db = openDatabase({ connectionString: DATABASE_URL }, createLog('warn'), { max: 1 })
  const { rows } = await db.query<{ id: string }>('select id from workspaces')
  await writeHistory(db, { workspaceId: rows[0]?.id ?? '', deliveries, perEvent: 5 })
  await db.query('vacuum analyze')
  return { url, key, api, db }
}

const tellVisits = (visits: readonly Visits[]): void => {
  for (const { cold, warm } of visits)
    say(
      `  drawn ${cold.drawnMs.toFixed(0)} ms, interactive ${cold.interactiveMs.toFixed(0)} ms, ${(cold.bytes / 1000).toFixed(0)} kB, shift ${cold.shift.toFixed(3)}; with a warm cache interactive ${warm.interactiveMs.toFixed(0)} ms`,
    )
  const interactive = median(visits.map(({ cold }) => cold.interactiveMs))
  const bytes = Math.max(...visits.map(({ cold }) => cold.bytes))
  const shift = Math.max(...visits.flatMap(({ cold, warm }) => [cold.shift, warm.shift]))
  say(
    `median until interactive ${interactive.toFixed(0)} ms, asked under ${String(ASKED_MS)}: ${verdict(interactive < ASKED_MS)}`,
  )
  say(
    `first load ${(bytes / 1000).toFixed(0)} kB, asked under ${String(ASKED_BYTES / 1000)}: ${verdict(bytes < ASKED_BYTES)}`,
  )
  say(`layout shift ${shift.toFixed(3)}, asked under ${String(ASKED_SHIFT)}: ${verdict(shift < ASKED_SHIFT)}`)
}

const timed = async (run: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await run()
  return performance.now() - start
}

const main = async (processes: Processes, integrations: number, deliveries: number, runs: number): Promise<void> => {
  const { url, key, api, db } = await fill(processes, integrations, deliveries)
  say(`${String(integrations)} integrations, ${deliveries.toLocaleString('en')} deliveries in 24 hours`)
  const answers: number[] = []
  for (let run = 0; run < runs; run += 1) answers.push(await timed(() => api.get('/overview')))
  say(`GET /api/overview ${median(answers).toFixed(0)} ms`)
  const browser = await launchChromium()
  try {
    // The browser's own first page is not the dashboard's affair.
    await visitOverview(browser, url, key, integrations)
    const visits: Visits[] = []
    for (let run = 0; run < runs; run += 1) visits.push(await visitOverview(browser, url, key, integrations))
    tellVisits(visits)
  } finally {
    await browser.close()
    await db.close()
  }
}

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    integrations: { type: 'string', default: '50' },
    deliveries: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '5' },
  },
})
if (values.help) {
  say(USAGE)
} else {
  const processes = createProcesses()
  try {
    await main(processes, Number(values.integrations), Number(values.deliveries), Number(values.runs))
  } finally {
    await processes.close()
  }
}
