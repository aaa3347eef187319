import { runCampaign } from './campaign.ts'
import { install } from './installation.ts'
import { type Context, type Outcome, outcomeOf, scaled, type Scenario } from './scenario.ts'

const MANNERS = { throttled: 0.2, retryAfterSeconds: 2, broken: 0.1, reset: 0.05 }

const run = async (context: Context): Promise<Outcome> => {
  const installation = await install(context.processes, {
    workers: 3,
    receivers: 2,
    integrations: 40,
    manners: MANNERS,
    seed: context.seed,
  })
  const campaign = await runCampaign(installation, {
    // 125 messages a scan to 40 integrations: 10,000 in all.
    load: { scans: 2, findings: scaled(113, context), judged: scaled(5, context), clients: 2 },
    onProgress: context.onProgress,
    harm: () => Promise.resolve(),
  })
  await installation.close()
  const { run: what } = campaign
  const answers = what.exchanges.length
  const share = (status: number): string =>
    `${((100 * what.exchanges.filter((exchange) => exchange.status === status).length) / answers).toFixed(1)} %`
  const delivered = what.deliveries.filter(({ state }) => state === 'delivered').length
  return outcomeOf(campaign, [
    {
      asked: '20 % 429 with Retry-After: 2, 10 % 500, 5 % resets',
      measured: `${share(429)}, ${share(500)}, ${share(0)} of ${answers} requests`,
      ok: true,
    },
    {
      asked: '100 % delivered',
      measured: `${delivered} of ${what.deliveries.length}`,
      ok: delivered === what.deliveries.length && delivered > 0,
    },
  ])
}

export const badReceivers: Scenario = { title: 'receivers that throttle, fail and reset', run }
