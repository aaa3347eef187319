import type { EventName } from '../src/core/event.ts'
import { newId } from '../src/core/id.ts'
import { secretFields } from '../src/core/secret.ts'
import { openIntegration } from '../src/delivery/open-integration.ts'
import { webhook } from '../src/destinations/webhook.ts'
import type { Database } from '../src/store/database.ts'
import { insertIntegration, type IntegrationRow } from '../src/store/integrations.ts'
import { sealConfig } from '../src/vault/envelope.ts'
import type { KeyRing } from '../src/vault/key-ring.ts'

const PAGE = 500

interface Webhooks {
  config: Record<string, unknown>
  events: EventName[]
}

const insertPage = (db: Database, ring: KeyRing, workspaceId: string, { config, events }: Webhooks, count: number) =>
  db.transaction(async (tx) => {
    const ids = Array.from({ length: count }, newId)
    for (const id of ids) {
      const owner = { workspaceId, integrationId: id, kind: webhook.kind, generation: 1 }
      const { token, kid } = sealConfig(ring, owner, config, new Date())
      const secrets = secretFields(webhook.config)
      await insertIntegration(tx, workspaceId, {
        id,
        kind: webhook.kind,
        name: id,
        enabled: true,
        severity_filter: 'info',
        target_ids: null,
        events,
        delivery: {},
        disabled_reason: null,
        remote: id,
        generation: 1,
        public_config: Object.fromEntries(Object.entries(config).filter(([name]) => !secrets.includes(name))),
        config_token: token,
        kid,
      })
    }
    return ids
  })

/** Stores webhooks sealed with the first key of `ring`, as if they had been made through the API; answers their ids. */
export const insertWebhooks = async (
  db: Database,
  ring: KeyRing,
  workspaceId: string,
  webhooks: Webhooks,
  count: number,
): Promise<string[]> => {
  const ids: string[] = []
  while (ids.length < count) {
    ids.push(...(await insertPage(db, ring, workspaceId, webhooks, Math.min(PAGE, count - ids.length))))
  }
  return ids
}

/** Every integration's whole configuration, by id. Throws `CredentialUnusable` where one does not open. */
export const openAll = async (db: Database, ring: KeyRing): Promise<Map<string, Record<string, unknown>>> => {
  const { rows } = await db.query<IntegrationRow>('select * from integrations')
  return new Map(rows.map((row) => [row.id, openIntegration(row, ring).config]))
}
