import type { EventName } from '../core/event.ts'
import { destinationOf } from '../destinations/index.ts'
import type { Db } from '../store/database.ts'
import type { NewDelivery } from '../store/deliveries.ts'
import { openDigest, type ScanTally, tallyScan } from '../store/digests.ts'
import type { IntegrationFilter } from '../store/integration-filters.ts'

/** What of a scan may still go out one by one at one integration. */
interface Allowance {
  left: number
  events: readonly EventName[]
  /** The delivery that carries the rest, once there is one. */
  carrier?: string
}

/** Decides which deliveries of one scan go out one by one, and which a digest carries. */
export interface Bundler {
  scanId: string
  /** By integration; those without a limit are not in it. */
  allowances: Map<string, Allowance>
}

/** So many of a scan's events, of these kinds, go out one by one; undefined where all do. */
export const limitOf = ({
  kind,
  delivery,
}: Pick<IntegrationFilter, 'kind' | 'delivery'>): Pick<Allowance, 'left' | 'events'> | undefined => {
  const rule = destinationOf(kind)?.digest
  if (!rule) return undefined
  const { individually = rule.individually } = delivery
  return individually === null ? undefined : { left: individually, events: rule.events }
}

/** Asked once a page, with the integrations as they are then. */
export type OpenBundler = (tx: Db, integrations: readonly IntegrationFilter[]) => Promise<Bundler>

/** Counts what an earlier run routed already, once an integration has a limit. */
export const bundlerOf = (scanId: string): OpenBundler => {
  const allowances = new Map<string, Allowance>()
  let tallies: Map<string, ScanTally[]> | undefined
  return async (tx, integrations) => {
    for (const integration of integrations) {
      const limit = limitOf(integration)
      if (!limit || allowances.has(integration.id)) continue
      tallies ??= Map.groupBy(await tallyScan(tx, scanId), ({ integration_id }) => integration_id)
      const used = (tallies.get(integration.id) ?? [])
        .filter(({ event }) => limit.events.includes(event))
        .reduce((sum, { alone }) => sum + alone, 0)
      allowances.set(integration.id, { ...limit, left: limit.left - used })
    }
    return { scanId, allowances }
  }
}

const digestFor = async (
  tx: Db,
  { scanId, allowances }: Bundler,
  { id, integrationId, event, notSent }: NewDelivery,
): Promise<string | undefined> => {
  const allowance = allowances.get(integrationId)
  if (!allowance || notSent !== undefined || !allowance.events.includes(event)) return undefined
  allowance.left -= 1
  if (allowance.left >= 0) return undefined
  allowance.carrier ??= await openDigest(tx, scanId, integrationId, id)
  return allowance.carrier
}

/** The deliveries, most severe first, each beyond its integration's limit with the delivery that carries it. */
export const bundle = async (tx: Db, bundler: Bundler, deliveries: readonly NewDelivery[]): Promise<NewDelivery[]> => {
  const bundled: NewDelivery[] = []
  for (const delivery of deliveries) {
    const digestId = await digestFor(tx, bundler, delivery)
    bundled.push(digestId === undefined ? delivery : { ...delivery, digestId })
  }
  return bundled
}
