import type { ScanStatus, ScanView, SeverityCounts, TargetKind, TargetView } from '../core/event.ts'
import { newId } from '../core/id.ts'
import type { Db } from './database.ts'
import { listPage, type Page, type PageRequest } from './page.ts'

export interface ScanRow {
  id: string
  target_id: string
  profile: string | null
  status: ScanStatus
  grade: string | null
  score: number | null
  summary: SeverityCounts
  error: string | null
  started_at: Date
  ended_at: Date | null
  end_hash: Buffer | null
  end_answer: unknown
  target_kind: TargetKind
  target_name: string
  target_base_url: string | null
}

const SELECT = `select t.*, g.kind as target_kind, g.name as target_name, g.base_url as target_base_url
  from scans t join targets g on g.id = t.target_id`

export const scanView = (row: ScanRow, publicUrl: string): ScanView => ({
  id: row.id,
  profile: row.profile,
  status: row.status,
  grade: row.grade,
  score: row.score,
  summary: row.summary,
  url: `${publicUrl}/scans/${row.id}`,
})

export const targetOfScan = (row: ScanRow): TargetView => ({
  id: row.target_id,
  kind: row.target_kind,
  name: row.target_name,
  base_url: row.target_base_url,
})

/** Makes a running scan; undefined when the workspace has no such target. */
export const insertScan = async (
  db: Db,
  workspaceId: string,
  scan: { targetId: string; profile: string | null },
): Promise<ScanRow | undefined> => {
  const id = newId()
  const { rowCount } = await db.query(
    `insert into scans (id, workspace_id, target_id, profile)
     select $1, workspace_id, id, $4 from targets where workspace_id = $2 and id = $3`,
    [id, workspaceId, scan.targetId, scan.profile],
  )
  return rowCount === 1 ? findScan(db, workspaceId, id) : undefined
}

export const findScan = async (db: Db, workspaceId: string, id: string): Promise<ScanRow | undefined> => {
  const { rows } = await db.query<ScanRow>(`${SELECT} where t.workspace_id = $1 and t.id = $2`, [workspaceId, id])
  return rows[0]
}

/** As `findScan`, and holds scan and target until the transaction ends: ends of scans of one target take turns. */
export const lockScan = async (tx: Db, workspaceId: string, id: string): Promise<ScanRow | undefined> => {
  const { rows } = await tx.query<ScanRow>(
    `${SELECT} where t.workspace_id = $1 and t.id = $2 for update of t, g`,
    [workspaceId, id],
    'lock-scan',
  )
  return rows[0]
}

export interface ScanEndRow {
  status: 'done' | 'failed'
  grade: string | null
  score: number | null
  summary: SeverityCounts
  error: string | null
  /** SHA-256 of what ended it. */
  hash: Buffer
  answer: unknown
}

/** Ends the scan, and keeps the answer to that for whoever asks again with the same body. */
export const endScan = async (tx: Db, workspaceId: string, id: string, end: ScanEndRow): Promise<void> => {
  await tx.query(
    `update scans set status = $2, grade = $3, score = $4, summary = $5, error = $6, end_hash = $7, end_answer = $9,
       ended_at = now()
     where id = $1 and workspace_id = $8`,
    [
      ...[id, end.status, end.grade, end.score, JSON.stringify(end.summary), end.error, end.hash, workspaceId],
      JSON.stringify(end.answer),
    ],
    'end-scan',
  )
}

export interface ScanFilter {
  target_id?: string | undefined
  status?: ScanStatus | undefined
}

export const listScans = (
  db: Db,
  workspaceId: string,
  filter: ScanFilter,
  page: PageRequest,
): Promise<Page<ScanRow>> => {
  const where = ['t.workspace_id = $1']
  const values: unknown[] = [workspaceId]
  if (filter.target_id !== undefined) where.push(`t.target_id = $${String(values.push(filter.target_id))}`)
  if (filter.status !== undefined) where.push(`t.status = $${String(values.push(filter.status))}`)
  return listPage<ScanRow>(db, { list: 'scans', select: SELECT, where, values }, page)
}
