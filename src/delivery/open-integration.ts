import { secretFields, secretTexts } from '../core/secret.ts'
import type { Destination } from '../destinations/destination.ts'
import { destinationOf } from '../destinations/index.ts'
import { hideSecret } from '../log.ts'
import type { IntegrationRow } from '../store/integrations.ts'
import { CredentialUnusable, openConfig } from '../vault/envelope.ts'
import type { KeyRing } from '../vault/key-ring.ts'

/** What of a stored integration its token is checked against. */
export type SealedIntegration = Pick<
  IntegrationRow,
  'id' | 'workspace_id' | 'kind' | 'generation' | 'public_config' | 'config_token' | 'kid'
>

export interface OpenIntegration {
  destination: Destination
  /** Whole, with its secrets. */
  config: Record<string, unknown>
}

/** From now on none of them is written out. */
export const hideSecrets = (destination: Destination, config: Record<string, unknown>): void =>
  secretTexts(destination.config, config).forEach(hideSecret)

/** Decrypts an integration's configuration. Throws `CredentialUnusable`, also when a clear column was edited. */
export const openIntegration = (row: SealedIntegration, ring: KeyRing): OpenIntegration => {
  const destination = destinationOf(row.kind)
  if (!destination) throw new CredentialUnusable()
  const owner = { workspaceId: row.workspace_id, integrationId: row.id, kind: row.kind, generation: row.generation }
  const config = openConfig(
    ring,
    { token: row.config_token, kid: row.kid },
    owner,
    row.public_config,
    secretFields(destination.config),
  )
  hideSecrets(destination, config)
  // Fills in the defaults of fields that are newer than the row; one that a newer rule refuses still works as it did.
  return { destination, config: destination.config.safeParse(config).data ?? config }
}
