import type { ExternalRef } from '../core/outcome.ts'
import type { Db } from './database.ts'

/** Keeps the ticket, page or thread of a finding; there is one at most a finding and integration. */
export const keepExternalRefs = async (
  tx: Db,
  refs: readonly {
    workspaceId: string
    integrationId: string
    findingId: string
    kind: string
    external: ExternalRef
  }[],
): Promise<void> => {
  for (const { workspaceId, integrationId, findingId, kind, external } of refs) {
    // The integration or finding may be gone meanwhile; then nobody asks for the reference any more.
    await tx.query(
      `insert into external_refs (workspace_id, integration_id, finding_id, kind, ref, url)
       select $1, i.id, f.id, $4, $5, $6 from integrations i, findings f where i.id = $2 and f.id = $3
       on conflict (integration_id, finding_id) do update set ref = excluded.ref, url = excluded.url`,
      [workspaceId, integrationId, findingId, kind, external.ref, external.url ?? null],
    )
  }
}

export interface ExternalRefRow {
  finding_id: string
  integration_id: string
  integration_name: string
  kind: string
  ref: string
  url: string | null
}

export const findExternalRefs = async (db: Db, workspaceId: string, findingId: string): Promise<ExternalRefRow[]> =>
  (
    await db.query<ExternalRefRow>(
      `select x.finding_id, x.integration_id, i.name as integration_name, x.kind, x.ref, x.url
       from external_refs x join integrations i on i.id = x.integration_id
       where x.workspace_id = $1 and x.finding_id = $2 order by x.created_at`,
      [workspaceId, findingId],
    )
  ).rows

/** The tickets, pages and threads that findings have at one integration, by finding. */
export const findRefsAt = async (
  db: Db,
  integrationId: string,
  findingIds: readonly string[],
): Promise<Map<string, { ref: string; url: string | null }>> => {
  const { rows } = await db.query<{ finding_id: string; ref: string; url: string | null }>(
    'select finding_id, ref, url from external_refs where integration_id = $1 and finding_id = any($2)',
    [integrationId, findingIds],
  )
  return new Map(rows.map(({ finding_id, ref, url }) => [finding_id, { ref, url }]))
}
