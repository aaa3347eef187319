import { createHash } from 'node:crypto'
import { AppError } from '../core/error.ts'
import type { ScanView } from '../core/event.ts'
import type { ReportFinding } from '../core/finding.ts'
import type { Database, Db } from '../store/database.ts'
import { insertEvents } from '../store/events.ts'
import type { Queue } from '../store/queue.ts'
import { endScan, findScan, insertScan, keepScanAnswer, lockScan, type ScanRow, scanView } from '../store/scans.ts'
import { recordFindings, type RecordCounts, storeFindingEvents } from './record.ts'
import { eventOfScan, type EventExtra } from './scan-events.ts'

/** What the lifecycle of scans and findings works with. */
export interface Ledger {
  db: Database
  queue: Queue
  publicUrl: string
}

export interface ScanEnd {
  grade: string | null
  score: number | null
  /** `full`: findings of the target that are missing here are fixed. */
  coverage: 'partial' | 'full'
  findings: AsyncIterable<readonly ReportFinding[]> | Iterable<readonly ReportFinding[]>
  /** Tells one request body from another: the same again gets the same answer. */
  body: Buffer | string
}

/** The answer to the request that completed a scan. */
export interface ScanCompletion extends RecordCounts {
  scan: ScanView & { target_id: string }
}

const storeEvent = async (
  ledger: Ledger,
  tx: Db,
  workspaceId: string,
  event: 'scan_started' | 'scan_done' | 'scan_failed',
  row: ScanRow,
  now: Date,
  extra: EventExtra = {},
): Promise<void> => {
  const payload = eventOfScan(event, row, ledger.publicUrl, now, extra)
  await insertEvents(tx, workspaceId, [payload])
  await ledger.queue.notifyEvent(tx, payload.event_id)
}

/** Starts a scan and fires `scan_started`, in one transaction. Undefined when the workspace has no such target. */
export const startScan = (
  ledger: Ledger,
  workspaceId: string,
  scan: { targetId: string; profile: string | null },
): Promise<ScanRow | undefined> =>
  ledger.db.transaction(async (tx) => {
    const row = await insertScan(tx, workspaceId, scan)
    if (row) await storeEvent(ledger, tx, workspaceId, 'scan_started', row, new Date())
    return row
  })

/** Runs `end` on a running scan under its lock; an ended one gives its kept answer to the same body, or a conflict. */
const endOnce = async <Answer>(
  ledger: Ledger,
  workspaceId: string,
  scanId: string,
  body: Buffer | string,
  end: (tx: Db, row: ScanRow, hash: Buffer) => Promise<Answer>,
): Promise<Answer> =>
  ledger.db.transaction(async (tx) => {
    const row = await lockScan(tx, workspaceId, scanId)
    if (!row) throw new AppError('not_found')
    const hash = createHash('sha256').update(body).digest()
    if (row.status !== 'running') {
      if (row.end_hash?.equals(hash)) return row.end_answer as Answer
      throw new AppError('scan_already_ended', `the scan is ${row.status} already; start a new one`)
    }
    const answer = await end(tx, row, hash)
    await keepScanAnswer(tx, workspaceId, scanId, answer)
    return answer
  })

const reread = async (tx: Db, workspaceId: string, scanId: string): Promise<ScanRow> => {
  const row = await findScan(tx, workspaceId, scanId)
  if (!row) throw new Error('a scan vanished inside its own transaction')
  return row
}

/**
 * Stores what a scan found and fires `scan_done` and the finding events: findings, events and jobs in one transaction, so
 * that what was accepted is delivered. Throws `not_found` and `scan_already_ended`.
 */
export const completeScan = (
  ledger: Ledger,
  workspaceId: string,
  scanId: string,
  end: ScanEnd,
): Promise<ScanCompletion> =>
  endOnce(ledger, workspaceId, scanId, end.body, async (tx, row, hash) => {
    const place = { workspaceId, targetId: row.target_id, scanId }
    const { counts, summary, seeds } = await recordFindings(tx, place, end.findings, end.coverage === 'full')
    await endScan(tx, workspaceId, scanId, {
      status: 'done',
      grade: end.grade,
      score: end.score,
      summary,
      error: null,
      hash,
    })
    const done = await reread(tx, workspaceId, scanId)
    const now = new Date()
    await storeEvent(ledger, tx, workspaceId, 'scan_done', done, now)
    await storeFindingEvents(tx, workspaceId, done, seeds, ledger.publicUrl, now)
    if (seeds.length > 0) await ledger.queue.notifyScanFindings(tx, scanId)
    return { scan: { ...scanView(done, ledger.publicUrl), target_id: done.target_id }, ...counts }
  })

/** Ends a scan that went wrong and fires `scan_failed`. Throws `not_found` and `scan_already_ended`. */
export const failScan = (
  ledger: Ledger,
  workspaceId: string,
  scanId: string,
  error: string,
): Promise<ScanView & { target_id: string }> =>
  endOnce(ledger, workspaceId, scanId, `fail:${error}`, async (tx, row, hash) => {
    await endScan(tx, workspaceId, scanId, {
      status: 'failed',
      grade: null,
      score: null,
      summary: row.summary,
      error,
      hash,
    })
    const failed = await reread(tx, workspaceId, scanId)
    await storeEvent(ledger, tx, workspaceId, 'scan_failed', failed, new Date(), { error })
    return { ...scanView(failed, ledger.publicUrl), target_id: failed.target_id }
  })
