import type { Attempt, Delivery, Finding, IntegrationKind, Event, Routing } from './schemas.ts'

export type Severity = Finding['severity']
export type EventName = Event['event']
export type Kind = IntegrationKind['kind']
export type DeliveryState = Delivery['state']
export type Verdict = Routing['verdict']
export type Reason = NonNullable<Attempt['reason']>
export type Verification = Finding['verification_status']
export type Suppression = NonNullable<Finding['suppressed']>
export type Recheck = NonNullable<Finding['recheck']>

/** Lowest first, as the filters compare them. */
export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const satisfies readonly Severity[]
export const WORST_FIRST = SEVERITIES.toReversed()

export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity)

export const EVENT_TITLES: Record<EventName, string> = {
  scan_started: 'Scan started',
  scan_done: 'Scan done',
  scan_failed: 'Scan failed',
  finding_new: 'New finding',
  finding_changed: 'Finding changed',
}
export const EVENT_PLURALS: Record<EventName, string> = {
  scan_started: 'started scans',
  scan_done: 'ended scans',
  scan_failed: 'failed scans',
  finding_new: 'new findings',
  finding_changed: 'changed findings',
}
export const EVENT_NAMES: readonly EventName[] = [
  'scan_started',
  'scan_done',
  'scan_failed',
  'finding_new',
  'finding_changed',
]

export const STATE_TITLES: Record<DeliveryState, string> = {
  pending: 'Pending',
  retrying: 'Retrying',
  delivered: 'Delivered',
  dead: 'Failed',
  cancelled: 'Cancelled',
  held: 'Held',
}
export const DELIVERY_STATES: readonly DeliveryState[] = [
  'dead',
  'retrying',
  'held',
  'pending',
  'delivered',
  'cancelled',
]

export const VERIFICATION_TITLES: Record<Verification, string> = {
  unverified: 'Unverified',
  true_positive: 'True positive',
  false_positive: 'False positive',
  true_negative: 'True negative',
  false_negative: 'False negative',
}

export const SUPPRESSION_TITLES: Record<Suppression, string> = {
  accepted_risk: 'Accepted risk',
  wont_fix: 'Won’t fix',
  false_positive: 'False positive',
  duplicate: 'Duplicate',
  out_of_scope: 'Out of scope',
}

export const RECHECK_TITLES: Record<Recheck, string> = {
  present: 'Still present',
  fixed: 'Fixed',
  inconclusive: 'Inconclusive',
}

export const KIND_TITLES: Record<Kind, string> = {
  slack: 'Slack',
  teams: 'Microsoft Teams',
  google_chat: 'Google Chat',
  discord: 'Discord',
  pagerduty: 'PagerDuty',
  opsgenie: 'Opsgenie',
  splunk: 'Splunk',
  webhook: 'Webhook',
  github: 'GitHub Issues',
  jira: 'Jira',
}

/** What a person can do about each reason that an attempt did not deliver. */
export const MENDS: Record<Reason, string> = {
  auth: 'The credential was refused. Open the integration, replace it, send a test, then replay.',
  rate_limited: 'The vendor asked for a pause; the next try waits for it. Narrow the filter if this keeps coming.',
  invalid_request:
    'The destination refused the message itself. Its words say what it did not take; check the integration’s settings.',
  not_found: 'The address leads nowhere. Copy it anew from the vendor, replace it in the integration and replay.',
  gone: 'The destination said that it is gone for good. Make a new one there and enter it in the integration.',
  server: 'The destination is in trouble on its own side. It is tried again by itself; replay when it is back.',
  network: 'No connection came about. Check the host name, the firewall and the certificate of the destination.',
  timeout: 'No answer came in time. It is tried again by itself; check that the receiver answers within 15 seconds.',
  blocked_address:
    'The address is private and was not contacted. If that is meant, the operator names it in EGRESS_ALLOW.',
  render: 'The message could not be made. This is a fault of ours: report it with the delivery’s id.',
  credential_unusable: 'The stored credential cannot be opened. Open the integration and enter the credentials again.',
  internal:
    'The service itself died of this message, so it was stopped. Report it with the delivery’s id, then replay.',
}

export const isScanEvent = (event: EventName): boolean => event.startsWith('scan_')

const isOneOf =
  <T extends string>(values: readonly T[]) =>
  (value: unknown): value is T =>
    values.some((one) => one === value)

export const isSeverity = isOneOf(SEVERITIES)
export const isEventName = isOneOf(EVENT_NAMES)
export const isDeliveryState = isOneOf(DELIVERY_STATES)
