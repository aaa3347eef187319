import { AppError } from '../core/error.ts'
import { secretFields } from '../core/secret.ts'
import { openIntegration } from '../delivery/open-integration.ts'
import { destinationOf } from '../destinations/index.ts'
import { findHealth, type Health } from '../store/health.ts'
import type { IntegrationRow } from '../store/integrations.ts'
import { CredentialUnusable } from '../vault/envelope.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import type { IntegrationView } from './integration-schemas.ts'
import type { Services } from './services.ts'

export type Config = Record<string, unknown>

/** The whole configuration, or undefined when it does not open. */
export const usableConfig = (row: IntegrationRow, ring: KeyRing): Config | undefined => {
  try {
    return openIntegration(row, ring).config
  } catch (error) {
    if (error instanceof CredentialUnusable) return undefined
    throw error
  }
}

const configSet = (row: IntegrationRow, ring: KeyRing): string[] => {
  const config = usableConfig(row, ring) ?? {}
  const destination = destinationOf(row.kind)
  return destination ? secretFields(destination.config).filter((field) => config[field] !== undefined) : []
}

export type View = Omit<IntegrationView, 'kind'> & { kind: string }

const healthView = ({ hours, ...health }: Health): IntegrationView['health'] => ({
  ...health,
  next_probe_at: health.next_probe_at?.toISOString() ?? null,
  oldest_waiting_at: health.oldest_waiting_at?.toISOString() ?? null,
  last_success_at: health.last_success_at?.toISOString() ?? null,
  last_error_at: health.last_error_at?.toISOString() ?? null,
  failing_since: health.failing_since?.toISOString() ?? null,
  hours: hours.map(({ hour, ...counts }) => ({ hour: hour.toISOString(), ...counts })),
})

export const integrationViews = async (rows: readonly IntegrationRow[], { db, ring }: Services): Promise<View[]> => {
  const health = await findHealth(
    db,
    rows.map(({ id }) => id),
  )
  return rows.flatMap((row) => {
    const own = health.get(row.id)
    return own ? [integrationView(row, own, ring)] : []
  })
}

export const viewOf = async (row: IntegrationRow | undefined, services: Services): Promise<View> =>
  found((await integrationViews([found(row)], services))[0])

const integrationView = (row: IntegrationRow, health: Health, ring: KeyRing): View => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  enabled: row.enabled,
  severity_filter: row.severity_filter,
  target_ids: row.target_ids,
  events: row.events,
  delivery: row.delivery,
  config: row.public_config,
  config_set: configSet(row, ring),
  disabled_reason: row.disabled_reason,
  health: healthView(health),
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
})

export const found = <Row>(row: Row | undefined): Row => {
  if (row === undefined) throw new AppError('not_found')
  return row
}
