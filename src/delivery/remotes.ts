import type { Logger } from '../log.ts'
import type { Rate } from '../core/rate.ts'
import { type Permits, type Rest, restRemotes, takePermits } from '../store/budgets.ts'
import { openCircuit } from '../store/circuits.ts'
import type { Db } from '../store/database.ts'
import { PERMITS_WITHIN_MS } from './lane.ts'

/** What all workers know together of the destinations that they send to. Nothing here rejects. */
export interface Remotes {
  /** Permits to send to a remote; undefined when there is no answer. */
  permits(remote: string, wanted: number, rates: readonly Rate[]): Promise<Permits | undefined>
  /** A delivery made so many requests more than the one that it had a permit for. */
  charge(remote: string, requests: number, rates: readonly Rate[]): Promise<void>
  /** Its vendor asked for nothing before that. */
  rest(remote: string, ms: number): Promise<void>
  /** It fails: what is queued for the integration is held until a probe succeeds. */
  open(integrationId: string, reason: string): Promise<void>
}

/** Writes one statement at a time: of a remote that asks again and again meanwhile the next one tells once. */
const createTelling = (write: (rests: readonly Rest[]) => Promise<unknown>) => {
  const untold = new Map<string, number>()
  let telling: Promise<void> | undefined

  const tellAll = async (): Promise<void> => {
    while (untold.size > 0) {
      const now = performance.now()
      const rests = [...untold].map(([remote, until]) => ({ remote, ms: until - now }))
      untold.clear()
      await write(rests)
    }
    telling = undefined
  }
  return (remote: string, ms: number): Promise<void> => {
    untold.set(remote, Math.max(untold.get(remote) ?? 0, performance.now() + ms))
    return (telling ??= tellAll())
  }
}

export const createRemotes = (db: Db, log: Logger): Remotes => {
  const attempt = async <T>(what: string, run: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await run()
    } catch (error) {
      log.warn({ err: error }, `${what} failed`)
      return undefined
    }
  }
  return {
    permits: (remote, wanted, rates) =>
      attempt('asking for permits to send', () => takePermits(db, remote, wanted, rates, PERMITS_WITHIN_MS)),
    charge: async (remote, requests, rates) => {
      await attempt('counting requests', () => takePermits(db, remote, requests, rates, Infinity))
    },
    rest: createTelling((rests) => attempt('noting rests', () => restRemotes(db, rests))),
    open: async (integrationId, reason) => {
      const opened = await attempt('opening a circuit', () => openCircuit(db, integrationId, reason))
      if (opened)
        log.warn({ integrationId, reason }, 'circuit opened: deliveries wait until the destination is well again')
    },
  }
}
