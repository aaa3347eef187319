import type { Ended } from '../process.ts'
import { pacedBy, runCampaign } from './campaign.ts'
import { install } from './installation.ts'
import { type Context, type Outcome, outcomeOf, scaled, type Scenario } from './scenario.ts'

const ROUNDS = 50
/** A drain. */
const MAX_MS = 25_000
const MANNERS = { slow: 0.02, slowMs: 8000 }

const run = async (context: Context): Promise<Outcome> => {
  const rounds = scaled(ROUNDS, context)
  const installation = await install(context.processes, {
    workers: 3,
    receivers: 1,
    integrations: 4,
    manners: MANNERS,
    seed: context.seed,
  })
  const ends: (Ended & { tookMs: number })[] = []
  const pace = pacedBy(rounds)
  const campaign = await runCampaign(installation, {
    // 100 messages a scan to four integrations: 10,000 in all.
    load: { scans: scaled(25, context), findings: 90, judged: 4, clients: 4, gate: pace.gate },
    onProgress: context.onProgress,
    harm: pace.each(async (n) => {
      const worker = installation.workers[n % installation.workers.length] ?? installation.workers[0]
      await worker.running()
      ends.push(await worker.terminate())
    }),
  })
  await installation.close()
  const longest = Math.max(...ends.map(({ tookMs }) => tookMs))
  const clean = ends.filter(({ code }) => code === 0).length
  const { total } = campaign.repeats
  return outcomeOf(campaign, [
    { asked: `${rounds} SIGTERM of workers, in turn`, measured: String(ends.length), ok: ends.length === rounds },
    { asked: 'each ends with 0', measured: `${clean} of ${ends.length}`, ok: clean === ends.length },
    {
      asked: `within ${MAX_MS / 1000} s, answers taking up to ${MANNERS.slowMs / 1000} s`,
      measured: `${(longest / 1000).toFixed(1)} s at most`,
      ok: longest <= MAX_MS,
    },
    { asked: '0 sent twice', measured: String(total), ok: total === 0 },
  ])
}

export const terminateWorkers: Scenario = { title: 'rolling SIGTERM of workers while they deliver', run }
