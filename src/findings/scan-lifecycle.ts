import { createHash } from 'node:crypto'
import { AppError } from '../core/error.ts'
import type { EventPayload, ScanView } from '../core/event.ts'
import type { ReportFinding } from '../core/finding.ts'
import { type Database, type Db, planOnce } from '../store/database.ts'
import { insertEvents } from '../store/events.ts'
import type { Queue } from '../store/queue.ts'
import { endScan, insertScan, lockScan, type ScanRow, scanView } from '../store/scans.ts'
import { recordFindings, type RecordCounts, storeFindingEvents } from './record.ts'
import { eventOfScan } from './scan-events.ts'

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

/** Stores an event, and has it fanned out after the commit. */
const fire = async ({ queue }: Ledger, tx: Db, workspaceId: string, event: EventPayload): Promise<void> => {
  await Promise.all([insertEvents(tx, workspaceId, [event]), queue.notifyEvent(tx, event.event_id)])
}

/** Starts a scan and fires `scan_started`, in one transaction. Undefined when the workspace has no such target. */
export const startScan = (
  ledger: Ledger,
  workspaceId: string,
  scan: { targetId: string; profile: string | null },
): Promise<ScanRow | undefined> =>
  ledger.db.transaction(async (tx) => {
    const row = await insertScan(tx, workspaceId, scan)
    if (row) await fire(ledger, tx, workspaceId, eventOfScan('scan_started', row, ledger.publicUrl, new Date()))
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
    const [row] = await Promise.all([lockScan(tx, workspaceId, scanId), planOnce(tx)])
    if (!row) throw new AppError('not_found')
    const hash = createHash('sha256').update(body).digest()
    if (row.status === 'running') return end(tx, row, hash)
    if (row.end_hash?.equals(hash)) return row.end_answer as Answer
    throw new AppError('scan_already_ended', `the scan is ${row.status} already; start a new one`)
  })

/**
 * Stores what a scan found and fires `scan_done` and the finding events: findings, events and jobs in one transaction, so
 * that what was accepted is delivered. Throws `not_found` and `scan_already_ended`.
 */
export const completeScan = (
  ledger: Ledger,
  workspaceId: string,
  scanId: string,
  { grade, score, findings, coverage, body }: ScanEnd,
): Promise<ScanCompletion> =>
  endOnce(ledger, workspaceId, scanId, body, async (tx, row, hash) => {
    const place = { workspaceId, targetId: row.target_id, scanId }
    const { counts, summary, seeds } = await recordFindings(tx, place, findings, coverage === 'full')
    const end = { status: 'done' as const, grade, score, summary, error: null }
    const done = { ...row, ...end }
    const answer = { scan: { ...scanView(done, ledger.publicUrl), target_id: done.target_id }, ...counts }
    const now = new Date()
    const event = eventOfScan('scan_done', done, ledger.publicUrl, now)
    // Sent together, in this order: the event of the scan comes before those of its findings.
    await Promise.all([
      endScan(tx, workspaceId, scanId, { ...end, hash, answer }),
      ...(seeds.length === 0
        ? [fire(ledger, tx, workspaceId, event)]
        : [
            insertEvents(tx, workspaceId, [event]),
            storeFindingEvents(tx, workspaceId, done, seeds, ledger.publicUrl, now),
            ledger.queue.notifyScan(tx, scanId),
          ]),
    ])
    return answer
  })

/** Ends a scan that went wrong and fires `scan_failed`. Throws `not_found` and `scan_already_ended`. */
export const failScan = (
  ledger: Ledger,
  workspaceId: string,
  scanId: string,
  error: string,
): Promise<ScanView & { target_id: string }> =>
  endOnce(ledger, workspaceId, scanId, `fail:${error}`, async (tx, row, hash) => {
    const end = { status: 'failed' as const, grade: null, score: null, summary: row.summary, error }
    const failed = { ...row, ...end }
    const answer = { ...scanView(failed, ledger.publicUrl), target_id: failed.target_id }
    await Promise.all([
      endScan(tx, workspaceId, scanId, { ...end, hash, answer }),
      fire(ledger, tx, workspaceId, eventOfScan('scan_failed', failed, ledger.publicUrl, new Date(), { error })),
    ])
    return answer
  })
