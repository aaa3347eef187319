import type { Severity } from './severity.ts'

export const EVENT_NAMES = ['scan_started', 'scan_done', 'scan_failed', 'finding_new', 'finding_changed'] as const
export type EventName = (typeof EVENT_NAMES)[number]

export const TARGET_KINDS = ['url', 'repo'] as const
export type TargetKind = (typeof TARGET_KINDS)[number]

export const SCAN_STATUSES = ['running', 'done', 'failed'] as const
export type ScanStatus = (typeof SCAN_STATUSES)[number]

export const VERIFICATION_STATUSES = [
  'unverified',
  'true_positive',
  'false_positive',
  'true_negative',
  'false_negative',
] as const
export type VerificationStatus = (typeof VERIFICATION_STATUSES)[number]

export const SUPPRESSION_REASONS = ['accepted_risk', 'wont_fix', 'false_positive', 'duplicate', 'out_of_scope'] as const
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number]

export const RECHECK_OUTCOMES = ['present', 'fixed', 'inconclusive'] as const
export type RecheckOutcome = (typeof RECHECK_OUTCOMES)[number]

export type FindingState = 'open' | 'fixed'

export type SeverityCounts = Record<Severity, number>

export interface Location {
  path: string
  start_line?: number | null
}

/** A finding as events, the API and destinations show it. Its texts come from a scanner: hostile until escaped. */
export interface FindingView {
  id: string
  fingerprint: string
  title: string
  severity: Severity
  category: string | null
  owasp_category: string | null
  /** `CWE-89` */
  cwe_id: string | null
  /** 0 to 10 */
  cvss_score: number | null
  cvss_vector: string | null
  endpoint: string | null
  parameter: string | null
  description: string | null
  remediation: string | null
  references: string[]
  evidence: string | null
  rule_id: string | null
  location: Location | null
  verification_status: VerificationStatus
  state: FindingState
  /** null while it is not suppressed */
  suppressed: SuppressionReason | null
  /** Where it opens in the dashboard. */
  url: string
}

export interface TargetView {
  id: string
  kind: TargetKind
  name: string
  base_url: string | null
}

export interface ScanView {
  id: string
  profile: string | null
  status: ScanStatus
  /** `A+` to `F` */
  grade: string | null
  /** 0 to 100 */
  score: number | null
  summary: SeverityCounts
  /** Where it opens in the dashboard. */
  url: string
}

/** What an event says: the `data` of `GET /api/events/{id}` and of the signed webhook's body. */
export interface EventPayload {
  event_id: string
  event: EventName
  /** ISO 8601, UTC */
  occurred_at: string
  target: TargetView
  scan: ScanView | null
  /** On finding events. */
  finding?: FindingView
  /** On `finding_changed`: `field: old → new`, several joined by `; `. */
  change_summary?: string
  /** On `scan_failed`. */
  error?: string
}

export const isScanEvent = (event: EventName): boolean => event.startsWith('scan_')
