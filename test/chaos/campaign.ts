import { setTimeout as pause } from 'node:timers/promises'
import { until } from '../process.ts'
import { check, type Verdict } from './check.ts'
import type { Installation } from './installation.ts'
import { bringIn, type Load, messagesOf } from './load.ts'
import type { Accepted, Run, ShownDelivery, Sighting } from './run.ts'

/** What a scenario has to do beside the load. */
export interface Stage {
  installation: Installation
  /** All deliveries that the load makes. */
  total: number
  /** Resolves once so large a share of them has arrived. */
  untilArrived(share: number): Promise<void>
}

export interface CampaignOptions {
  load: Load
  /** Harms the installation; the load goes on meanwhile. */
  harm(stage: Stage): Promise<void>
  /** Told now and then how many deliveries have arrived. */
  onProgress?(arrived: number, total: number): void
}

export interface Campaign extends Verdict {
  run: Run
  seconds: number
}

interface Page<T> {
  items: T[]
  next_cursor: string | null
}

interface ListedDelivery {
  id: string
  integration_id: string
  state: string
  attempts: ShownDelivery['attempts']
}

/** After so long without a delivery that arrives nothing more is waited for. */
export const PATIENCE_MS = 180_000
const LOOK_MS = 250
/** Details asked for at once. */
const READERS = 8

/** Shows what the API says is delivered, while that is going on. */
const watchStates = ({ client }: Installation): { sightings: Sighting[]; stop(): Promise<void> } => {
  const sightings: Sighting[] = []
  let stopped = false
  const look = async (): Promise<void> => {
    while (!stopped) {
      const { items } = await client.get<Page<ListedDelivery>>('/deliveries?state=delivered&limit=50')
      const at = Date.now()
      sightings.push(...items.map(({ id }) => ({ delivery: id, at })))
      await pause(LOOK_MS)
    }
  }
  const looking = look()
  return {
    sightings,
    stop: () => {
      stopped = true
      return looking
    },
  }
}

const listDeliveries = async ({ client }: Installation): Promise<ListedDelivery[]> => {
  const all: ListedDelivery[] = []
  let cursor = ''
  do {
    const page = await client.get<Page<ListedDelivery>>(`/deliveries?limit=200${cursor}`)
    all.push(...page.items)
    cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
  } while (cursor !== '')
  return all
}

/** Every delivery with its attempts. */
const showDeliveries = async (installation: Installation): Promise<ShownDelivery[]> => {
  const queue = await listDeliveries(installation)
  const shown: ShownDelivery[] = []
  const read = async (): Promise<void> => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const { id, integration_id, state, attempts } = await installation.client.get<ListedDelivery>(
        `/deliveries/${next.id}`,
      )
      shown.push({ id, integrationId: integration_id, state, attempts })
    }
  }
  await Promise.all(Array.from({ length: READERS }, read))
  return shown
}

const UNFINISHED = ['pending', 'retrying', 'held']

/** Nothing is left to do, by the API. */
const isSettled = async ({ client }: Installation): Promise<boolean> => {
  for (const state of UNFINISHED) {
    const { items } = await client.get<Page<unknown>>(`/deliveries?state=${state}&limit=1`)
    if (items.length > 0) return false
  }
  return true
}

/** Resolves when `count` deliveries have arrived and are settled, or when nothing has come for too long: what is lost never does. */
const untilOver = async (installation: Installation, count: number): Promise<void> => {
  let arrived = -1
  let since = performance.now()
  while (performance.now() - since < PATIENCE_MS) {
    const now = installation.arrived()
    if (now >= count && (await isSettled(installation))) return
    if (now !== arrived) since = performance.now()
    arrived = now
    await pause(LOOK_MS)
  }
}

/** Brings the load in, harms the installation meanwhile, waits until nothing is left to do, and checks what came of it. */
export const runCampaign = async (installation: Installation, options: CampaignOptions): Promise<Campaign> => {
  const { load, harm, onProgress } = options
  const start = performance.now()
  const total = messagesOf(load) * installation.integrationIds.length
  const accepted: Accepted[] = []
  const watch = watchStates(installation)
  const stage: Stage = {
    installation,
    total,
    untilArrived: async (share) => {
      await until(
        `${share} of ${total} deliveries`,
        () => installation.arrived() >= share * total || undefined,
        PATIENCE_MS,
      )
    },
  }
  const progress = setInterval(() => onProgress?.(installation.arrived(), total), LOOK_MS)
  try {
    await Promise.all([bringIn(installation.client, load, accepted), harm(stage)])
    await untilOver(installation, accepted.length * installation.integrationIds.length)
  } finally {
    clearInterval(progress)
    await watch.stop()
  }
  const run: Run = {
    accepted,
    integrationIds: installation.integrationIds,
    deliveries: await showDeliveries(installation),
    exchanges: installation.exchanges(),
    sightings: watch.sightings,
    faults: installation.faults,
  }
  return { run, seconds: (performance.now() - start) / 1000, ...check(run) }
}
