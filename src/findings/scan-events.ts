import type { EventName, EventPayload, FindingView } from '../core/event.ts'
import { newId } from '../core/id.ts'
import { type ScanRow, scanView, targetOfScan } from '../store/scans.ts'

/** What an event says besides its scan and target. */
export interface EventExtra {
  finding?: FindingView
  change_summary?: string
  error?: string
}

/** What all events of a scan say that happen at once. */
export const partsOfScan = (
  row: ScanRow,
  publicUrl: string,
  occurredAt: Date,
): Pick<EventPayload, 'occurred_at' | 'target' | 'scan'> => ({
  occurred_at: occurredAt.toISOString(),
  target: targetOfScan(row),
  scan: scanView(row, publicUrl),
})

/** An event of a scan as it stands in `row`. */
export const eventOfScan = (
  event: EventName,
  row: ScanRow,
  publicUrl: string,
  occurredAt: Date,
  extra: EventExtra = {},
): EventPayload => ({
  event_id: newId(),
  event,
  ...partsOfScan(row, publicUrl, occurredAt),
  ...extra,
})
