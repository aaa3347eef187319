import type { Database } from '../../src/store/database.ts'

const TABLES = [
  'workspaces',
  'api_keys',
  'users',
  'sessions',
  'one_time_links',
  'targets',
  'scans',
  'findings',
  'scan_findings',
  'events',
  'routings',
  'integrations',
  'deliveries',
  'attempts',
  'external_refs',
  'idempotency_keys',
]

/** Of all our tables together. */
export const countRows = async (db: Database): Promise<number> => {
  const counts = TABLES.map((table) => `(select count(*) from ${table})`)
  const { rows } = await db.query<{ count: number }>(`select ${counts.join(' + ')} as count`)
  return rows[0]?.count ?? -1
}
