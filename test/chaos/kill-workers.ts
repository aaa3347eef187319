import { setTimeout as pause } from 'node:timers/promises'
import { runCampaign } from './campaign.ts'
import { createDraw, pick } from './draw.ts'
import { install } from './installation.ts'
import { type Context, type Outcome, promiseRows, scaled, type Scenario } from './scenario.ts'

const KILLS = 50
const MAX_REPEATS = 100

const run = async (context: Context): Promise<Outcome> => {
  const kills = scaled(KILLS, context)
  const draw = createDraw(context.seed)
  const installation = await install(context.processes, {
    workers: 4,
    receivers: 1,
    integrations: 4,
    seed: context.seed,
  })
  const campaign = await runCampaign(installation, {
    // 100 messages a scan to four integrations: 10,000 in all.
    load: { scans: scaled(25, context), findings: 90, judged: 4, clients: 4 },
    onProgress: context.onProgress,
    harm: async ({ untilArrived }) => {
      for (let n = 1; n <= kills; n += 1) {
        const victim = pick(draw, installation.workers)
        const waitMs = draw() * 20
        await untilArrived(n / (kills + 1))
        await pause(waitMs)
        await victim.kill()
      }
    },
  })
  await installation.close()
  const repeats = [...campaign.repeats.byFault.values()]
  const most = Math.max(0, ...repeats)
  return {
    rows: [
      { asked: `${kills} kill -9 of workers`, measured: String(campaign.run.faults.length), ok: true },
      {
        asked: `at most ${MAX_REPEATS} sent twice a kill`,
        measured: `${most} at most, ${campaign.repeats.total} in all`,
        ok: most <= MAX_REPEATS,
      },
      ...promiseRows(campaign),
    ],
    violations: campaign.violations,
    seconds: campaign.seconds,
  }
}

export const killWorkers: Scenario = { title: 'kill -9 of workers while they deliver', run }
