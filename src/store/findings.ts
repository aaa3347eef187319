import type {
  FindingState,
  FindingView,
  Location,
  RecheckOutcome,
  SuppressionReason,
  VerificationStatus,
} from '../core/event.ts'
import type { FindingInput } from '../core/finding.ts'
import type { Severity } from '../core/severity.ts'
import type { Db } from './database.ts'
import { listPage, type Page, type PageRequest } from './page.ts'

/** What a scanner says of a finding beyond its columns. */
export type FindingDetail = Omit<FindingInput, 'title' | 'severity' | 'fingerprint'>

export interface FindingRow {
  id: string
  target_id: string
  fingerprint: string
  severity: Severity
  title: string
  detail: FindingDetail
  verification_status: VerificationStatus
  state: FindingState
  suppressed: SuppressionReason | null
  suppressed_note: string | null
  suppressed_by: 'scanner' | 'person' | null
  recheck: RecheckOutcome | null
  recheck_note: string | null
  first_scan_id: string | null
  last_scan_id: string | null
  created_at: Date
  last_seen_at: Date
}

const locationOf = (detail: FindingDetail): Location | null =>
  detail.location ? { path: detail.location.path, start_line: detail.location.start_line ?? null } : null

export const findingView = (row: FindingRow, publicUrl: string): FindingView => ({
  id: row.id,
  fingerprint: row.fingerprint,
  title: row.title,
  severity: row.severity,
  category: row.detail.category ?? null,
  owasp_category: row.detail.owasp_category ?? null,
  cwe_id: row.detail.cwe_id ?? null,
  cvss_score: row.detail.cvss_score ?? null,
  cvss_vector: row.detail.cvss_vector ?? null,
  endpoint: row.detail.endpoint ?? null,
  parameter: row.detail.parameter ?? null,
  description: row.detail.description ?? null,
  remediation: row.detail.remediation ?? null,
  references: row.detail.references ?? [],
  evidence: row.detail.evidence ?? null,
  rule_id: row.detail.rule_id ?? null,
  location: locationOf(row.detail),
  verification_status: row.verification_status,
  state: row.state,
  suppressed: row.suppressed,
  url: `${publicUrl}/findings/${row.id}`,
})

/** What a scan reports of one finding, with its fingerprint settled. */
export interface SeenFinding {
  fingerprint: string
  severity: Severity
  title: string
  detail: FindingDetail
  /** The scanner's own words why it is not to be heeded. */
  suppressedNote: string | null
}

/** What recording needs of a finding that is there already. */
export type KnownFinding = Pick<
  FindingRow,
  'id' | 'fingerprint' | 'severity' | 'state' | 'suppressed' | 'suppressed_by'
>

/**
 * Each fingerprint is looked up by itself, which `offset 0` sees to: asked for together, those of ten findings were looked
 * for among all of the workspace, 2 ms with 15,000 of them.
 */
export const FIND_KNOWN = `select f.* from unnest($2::text[]) as u (fingerprint) cross join lateral (
    select id, fingerprint, severity, state, suppressed, suppressed_by from findings own
    where own.target_id = $1 and own.fingerprint = u.fingerprint offset 0 for no key update
  ) f`

/**
 * The target's findings among these fingerprints, held until the transaction ends: what a person changes meanwhile comes
 * before or after the scan, never unseen in between. The caller holds the target's lock.
 */
export const findKnown = async (
  tx: Db,
  targetId: string,
  fingerprints: readonly string[],
): Promise<Map<string, KnownFinding>> => {
  const { rows } = await tx.query<KnownFinding>(FIND_KNOWN, [targetId, fingerprints], 'find-known')
  return new Map(rows.map((row) => [row.fingerprint, row]))
}

/** Where findings are recorded. */
export interface RecordPlace {
  workspaceId: string
  targetId: string
  scanId: string
}

const columnsOf = (findings: readonly SeenFinding[]) => [
  findings.map(({ severity }) => severity),
  findings.map(({ title }) => title),
  findings.map(({ detail }) => JSON.stringify(detail)),
  findings.map(({ suppressedNote }) => suppressedNote),
]

/** Stores findings that the target has not had, under new ids. */
export const insertFindings = async (
  tx: Db,
  place: RecordPlace,
  findings: readonly SeenFinding[],
  ids: readonly string[],
): Promise<void> => {
  await tx.query(
    `insert into findings (id, workspace_id, target_id, first_scan_id, last_scan_id, fingerprint, severity, title,
       detail, suppressed_note, suppressed, suppressed_by)
     select u.id, $1, $2, $3, $3, u.fingerprint, u.severity, u.title, u.detail, u.note,
       case when u.note is not null then 'accepted_risk' end, case when u.note is not null then 'scanner' end
     from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::jsonb[], $9::text[])
       as u (id, fingerprint, severity, title, detail, note)`,
    [
      place.workspaceId,
      place.targetId,
      place.scanId,
      ids,
      findings.map(({ fingerprint }) => fingerprint),
      ...columnsOf(findings),
    ],
    'insert-findings',
  )
}

