import { type NewAuditEntry, serviceEntry } from '../core/audit-chain.ts'
import { appendAudit } from '../store/audit.ts'
import type { Db } from '../store/database.ts'
import { disableIntegration } from '../store/integration-filters.ts'

/**
 * Switches integrations off, by id with the reason, and puts that on record, with `entries`; answers those that were on. It
 * goes last in its transaction, and in one order of workspaces, so that no two wait for each other.
 */
export const disableIntegrations = async (
  tx: Db,
  reasons: ReadonlyMap<string, string>,
  entries: readonly NewAuditEntry[] = [],
): Promise<string[]> => {
  const disabled: string[] = []
  const all = [...entries]
  for (const [id, reason] of reasons) {
    const row = await disableIntegration(tx, id, reason)
    if (!row) continue
    disabled.push(id)
    all.push(serviceEntry(row.workspace_id, 'disableIntegration', { type: 'integration', id, name: row.name }))
  }
  for (const entry of all.toSorted((a, b) => (a.workspaceId < b.workspaceId ? -1 : 1))) await appendAudit(tx, entry)
  return disabled
}
