import { until } from '../process.ts'
import { readMetric } from '../webhook-load.ts'
import { pacedBy, runCampaign } from './campaign.ts'
import { createDraw } from './draw.ts'
import { install, type Installation } from './installation.ts'
import type { Member } from './member.ts'
import { type Context, type Outcome, outcomeOf, repeatRow, scaled, type Scenario } from './scenario.ts'

const FREEZES = 20
/** Twice the 30 s after which a silent worker's claims are offered to others. */
const FREEZE_MS = 60_000
/** Frozen at a time, of six: the others go on meanwhile. */
const AT_ONCE = 4
/** So that at any moment something is on the way. */
const MANNERS = { slow: 0.3, slowMs: 1500 }

const readInHand = async (member: Member): Promise<number> =>
  readMetric((await member.running()).url, 'pencheff_deliveries_in_hand')

/** One that is not frozen and has work in its hand. */
const findBusy = ({ workers }: Installation, frozen: ReadonlySet<Member>, draw: () => number): Promise<Member> => {
  const first = Math.floor(draw() * workers.length)
  const turned = [...workers.slice(first), ...workers.slice(0, first)]
  return until(
    'a worker with work in its hand',
    async () => {
      for (const worker of turned) if (!frozen.has(worker) && (await readInHand(worker)) > 0) return worker
      return undefined
    },
    120_000,
  )
}

const run = async (context: Context): Promise<Outcome> => {
  const freezes = scaled(FREEZES, context)
  const draw = createDraw(context.seed)
  const installation = await install(context.processes, {
    workers: 6,
    receivers: 1,
    integrations: 4,
    manners: MANNERS,
    seed: context.seed,
  })
  const frozen = new Set<Member>()
  const thawing: Promise<void>[] = []
  const freeze = async (worker: Member): Promise<void> => {
    frozen.add(worker)
    await worker.freeze(FREEZE_MS)
    frozen.delete(worker)
  }
  const pace = pacedBy(freezes)
  const campaign = await runCampaign(installation, {
    // 100 messages a scan to four integrations: 10,000 in all.
    load: { scans: scaled(25, context), findings: 90, judged: 4, clients: 4, gate: pace.gate },
    onProgress: context.onProgress,
    harm: async (stage) => {
      await pace.each(async () => {
        await until('fewer are frozen', () => frozen.size < AT_ONCE || undefined, 2 * FREEZE_MS)
        thawing.push(freeze(await findBusy(installation, frozen, draw)))
      })(stage)
      await Promise.all(thawing)
    },
  })
  const fenced = await Promise.all(
    installation.workers.map(async (worker) =>
      readMetric((await worker.running()).url, 'pencheff_delivery_fenced_total'),
    ),
  )
  await installation.close()
  return outcomeOf(campaign, [
    repeatRow(campaign),
    {
      asked: `${freezes} SIGSTOP of workers for ${FREEZE_MS / 1000} s`,
      measured: String(installation.faults.length),
      ok: installation.faults.length === freezes,
    },
    {
      asked: 'what a worker records that lost its claim is refused',
      measured: `${fenced.reduce((sum, count) => sum + count, 0)} refused, ${campaign.repeats.total} sent again`,
      ok: true,
    },
  ])
}

export const freezeWorkers: Scenario = { title: 'SIGSTOP of workers for twice the lease', run }
