import { setTimeout as pause } from 'node:timers/promises'
import { pacedBy, runCampaign } from './campaign.ts'
import { createDraw, pick } from './draw.ts'
import { install } from './installation.ts'
import { type Context, type Outcome, outcomeOf, repeatRow, scaled, type Scenario } from './scenario.ts'

const KILLS = 50

const run = async (context: Context): Promise<Outcome> => {
  const kills = scaled(KILLS, context)
  const draw = createDraw(context.seed)
  const installation = await install(context.processes, {
    workers: 4,
    receivers: 1,
    integrations: 4,
    seed: context.seed,
  })
  const pace = pacedBy(kills)
  const campaign = await runCampaign(installation, {
    // 100 messages a scan to four integrations: 10,000 in all.
    load: { scans: scaled(25, context), findings: 90, judged: 4, clients: 4, gate: pace.gate },
    onProgress: context.onProgress,
    harm: pace.each(async () => {
      const victim = pick(draw, installation.workers)
      await pause(draw() * 20)
      await victim.kill()
    }),
  })
  await installation.close()
  return outcomeOf(campaign, [
    { asked: `${kills} kill -9 of workers`, measured: String(campaign.run.faults.length), ok: true },
    repeatRow(campaign),
  ])
}

export const killWorkers: Scenario = { title: 'kill -9 of workers while they deliver', run }