/** Refreshes findings seen again: the scanner's newest words, open, and suppressed as the scanner says unless a person did it. */
export const refreshFindings = async (
  tx: Db,
  scanId: string,
  seen: readonly { id: string; finding: SeenFinding }[],
): Promise<void> => {
  await tx.query(
    `update findings f set severity = u.severity, title = u.title, detail = u.detail, state = 'open',
       last_scan_id = $1, last_seen_at = now(),
       suppressed = case when f.suppressed_by = 'person' then f.suppressed
                         when u.note is not null then 'accepted_risk' end,
       suppressed_note = case when f.suppressed_by = 'person' then f.suppressed_note else u.note end,
       suppressed_by = case when f.suppressed_by = 'person' then 'person' when u.note is not null then 'scanner' end
     from unnest($2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::text[]) as u (id, severity, title, detail, note)
     where f.id = u.id`,
    [scanId, seen.map(({ id }) => id), ...columnsOf(seen.map(({ finding }) => finding))],
    'refresh-findings',
  )
}

export const linkScanFindings = async (tx: Db, scanId: string, findingIds: readonly string[]): Promise<void> => {
  await tx.query(
    `insert into scan_findings (workspace_id, scan_id, finding_id)
     select s.workspace_id, s.id, u.id from scans s, unnest($2::uuid[]) as u (id) where s.id = $1`,
    [scanId, findingIds],
    'link-scan-findings',
  )
}

/** Marks the target's open findings that this scan did not see as fixed; answers their ids. */
export const fixMissing = async (tx: Db, targetId: string, scanId: string): Promise<string[]> => {
  const { rows } = await tx.query<{ id: string }>(
    `update findings f set state = 'fixed' where target_id = $1 and state = 'open'
       and not exists (select from scan_findings s where s.scan_id = $2 and s.finding_id = f.id)
     returning id`,
    [targetId, scanId],
    'fix-missing',
  )
  return rows.map(({ id }) => id)
}

/** Rows by id, in the order asked for; ids of other workspaces are left out. */
export const findFindings = async (
  db: Db,
  workspaceId: string,
  ids: readonly string[],
  lock = false,
): Promise<FindingRow[]> => {
  const { rows } = await db.query<FindingRow>(
    `select * from findings where workspace_id = $1 and id = any($2)${lock ? ' for update' : ''}`,
    [workspaceId, ids],
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => byId.get(id)).filter((row) => row !== undefined)
}

/** What a scan saw that is open and not suppressed, at these severities, oldest first. */
export const findOpenOfScan = async (
  db: Db,
  workspaceId: string,
  scanId: string,
  severities: readonly Severity[],
  limit: number,
): Promise<FindingRow[]> => {
  const { rows } = await db.query<FindingRow>(
    `select f.* from scan_findings s join findings f on f.id = s.finding_id
     where s.scan_id = $2 and f.workspace_id = $1 and f.severity = any($3) and f.state = 'open'
       and f.suppressed is null
     order by f.id limit $4`,
    [workspaceId, scanId, severities, limit],
  )
  return rows
}

/** The columns that people change, all at once. */
export type FindingStand = Pick<
  FindingRow,
  'verification_status' | 'state' | 'suppressed' | 'suppressed_note' | 'suppressed_by' | 'recheck' | 'recheck_note'
>

export const updateFinding = async (tx: Db, workspaceId: string, id: string, stand: FindingStand): Promise<void> => {
  await tx.query(
    `update findings set verification_status = $2, state = $3, suppressed = $4, suppressed_note = $5,
       suppressed_by = $6, recheck = $7, recheck_note = $8 where id = $1 and workspace_id = $9`,
    [
      id,
      stand.verification_status,
      stand.state,
      stand.suppressed,
      stand.suppressed_note,
      stand.suppressed_by,
      stand.recheck,
      stand.recheck_note,
      workspaceId,
    ],
  )
}

export interface FindingFilter {
  target_id?: string | undefined
  scan_id?: string | undefined
  severity?: Severity | undefined
  state?: FindingState | undefined
  verification_status?: VerificationStatus | undefined
  suppressed?: boolean | undefined
  /** Part of the title, rule, endpoint or path, in any case. */
  q?: string | undefined
}

const likeText = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`

export const listFindings = (
  db: Db,
  workspaceId: string,
  filter: FindingFilter,
  page: PageRequest,
): Promise<Page<FindingRow>> => {
  const where = ['t.workspace_id = $1']
  const values: unknown[] = [workspaceId]
  for (const column of ['target_id', 'severity', 'state', 'verification_status'] as const) {
    if (filter[column] !== undefined) where.push(`t.${column} = $${String(values.push(filter[column]))}`)
  }
  if (filter.scan_id !== undefined) {
    const scan = `$${String(values.push(filter.scan_id))}`
    where.push(`exists (select from scan_findings s where s.scan_id = ${scan} and s.finding_id = t.id)`)
  }
  if (filter.suppressed !== undefined) where.push(`t.suppressed is ${filter.suppressed ? 'not ' : ''}null`)
  if (filter.q !== undefined) {
    const text = `$${String(values.push(likeText(filter.q)))}`
    where.push(
      `concat_ws(' ', t.title, t.detail->>'rule_id', t.detail->>'endpoint', t.detail->'location'->>'path') ilike ${text}`,
    )
  }
  return listPage<FindingRow>(db, { list: 'findings', select: 'select t.* from findings t', where, values }, page)
}
