import type { Logger } from '../log.ts'
import type { Meter } from '../metrics.ts'
import type { Database } from '../store/database.ts'
import type { UnroutedEvent } from '../store/events.ts'
import { clearRoutingCrashes, countRoutingCrash, failRouting, findRoutingCrashes } from '../store/routing-suspects.ts'
import { PAGE, type Walk } from './fan-out.ts'
import { persist } from './hand.ts'
import { MAX_CRASHES } from './suspects.ts'

export interface SuspectEventsOptions {
  db: Database
  log: Logger
  meter: Meter
}

/** In their order: those that were in a crash alone, the others by the page. */
const partsOf = (events: readonly UnroutedEvent[], crashes: ReadonlyMap<string, number>): UnroutedEvent[][] => {
  const parts: UnroutedEvent[][] = []
  let open = false
  for (const event of events) {
    const isSeen = crashes.has(event.id)
    const last = parts.at(-1)
    if (open && !isSeen && last && last.length < PAGE) last.push(event)
    else parts.push([event])
    open = !isSeen
  }
  return parts
}

/**
 * Routes with an eye on what may kill the process, as `watchSuspects` sends: where a job was in a dead worker's hand, the
 * crash is counted ahead for all events of a page, and taken back once the page is routed. Those that were in such a crash
 * go alone, and after the third crash an event is judged for nobody, until somebody has it routed again.
 */
export const watchEvents =
  ({ db, log, meter }: SuspectEventsOptions): Walk =>
  async (events, route) => {
    const ids = events.map(({ id }) => id)
    const crashes = await findRoutingCrashes(db, ids)

    const watched = async (part: readonly UnroutedEvent[]): Promise<void> => {
      const own = part.map(({ id }) => id)
      await countRoutingCrash(db, own)
      // What is thrown is no crash.
      await route(part).finally(() => persist(log, 'clearing suspect events', () => clearRoutingCrashes(db, own)))
    }
    const stop = async (eventId: string): Promise<void> => {
      if (!(await failRouting(db, eventId))) return
      log.error({ eventId }, 'an event was judged for nobody: the process died each time it was routed')
      meter.unrouted()
    }
    for (const part of partsOf(events, crashes)) {
      const [first] = part
      if (first && (crashes.get(first.id) ?? 0) >= MAX_CRASHES - 1) await stop(first.id)
      else await watched(part)
    }
  }
