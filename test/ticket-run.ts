import type { DemoApi } from '../demo/api.ts'
import type { ReceivedRequest } from '../demo/receivers/receiver.ts'
import { destinationOf } from '../src/destinations/index.ts'
import { until } from './process.ts'
import { isCreate, startSite, sum, TICKET_KINDS, type TicketKind, type TicketSite } from './ticket-sites.ts'
import { completeScanWith, countStates } from './webhook-load.ts'

/** Processes of the service, each with a name of its own that stands in all that it sends. */
export interface Crew {
  /** Ends that process by kill -9, and starts another. */
  replace(name: string): { dead: Promise<unknown>; replaced: Promise<unknown> }
  api(): DemoApi
}

/** `PRODUCT_NAME` of the nth process. */
export const crewName = (n: number): string => `crew${n}`

export interface TicketRunOptions {
  /** Findings, each to all four vendors. */
  count: number
  kills: number
  /** How long Jira's search does not show a new issue. */
  jiraLagMs: number
  timeoutMs: number
  /** A sender dies only when all that it has begun has arrived; otherwise at once, with some on the way. */
  allInFlight: boolean
  /** Of each integration; the service's own unless told. */
  retrySchedule?: number[]
  /** Starts the processes; `allow` is what `EGRESS_ALLOW` has to let through. */
  start(allow: string): Promise<Crew>
}

export interface TicketCount {
  made: number
  /** Beyond one a finding. */
  duplicates: number
  /** Findings without any. */
  lost: number
  /** Done by the vendor while their sender died, so that nothing of it was recorded. */
  stranded: number
  /** Sent again, and merged by the vendor. */
  merged: number
  states: Record<string, number>
}

export interface TicketRun {
  /** Kills between a create that the vendor did and its record. */
  kills: number
  counts: Record<TicketKind, TicketCount>
  problems: string[]
  seconds: number
}

interface Target {
  kind: TicketKind
  site: TicketSite
}

/** When each kind's next kill is due: after so many creates, spread evenly over the findings. */
const dueOf = (kind: TicketKind, { count, kills }: TicketRunOptions): number[] => {
  const own = Array.from({ length: kills }, (_, n) => n).filter(
    (n) => TICKET_KINDS[n % TICKET_KINDS.length] === kind,
  ).length
  return Array.from({ length: own }, (_, n) => Math.floor((count * (n + 1)) / (own + 1)))
}

/** Kinds that take no idempotency key: what is on the way when its sender dies is not sure for a while. */
const UNSURE: readonly TicketKind[] = ['jira', 'github']

/** Of a process that is about to die: all that it may have under way has arrived at the vendor, or nothing is left to make. */
const isAllHeld = (kind: TicketKind, held: number, { site }: Target, { count }: TicketRunOptions): boolean =>
  held >= (destinationOf(kind)?.limits.concurrency ?? 1) || site.made().length >= count

/** Kills the sender of a create that the vendor did and has not answered yet; until it is armed, answers wait. */
const createKiller = (options: TicketRunOptions) => {
  const armed = Promise.withResolvers<Crew>()
  let crew: Crew | undefined
  let targets: readonly Target[] = []
  /** Creates by sender and kind that are not answered, as their sender dies. */
  const held = new Map<string, number>()
  const dead = new Map<string, Promise<unknown>>()
  const replaced: Promise<unknown>[] = []
  const untilAllHeld = (name: string): Promise<boolean> =>
    until(
      'all that is under way has arrived',
      () =>
        targets
          .filter(({ kind }) => UNSURE.includes(kind))
          .every((target) => isAllHeld(target.kind, held.get(`${name} ${target.kind}`) ?? 0, target, options)) ||
        undefined,
    )
  const kill = ({ replace }: Crew, name: string): Promise<unknown> => {
    const ready = options.allInFlight ? untilAllHeld(name) : Promise.resolve(true)
    const replacement = ready.then(() => replace(name))
    replaced.push(replacement.then((each) => each.replaced))
    const death = replacement.then((each) => each.dead)
    dead.set(name, death)
    return death
  }
  const holdOf = (kind: TicketKind) => {
    const due = dueOf(kind, options)
    let creates = 0
    return (request: ReceivedRequest): Promise<unknown> | undefined => {
      if (!isCreate(kind, request)) return undefined
      creates += 1
      if (!crew) return armed.promise
      const name = /\bcrew\d+\b/.exec(request.body)?.[0] ?? ''
      const isDue = due[0] !== undefined && creates >= due[0]
      if (!isDue && !dead.has(name)) return undefined
      held.set(`${name} ${kind}`, (held.get(`${name} ${kind}`) ?? 0) + 1)
      const death = dead.get(name)
      if (death) return death
      due.shift()
      return kill(crew, name)
    }
  }
  const arm = (armedWith: Crew, at: readonly Target[]): void => {
    crew = armedWith
    targets = at
    armed.resolve(armedWith)
  }
  const stranded = (kind: TicketKind): number =>
    sum([...held].filter(([key]) => key.endsWith(` ${kind}`)).map(([, count]) => count))
  return { holdOf, arm, stranded, kills: () => dead.size, replaced: () => Promise.all(replaced) }
}
type Killer = ReturnType<typeof createKiller>

