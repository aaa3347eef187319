import { createHash } from 'node:crypto'
import { AppError, invalid } from '../core/error.ts'
import { newId } from '../core/id.ts'
import type { ExportPlace } from '../delivery/export.ts'
import { hideSecrets, openIntegration } from '../delivery/open-integration.ts'
import type { Destination } from '../destinations/destination.ts'
import { destinationOf } from '../destinations/index.ts'
import { findIntegration, type IntegrationRow, listIntegrations } from '../store/integrations.ts'
import { CredentialUnusable } from '../vault/envelope.ts'
import type { ExportInput } from './export-input.ts'
import { judgeUrls, refuseMasked, withSigningSecret } from './integration-config.ts'
import { createIntegration, remoteOf } from './integrations.ts'
import type { OperationContext } from './operation.ts'

/** Where an export goes, and which targets' findings may go there; null: all. */
export interface SettledPlace {
  place: ExportPlace
  targetIds: readonly string[] | null
  /** It is an integration, perhaps one that `save_as` made just now. */
  isStored: boolean
  /** What exports that would say the same in the same place have in common: a digest. */
  turn: string
}

/** How a request is signed and dressed is not where it goes, and of a secret that a person made up no digest is kept. */
const NOT_A_PLACE = new Set(['webhook_secret', 'signature', 'headers'])

const turnOf = ({ kind }: Destination, config: Record<string, unknown>): string => {
  const where = Object.entries(config).filter(([field]) => !NOT_A_PLACE.has(field))
  const ordered = where.toSorted(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([kind, ordered]))
    .digest('base64url')
}

const settled = (place: ExportPlace, targetIds: readonly string[] | null, isStored: boolean): SettledPlace => ({
  place,
  targetIds,
  isStored,
  turn: turnOf(place.destination, place.config),
})

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** An integration by its id or its name. */
export const integrationNamed = async (
  text: string,
  { caller, services }: OperationContext,
): Promise<IntegrationRow | undefined> => {
  const byId = UUID.test(text) ? await findIntegration(services.db, caller.workspaceId, text) : undefined
  if (byId) return byId
  const named = { name: text.normalize('NFC') }
  return (await listIntegrations(services.db, caller.workspaceId, named, { limit: 1 })).items[0]
}

const opened = (row: IntegrationRow, { services }: OperationContext): ExportPlace => {
  try {
    const { id: integrationId, workspace_id: workspaceId, name, remote } = row
    return { ...openIntegration(row, services.ring), integrationId, workspaceId, name, remote }
  } catch (error) {
    if (!(error instanceof CredentialUnusable)) throw error
    throw new AppError('credential_unusable', 'The stored credential cannot be used. Enter the credentials again.', {
      cause: error,
    })
  }
}

const storedPlace = async (
  kind: string,
  text: string,
  { save_as }: ExportInput,
  context: OperationContext,
): Promise<SettledPlace> => {
  if (save_as !== undefined) throw invalid('/save_as', 'goes with config: the integration is stored already')
  const row = await integrationNamed(text, context)
  if (!row) throw invalid('/integration', 'there is no such integration', 'unknown_integration')
  if (row.kind !== kind) throw invalid('/integration', `is of the kind ${row.kind}: call export_to_${row.kind}`)
  if (!row.enabled) throw new AppError('conflict', 'The integration is switched off.')
  return settled(opened(row, context), row.target_ids, true)
}

const savedPlace = async (
  input: ExportInput & { config: Record<string, unknown>; save_as: string },
  context: OperationContext,
): Promise<SettledPlace> => {
  const { kind, config, save_as, severity_filter } = input
  const made = await createIntegration(
    { kind, name: save_as, config, ...(severity_filter && { severity_filter }) },
    context,
  )
  return settled(opened(made.row, context), null, true)
}

/** Judged as the API judges it, used once, and kept nowhere. */
const inlinePlace = async (
  kind: string,
  config: Record<string, unknown>,
  { caller, services }: OperationContext,
): Promise<SettledPlace> => {
  const destination = destinationOf(kind)
  if (!destination) throw new Error(`there is no kind ${kind}`)
  refuseMasked(destination, config)
  await judgeUrls(destination, config, services.sender.egress)
  const { config: whole } = withSigningSecret(destination, config)
  hideSecrets(destination, whole)
  const integrationId = newId()
  const place = {
    workspaceId: caller.workspaceId,
    integrationId,
    name: 'not stored',
    destination,
    config: whole,
    remote: remoteOf(destination, config, integrationId),
  }
  return settled(place, null, false)
}

/** Judges without storing what the API would judge before it stores. */
const unsavedPlace: typeof savedPlace = async ({ kind, config, save_as }, context) => {
  const named = await listIntegrations(context.services.db, context.caller.workspaceId, { name: save_as }, { limit: 1 })
  if (named.items.length > 0) throw new AppError('conflict', 'another integration has this name already')
  return inlinePlace(kind, config, context)
}

const placeWith =
  (savingPlace: typeof savedPlace) =>
  async (input: ExportInput, context: OperationContext): Promise<SettledPlace> => {
    const { kind, integration, config, save_as } = input
    if ((integration === undefined) === (config === undefined))
      throw invalid('/integration', 'give either integration or config')
    if (integration !== undefined) return storedPlace(kind, integration, input, context)
    if (config === undefined) throw new Error('neither integration nor config')
    return save_as === undefined
      ? inlinePlace(kind, config, context)
      : savingPlace({ ...input, config, save_as }, context)
  }

/** Throws what the API would throw for the same integration. */
export const settlePlace = placeWith(savedPlace)

/** The same, with nothing stored: where an export would go. */
export const planPlace = placeWith(unsavedPlace)
