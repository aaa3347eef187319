import { AppError, invalid } from '../core/error.ts'
import { newId } from '../core/id.ts'
import type { z } from 'zod'
import type { Destination } from '../destinations/destination.ts'
import { destinationOf } from '../destinations/index.ts'
import type { IntegrationRow } from '../store/integrations.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { judgeUrls, mergeConfig, refuseMasked, withSigningSecret } from './integration-config.ts'
import { requireDigests, requireTargets, sealed, tidyTargets } from './integrations.ts'
import { type createBody, tidyList } from './integration-schemas.ts'
import { type Config, usableConfig } from './integration-view.ts'
import type { OperationContext } from './operation.ts'

/** An integration as a file wants it, judged but not stored. */
export interface Drawn {
  id: string
  name: string
  destination: Destination
  /** Whole. */
  config: Config
  /** The stored configuration; undefined without one that opens. */
  before: Config | undefined
  /** The signing secret that was made for it. */
  made: string | undefined
  columns: Pick<IntegrationRow, 'enabled' | 'severity_filter' | 'target_ids' | 'events' | 'delivery'>
}

type Wanted = z.output<typeof createBody>

const destinationFor = (wanted: Wanted, row: IntegrationRow | undefined, pointer: string): Destination => {
  const destination = destinationOf(wanted.kind)
  if (!destination) throw invalid(`${pointer}/kind`, 'there is no such kind')
  if (row && row.kind !== wanted.kind)
    throw new AppError(
      'conflict',
      `There is a ${row.kind} integration of the name ${wanted.name}: a kind never changes.`,
    )
  return destination
}

/** What the file gives and no more, but for a signing secret that the service made itself. */
const configOf = (destination: Destination, wanted: Config, before: Config | undefined): Config => {
  refuseMasked(destination, wanted)
  const kept = before?.webhook_secret
  if (kept === undefined || 'webhook_secret' in wanted || before?.signature !== wanted.signature) return wanted
  const gone = Object.keys(before ?? {}).filter((field) => !(field in wanted) && field !== 'webhook_secret')
  return mergeConfig(destination, before ?? {}, {
    ...Object.fromEntries(gone.map((field) => [field, null])),
    ...wanted,
  })
}

/** Moves the pointers of what `run` refuses below `pointer`. */
const below = async <T>(pointer: string, run: () => Promise<T>): Promise<T> => {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof AppError) || error.faults.length === 0) throw error
    const faults = error.faults.map((fault) => ({ ...fault, pointer: pointer + fault.pointer }))
    throw new AppError(error.code, `${pointer}${error.message}`, { faults, cause: error })
  }
}

/** Judges one integration as the API does. Throws what it throws, with pointers below `pointer`, and `conflict`. */
export const drawIntegration = (
  wanted: Wanted,
  row: IntegrationRow | undefined,
  pointer: string,
  { caller, services }: OperationContext,
): Promise<Drawn> => {
  const destination = destinationFor(wanted, row, pointer)
  return below(pointer, async () => {
    const before = row && usableConfig(row, services.ring)
    const merged = configOf(destination, wanted.config, before)
    await judgeUrls(destination, merged, services.sender.egress)
    requireDigests(destination, wanted.delivery)
    await requireTargets(services.db, caller.workspaceId, wanted.target_ids)
    const { config, made } = withSigningSecret(destination, merged)
    return {
      id: row?.id ?? newId(),
      name: wanted.name,
      destination,
      config,
      before,
      made,
      columns: {
        enabled: wanted.enabled ?? true,
        severity_filter: wanted.severity_filter ?? 'high',
        target_ids: tidyTargets(wanted.target_ids) ?? null,
        events: tidyList(wanted.events) ?? null,
        delivery: wanted.delivery ?? {},
      },
    }
  })
}

export const sealDrawn = (
  { destination, config }: Drawn,
  place: { workspaceId: string; integrationId: string; generation: number },
  ring: KeyRing,
) => sealed(destination, config, place, ring)
