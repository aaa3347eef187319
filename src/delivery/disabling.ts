import { serviceEntry } from '../core/audit-chain.ts'
import { appendAudit } from '../store/audit.ts'
import type { Db } from '../store/database.ts'
import { disableIntegration } from '../store/integration-filters.ts'

/**
 * Switches integrations off, by id with the reason, and puts that on record; answers those that were on. It goes last in its
 * transaction, and in one order of workspaces, so that no two wait for each other.
 */
export const disableIntegrations = async (tx: Db, reasons: ReadonlyMap<string, string>): Promise<string[]> => {
  const disabled: { id: string; workspace_id: string; name: string }[] = []
  for (const [id, reason] of reasons) {
    const row = await disableIntegration(tx, id, reason)
    if (row) disabled.push({ id, ...row })
  }
  for (const { id, workspace_id, name } of disabled.toSorted((a, b) => (a.workspace_id < b.workspace_id ? -1 : 1)))
    await appendAudit(tx, serviceEntry(workspace_id, 'disableIntegration', { type: 'integration', id, name }))
  return disabled.map(({ id }) => id)
}
