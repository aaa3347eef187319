import { ENDS, type End } from '../postgres-server.ts'
import { pacedBy, runCampaign } from './campaign.ts'
import { createDraw, pick } from './draw.ts'
import { install } from './installation.ts'
import { type Context, type Outcome, outcomeOf, scaled, type Scenario } from './scenario.ts'

const RESTARTS = 10
const WAYS = Object.keys(ENDS) as [End, ...End[]]

const run = async (context: Context): Promise<Outcome> => {
  const restarts = scaled(RESTARTS, context)
  const draw = createDraw(context.seed)
  const installation = await install(context.processes, {
    workers: 3,
    receivers: 1,
    integrations: 4,
    seed: context.seed,
  })
  const pace = pacedBy(restarts)
  const campaign = await runCampaign(installation, {
    // 100 messages a scan to four integrations: 10,000 in all.
    load: { scans: scaled(25, context), findings: 90, judged: 4, clients: 4, gate: pace.gate },
    onProgress: context.onProgress,
    harm: pace.each(async () => installation.database?.restart(pick(draw, WAYS))),
  })
  await installation.close()
  const ways = Map.groupBy(installation.faults, ({ who }) => who)
  return outcomeOf(campaign, [
    {
      asked: `${restarts} restarts of PostgreSQL`,
      measured: [...ways].map(([who, { length }]) => `${who} ${length}`).join(', '),
      ok: campaign.run.faults.length === restarts,
    },
    { asked: 'sent again', measured: String(campaign.repeats.total), ok: true },
  ])
}

export const restartPostgres: Scenario = { title: 'PostgreSQL ends (fast, immediate, killed) and starts again', run }
