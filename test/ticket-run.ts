import { setTimeout as pause } from 'node:timers/promises'
import type { DemoApi } from '../demo/api.ts'
import type { ReceivedRequest } from '../demo/receivers/receiver.ts'
import { until } from './process.ts'
import { isCreate, startSite, TICKET_KINDS, type TicketKind, type TicketSite } from './ticket-sites.ts'
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

/** When each kind's next kill is due: after so many creates, spread evenly over the findings. */
const dueOf = (kind: TicketKind, { count, kills }: TicketRunOptions): number[] => {
  const own = Array.from({ length: kills }, (_, n) => n).filter(
    (n) => TICKET_KINDS[n % TICKET_KINDS.length] === kind,
  ).length
  return Array.from({ length: own }, (_, n) => Math.floor((count * (n + 1)) / (own + 1)))
}

/** Nothing more arrives for so long: all that may be under way has arrived. */
const QUIET_MS = 200

/** Kills the sender of a create that the vendor did and has not answered yet; until it is armed, answers wait. */
const createKiller = (options: TicketRunOptions, crew: () => Crew) => {
  const armed = Promise.withResolvers<boolean>()
  let isArmed = false
  let creates = 0
  const dead = new Map<string, Promise<unknown>>()
  const replaced: Promise<unknown>[] = []
  const untilQuiet = async (): Promise<void> => {
    for (let seen = -1; seen !== creates; await pause(QUIET_MS)) seen = creates
  }
  const kill = (name: string): Promise<unknown> => {
    const ready = options.allInFlight ? untilQuiet() : Promise.resolve()
    const replacement = ready.then(() => crew().replace(name))
    replaced.push(replacement.then((each) => each.replaced))
    const death = replacement.then((each) => each.dead)
    dead.set(name, death)
    return death
  }
  const holdOf = (kind: TicketKind) => {
    const due = dueOf(kind, options)
    let own = 0
    return (request: ReceivedRequest): Promise<unknown> | undefined => {
      if (!isCreate(kind, request)) return undefined
      creates += 1
      own += 1
      if (!isArmed) return armed.promise
      const name = /\bcrew\d+\b/.exec(request.body)?.[0] ?? ''
      const death = dead.get(name)
      if (death || due[0] === undefined || own < due[0]) return death
      due.shift()
      return kill(name)
    }
  }
  const arm = (): void => {
    isArmed = true
    armed.resolve(true)
  }
  return { holdOf, arm, kills: () => dead.size, replaced: () => Promise.all(replaced) }
}

const countOf = (site: TicketSite, count: number, states: Record<string, number>): TicketCount => {
  const made = site.made()
  const different = new Set(made).size
  return {
    made: made.length,
    duplicates: made.length - different,
    lost: count - different,
    merged: site.merged(),
    states,
  }
}

const addIntegration = async (
  api: DemoApi,
  kind: TicketKind,
  { receiver }: TicketSite,
  retrySchedule: number[] | undefined,
): Promise<string> =>
  (
    await api.post<{ id: string }>('/integrations', {
      kind,
      name: kind,
      config: receiver.config,
      severity_filter: 'info',
      events: ['finding_new'],
      ...(retrySchedule && { delivery: { retry_schedule: retrySchedule } }),
    })
  ).id

/** Delivers `count` findings to four vendors while senders die by kill -9 between sending and recording. */
export const runTicketKills = async (options: TicketRunOptions): Promise<TicketRun> => {
  await using cleanup = new AsyncDisposableStack()
  let crew: Crew | undefined
  const running = (): Crew => {
    if (!crew) throw new Error('the crew is not there yet')
    return crew
  }
  const killer = createKiller(options, running)
  const sites = new Map<TicketKind, TicketSite>()
  for (const kind of TICKET_KINDS) {
    const site = await startSite(kind, { indexLagMs: options.jiraLagMs, hold: killer.holdOf(kind) })
    cleanup.defer(() => site.receiver.close())
    sites.set(kind, site)
  }
  crew = await options.start([...sites.values()].map(({ receiver }) => new URL(receiver.url).host).join(','))
  const ids = new Map<TicketKind, string>()
  for (const [kind, site] of sites) ids.set(kind, await addIntegration(crew.api(), kind, site, options.retrySchedule))
  await completeScanWith(crew.api(), options.count)
  killer.arm()
  const start = performance.now()
  const counts = new Map<TicketKind, TicketCount>()
  await until(
    'all is recorded as delivered',
    async () => {
      await killer.replaced()
      for (const [kind, site] of sites) {
        const states = await countStates(running().api(), ids.get(kind) ?? '').catch(() => ({}))
        counts.set(kind, countOf(site, options.count, states))
      }
      return [...counts.values()].every(({ states }) => states.delivered === options.count) || undefined
    },
    options.timeoutMs,
    500,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)} ${JSON.stringify(Object.fromEntries(counts))}`, { cause: error })
  })
  return {
    kills: killer.kills(),
    counts: Object.fromEntries(counts) as Record<TicketKind, TicketCount>,
    problems: [...sites.values()].flatMap(({ receiver }) => receiver.problems()),
    seconds: (performance.now() - start) / 1000,
  }
}
