import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../process.ts'
import { PATIENCE_MS, runCampaign } from './campaign.ts'
import { createDraw, pick } from './draw.ts'
import { install } from './installation.ts'
import { type Context, type Outcome, outcomeOf, repeatRow, scaled, type Scenario } from './scenario.ts'

const KILLS = 50

/** How far the load may be ahead of the kills, as a share of all, so that none of them comes when all is over. */
const AHEAD = 0.15

const run = async (context: Context): Promise<Outcome> => {
  const kills = scaled(KILLS, context)
  const draw = createDraw(context.seed)
  let killed = 0
  const installation = await install(context.processes, {
    workers: 4,
    receivers: 1,
    integrations: 4,
    seed: context.seed,
  })
  const gate = async (share: number): Promise<void> => {
    await until('kills keep up with the load', () => share - AHEAD <= killed / kills || undefined, PATIENCE_MS)
  }
  const campaign = await runCampaign(installation, {
    // 100 messages a scan to four integrations: 10,000 in all.
    load: { scans: scaled(25, context), findings: 90, judged: 4, clients: 4, gate },
    onProgress: context.onProgress,
    harm: async ({ untilArrived }) => {
      for (let n = 1; n <= kills; n += 1) {
        const victim = pick(draw, installation.workers)
        const waitMs = draw() * 20
        await untilArrived(n / (kills + 1))
        await pause(waitMs)
        await victim.kill()
        killed += 1
      }
    },
  })
  await installation.close()
  return outcomeOf(campaign, [
    { asked: `${kills} kill -9 of workers`, measured: String(campaign.run.faults.length), ok: true },
    repeatRow(campaign),
  ])
}

export const killWorkers: Scenario = { title: 'kill -9 of workers while they deliver', run }
