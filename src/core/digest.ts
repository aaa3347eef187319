import type { EventPayload, ScanView, SeverityCounts, TargetView } from './event.ts'

/** So many events of a digest are shown in it. */
export const DIGEST_TOP = 10

/** What of a scan goes out in one message, since so many messages would help nobody. */
export interface Digest {
  target: TargetView
  scan: ScanView
  /** Of the latest event in it: ISO 8601, UTC. */
  occurred_at: string
  /** The findings held in it. */
  counts: SeverityCounts
  /** How many of them are new, and how many changed. */
  fresh: number
  changed: number
  /** How many of the scan went out one by one before it. */
  individually: number
  /** The most severe finding events of it, at most `DIGEST_TOP`; each has a `finding`. */
  top: EventPayload[]
}

/** How many findings a digest holds. */
export const digestSize = ({ fresh, changed }: Digest): number => fresh + changed
