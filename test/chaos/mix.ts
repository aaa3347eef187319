import { runCampaign } from './campaign.ts'
import { install, type Shape } from './installation.ts'
import type { Load } from './load.ts'
import { deal, planBlows, type PlanOptions } from './plan.ts'
import { type Context, type Outcome, outcomeOf, repeatRow, scaled, type Scenario } from './scenario.ts'

const MANNERS = { throttled: 0.02, retryAfterSeconds: 1, broken: 0.03, reset: 0.02, slow: 0.02, slowMs: 2000 }

const run = async (
  context: Context,
  shape: Omit<Shape, 'seed'>,
  load: Load,
  plan: Omit<PlanOptions, 'seed'>,
): Promise<Outcome> => {
  const { seed } = context
  const installation = await install(context.processes, { ...shape, seed })
  const campaign = await runCampaign(installation, {
    load,
    onProgress: context.onProgress,
    harm: (stage) => deal(stage, planBlows({ ...plan, seed })),
  })
  await installation.close()
  const felt = Map.groupBy(installation.faults, ({ who, how }) => `${how} ${who.replace(/\d*[-,].*/, '')}`)
  return outcomeOf(campaign, [
    {
      asked: `${plan.blows} blows at random`,
      measured: [...felt].map(([name, { length }]) => `${name} ${length}`).join(', '),
      ok: installation.faults.length >= plan.blows,
    },
    repeatRow(campaign),
  ])
}

export const mix: Scenario = {
  title: 'all of it at random, against everybody',
  run: (context) =>
    run(
      context,
      { workers: 3, receivers: 2, integrations: 10, manners: MANNERS },
      { scans: scaled(20, context), findings: 40, judged: 4, clients: 4 },
      { blows: scaled(60, context), whom: ['api', 'worker', 'worker', 'receiver', 'database'], maxFreezeMs: 5000 },
    ),
}

/** The same of one process with its embedded database, which takes up at once what it had in hand when it died. */
export const mixEmbedded: Scenario = {
  title: 'kill and freeze of serve on its embedded database, and of receivers',
  run: (context) =>
    run(
      context,
      { embedded: true, workers: 1, receivers: 2, integrations: 4, manners: MANNERS },
      { scans: scaled(50, context), findings: 42, judged: 3, clients: 4 },
      { blows: scaled(50, context), whom: ['api', 'api', 'receiver'], maxFreezeMs: 2000 },
    ),
}