/** Where one kind's deliveries go, and the integration that sends them there. */
interface Line extends Target {
  integrationId: string
}

const countOf = (site: TicketSite, count: number): Pick<TicketCount, 'made' | 'duplicates' | 'lost' | 'merged'> => {
  const made = site.made()
  const different = new Set(made).size
  return {
    made: made.length,
    duplicates: made.length - different,
    lost: count - different,
    merged: site.merged(),
  }
}

const startSites = async (
  { jiraLagMs }: TicketRunOptions,
  { holdOf }: Killer,
  cleanup: AsyncDisposableStack,
): Promise<Target[]> => {
  const sites: Target[] = []
  for (const kind of TICKET_KINDS) {
    const site = await startSite(kind, { indexLagMs: jiraLagMs, hold: holdOf(kind) })
    cleanup.defer(() => site.receiver.close())
    sites.push({ kind, site })
  }
  return sites
}

const integrate = async (api: DemoApi, { kind, site }: Target, { retrySchedule }: TicketRunOptions): Promise<Line> => {
  const { id } = await api.post<{ id: string }>('/integrations', {
    kind,
    name: kind,
    config: site.receiver.config,
    severity_filter: 'info',
    events: ['finding_new'],
    ...(retrySchedule && { delivery: { retry_schedule: retrySchedule } }),
  })
  return { kind, site, integrationId: id }
}

type Counts = Record<TicketKind, TicketCount>

const untilDelivered = async (
  crew: Crew,
  killer: Killer,
  lines: readonly Line[],
  { count, timeoutMs }: TicketRunOptions,
): Promise<Counts> => {
  let last: [TicketKind, TicketCount][] = []
  const look = async (): Promise<Counts | undefined> => {
    await killer.replaced()
    last = await Promise.all(
      lines.map(async ({ kind, site, integrationId }): Promise<[TicketKind, TicketCount]> => {
        // Whoever answers may be the next to die.
        const states = await countStates(crew.api(), integrationId).catch(() => ({}))
        return [kind, { ...countOf(site, count), stranded: killer.stranded(kind), states }]
      }),
    )
    return last.every(([, { states }]) => states.delivered === count) ? (Object.fromEntries(last) as Counts) : undefined
  }
  return until('all is recorded as delivered', look, timeoutMs, 500).catch((error: unknown) => {
    throw new Error(`it ended with ${JSON.stringify(Object.fromEntries(last))}`, { cause: error })
  })
}

/** Delivers `count` findings to four vendors while senders die by kill -9 between sending and recording. */
export const runTicketKills = async (options: TicketRunOptions): Promise<TicketRun> => {
  await using cleanup = new AsyncDisposableStack()
  const killer = createKiller(options)
  const sites = await startSites(options, killer, cleanup)
  const crew = await options.start(sites.map(({ site }) => new URL(site.receiver.url).host).join(','))
  const lines: Line[] = []
  for (const site of sites) lines.push(await integrate(crew.api(), site, options))
  await completeScanWith(crew.api(), options.count)
  killer.arm(crew, sites)
  const start = performance.now()
  const counts = await untilDelivered(crew, killer, lines, options)
  return {
    kills: killer.kills(),
    counts,
    problems: sites.flatMap(({ site }) => site.receiver.problems()),
    seconds: (performance.now() - start) / 1000,
  }
}
