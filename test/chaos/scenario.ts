import type { Processes } from '../process.ts'
import type { Campaign } from './campaign.ts'
import { BREACHES, type Breach, type Run, type Violation } from './run.ts'

/** A line of the table. */
export interface Row {
  asked: string
  measured: string
  ok: boolean
}

export interface Context {
  processes: Processes
  /** The same seed makes the same plan of faults. */
  seed: string
  /** 1 for the numbers that are asked for; less for a taste. */
  scale: number
  onProgress(arrived: number, total: number): void
}

export interface Outcome {
  rows: Row[]
  violations: Violation[]
  /** What befell whom, and all that is known of the deliveries that the violations name. */
  evidence: Pick<Run, 'faults' | 'exchanges' | 'deliveries'>
  seconds: number
}

/** What came of a campaign: `rows` of its own, then those of every scenario. */
export const outcomeOf = (campaign: Campaign, rows: readonly Row[]): Outcome => {
  const { run, violations, seconds } = campaign
  const isNamed = (id: string): boolean => violations.some(({ detail }) => detail.includes(id))
  const { faults } = run
  const exchanges = run.exchanges.filter(({ delivery }) => isNamed(delivery))
  const deliveries = run.deliveries.filter(({ id }) => isNamed(id))
  return {
    rows: [...rows, ...promiseRows(campaign)],
    violations,
    evidence: { faults, exchanges, deliveries },
    seconds,
  }
}

export interface Scenario {
  /** One line: what is done. */
  title: string
  run(context: Context): Promise<Outcome>
}

/** At least one. */
export const scaled = (count: number, { scale }: Context): number => Math.max(1, Math.round(count * scale))

/** What can be sent twice when a worker dies or stands still: it bounds what it has sent and not recorded. */
const MAX_REPEATS = 100

export const repeatRow = ({ repeats }: Campaign): Row => {
  const most = Math.max(0, ...repeats.byFault.values())
  return {
    asked: `at most ${MAX_REPEATS} sent twice a fault`,
    measured: `${most} at most, ${repeats.total} in all`,
    ok: most <= MAX_REPEATS,
  }
}

/** How often something happened that must not; each row names what it promises. */
const PROMISES: readonly { asked: string; breaches: readonly Breach[] }[] = [
  { asked: '0 lost', breaches: ['lost'] },
  { asked: '0 made of nothing, or twice', breaches: ['unasked', 'made_twice'] },
  { asked: '0 sent twice at once', breaches: ['at_once'] },
  { asked: '0 recorded as done twice', breaches: ['done_twice'] },
  { asked: '0 sent again without a cause', breaches: ['repeated'] },
  { asked: 'in order per finding', breaches: ['overtaken'] },
  { asked: '0 earlier than Retry-After', breaches: ['too_early'] },
  { asked: 'states as the receivers saw them', breaches: ['misstated'] },
  { asked: '0 malformed, 0 processes died by themselves', breaches: ['malformed', 'died'] },
]

const countOf = (violations: readonly Violation[], breaches: readonly Breach[]): number =>
  violations.filter(({ breach }) => breaches.includes(breach)).length

/** What holds in each scenario. */
const promiseRows = ({ violations, run, waits }: Campaign): Row[] =>
  PROMISES.map(({ asked, breaches }) => {
    const count = countOf(violations, breaches)
    const all = run.deliveries.length
    const measured =
      breaches[0] === 'misstated'
        ? `${((100 * Math.max(0, all - count)) / Math.max(all, 1)).toFixed(2)} % of ${all}`
        : breaches[0] === 'too_early' && waits.asked > 0
          ? `${count} after ${waits.asked} answers, others stopped within ${waits.heardAfterMs} ms`
          : String(count)
    return { asked, measured, ok: count === 0 }
  })

export const describe = ({ breach, detail }: Violation): string => `${BREACHES[breach]}: ${detail}`
