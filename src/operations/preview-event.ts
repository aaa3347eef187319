import { invalid } from '../core/error.ts'
import { type EventName, type EventPayload, isScanEvent } from '../core/event.ts'
import { redactEvent } from '../core/redact.ts'
import { sampleEvents } from '../core/sample.ts'
import { eventOfFinding } from '../findings/change.ts'
import { eventOfScan } from '../findings/scan-events.ts'
import { findFindings } from '../store/findings.ts'
import { findScan } from '../store/scans.ts'
import type { Services } from './services.ts'

export interface PreviewSubject {
  event: EventName
  finding_id?: string | undefined
  scan_id?: string | undefined
}

const ofFinding = async (
  { db, sender }: Services,
  workspaceId: string,
  event: 'finding_new' | 'finding_changed',
  findingId: string,
): Promise<EventPayload> => {
  const [row] = await findFindings(db, workspaceId, [findingId])
  if (!row) throw invalid('/finding_id', 'there is no such finding', 'unknown_finding')
  const payload = await eventOfFinding(db, workspaceId, event, row, sender.render.publicUrl, [])
  // What will change is not known yet, so a sample stands for it.
  const { change_summary } = sampleEvents[event]
  return redactEvent({ ...payload, ...(change_summary !== undefined && { change_summary }) })
}

const ofScan = async (
  { db, sender }: Services,
  workspaceId: string,
  event: EventName,
  scanId: string,
): Promise<EventPayload> => {
  const row = await findScan(db, workspaceId, scanId)
  if (!row) throw invalid('/scan_id', 'there is no such scan', 'unknown_scan')
  const error = event === 'scan_failed' ? { error: row.error ?? sampleEvents.scan_failed.error ?? '' } : {}
  return redactEvent(eventOfScan(event, row, sender.render.publicUrl, new Date(), error))
}

/** The event that a preview shows, redacted as a sent one is: of a real finding or scan where one is named, else a sample. Throws `invalid`. */
export const previewEvent = async (
  services: Services,
  workspaceId: string,
  { event, finding_id, scan_id }: PreviewSubject,
): Promise<EventPayload> => {
  if (isScanEvent(event) && finding_id !== undefined)
    throw invalid('/finding_id', 'a scan event is of no finding: give scan_id or leave both out')
  if (!isScanEvent(event) && scan_id !== undefined)
    throw invalid('/scan_id', 'a finding event is of one finding: give finding_id or leave both out')
  if (scan_id !== undefined) return ofScan(services, workspaceId, event, scan_id)
  if (finding_id === undefined) return sampleEvents[event]
  const name = event === 'finding_new' ? 'finding_new' : 'finding_changed'
  return ofFinding(services, workspaceId, name, finding_id)
}
