import { setTimeout as pause } from 'node:timers/promises'
import { pacedBy, runCampaign } from './campaign.ts'
import { createDraw } from './draw.ts'
import { install } from './installation.ts'
import { type Context, type Outcome, outcomeOf, scaled, type Scenario } from './scenario.ts'

const KILLS = 50

interface Counted {
  items: { id: string; status: string }[]
}

const run = async (context: Context): Promise<Outcome> => {
  const kills = scaled(KILLS, context)
  const draw = createDraw(context.seed)
  const installation = await install(context.processes, {
    workers: 1,
    receivers: 1,
    integrations: 1,
    seed: context.seed,
  })
  const pace = pacedBy(kills)
  const campaign = await runCampaign(installation, {
    load: { scans: scaled(500, context), findings: 12, judged: 3, clients: 20, gate: pace.gate },
    onProgress: context.onProgress,
    harm: pace.each(async () => {
      await installation.api.running()
      await pause(draw() * 300)
      await installation.api.kill()
    }),
  })
  const { items: running } = await installation.client.get<Counted>('/scans?status=running&limit=200')
  await installation.close()
  const { accepted, faults } = campaign.run
  return outcomeOf(campaign, [
    { asked: `${kills} kill -9 of the API`, measured: String(faults.length), ok: faults.length === kills },
    {
      asked: 'posts under Idempotency-Keys, retried',
      measured: `${accepted.length} accepted, ${installation.client.failures()} tries failed`,
      ok: installation.client.failures() > 0,
    },
    { asked: '0 scans begun that nobody was told of', measured: String(running.length), ok: running.length === 0 },
  ])
}

export const killApi: Scenario = { title: 'kill -9 of the API while clients post and retry', run }
