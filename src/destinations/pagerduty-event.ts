import { alertActionOf, findingKey, scanFailureKey } from '../core/alert.ts'
import type { EventPayload, FindingView } from '../core/event.ts'
import type { Severity } from '../core/severity.ts'
import type { RenderContext } from './destination.ts'
import { clean, cut, httpLink, oneLine } from './text.ts'
import {
  countsLine,
  gradeLine,
  headline,
  minute,
  place,
  severityLine,
  statusLine,
  targetName,
  testLine,
  titleOf,
  weaknessLine,
} from './wording.ts'

type Details = Record<string, string | number>

interface Link {
  href: string
  text: string
}

export interface Trigger {
  event_action: 'trigger'
  dedup_key: string
  client: string
  client_url?: string
  links: Link[]
  payload: {
    summary: string
    source: string
    severity: 'critical' | 'error' | 'warning' | 'info'
    timestamp: string
    component?: string
    group?: string
    class?: string
    custom_details?: Details
  }
}

/** Names the alert and nothing else. */
export interface FollowUp {
  event_action: 'acknowledge' | 'resolve'
  dedup_key: string
}

/** Something that happened: shown beside incidents, notifies nobody, has neither key nor severity. */
export interface Change {
  payload: { summary: string; source: string; timestamp?: string; custom_details?: Details }
  links: Link[]
}

export interface PagerDutyMessage {
  event: Trigger | FollowUp | Change
  /** The alert that is resolved before the event is sent. */
  resolves?: string
}

/** PagerDuty: "1024 characters" for a summary, developer.pagerduty.com/docs/events-api-v2/trigger-events */
export const MAX_SUMMARY = 1024
/** Of source, component, group and class no limit is published; they are columns of a list. */
const MAX_FIELD = 255
/** PagerDuty takes 512 KB an event; an incident is read on a telephone. */
const MAX_DETAIL = 4000
const MAX_LINK = 2048

export const SEVERITY: Record<Severity, Trigger['payload']['severity']> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
  info: 'info',
}

const field = (text: string | null | undefined, max = MAX_FIELD): string => cut(oneLine(text ?? ''), max)
const prose = (text: string | null): string => cut(clean(text ?? '').trim(), MAX_DETAIL)

/** Only what says something. */
export const detailsOf = (entries: [name: string, value: string | number | null | undefined][]): Details =>
  Object.fromEntries(
    entries.flatMap(([name, value]) => (value === null || value === undefined || value === '' ? [] : [[name, value]])),
  )

export const linkOf = (url: string | null | undefined, text: string): Link[] => {
  const href = httpLink(url)
  return href && href.length <= MAX_LINK ? [{ href, text }] : []
}

const references = (finding: FindingView): string =>
  finding.references
    .flatMap((url) => httpLink(url) ?? [])
    .filter((url) => url.length <= 300)
    .slice(0, 5)
    .join('\n')

/** Evidence stays out: incidents leave by mail and text message. */
const findingDetails = (event: EventPayload, finding: FindingView): Details =>
  detailsOf([
    ['change', event.change_summary && field(event.change_summary, 1000)],
    ['severity', severityLine(finding)],
    ['cvss_vector', field(finding.cvss_vector)],
    ['weakness', field(weaknessLine(finding))],
    ['where', field(place(finding), 1000)],
    ['target', targetName(event)],
    ['target_address', field(event.target.base_url, 1000)],
    ['rule', field(finding.rule_id)],
    ['status', statusLine(finding)],
    ['what_was_found', prose(finding.description)],
    ['what_to_do', prose(finding.remediation)],
    ['references', references(finding)],
    ['finding_id', finding.id],
    ['scan_id', event.scan?.id],
  ])

const summaryOf = (event: EventPayload, finding: FindingView): string => {
  const where = field(place(finding), 200)
  const parts = [cut(titleOf(finding), 600), ...(where ? [where] : []), targetName(event)]
  return cut(`[${finding.severity.toUpperCase()}] ${parts.join(' – ')}`, MAX_SUMMARY)
}

export const clientOf = ({ productName }: RenderContext): string => field(productName, 100) || 'Scanner'

const trigger = (event: EventPayload, finding: FindingView, context: RenderContext): Trigger => {
  const links = linkOf(finding.url, 'Open the finding')
  const where = field(place(finding))
  const weakness = field(finding.cwe_id ?? finding.category)
  return {
    event_action: 'trigger',
    dedup_key: findingKey(event.target.id, finding.fingerprint),
    client: clientOf(context),
    ...(links[0] && { client_url: links[0].href }),
    links: [...links, ...linkOf(event.scan?.url, 'Open the scan')],
    payload: {
      summary: summaryOf(event, finding),
      source: targetName(event),
      severity: SEVERITY[finding.severity],
      timestamp: event.occurred_at,
      ...(where && { component: where }),
      group: targetName(event),
      ...(weakness && { class: weakness }),
      custom_details: findingDetails(event, finding),
    },
  }
}

const findingEvent = (event: EventPayload, finding: FindingView, context: RenderContext): Trigger | FollowUp => {
  const dedup_key = findingKey(event.target.id, finding.fingerprint)
  switch (alertActionOf(finding, event)) {
    case 'close':
      return { event_action: 'resolve', dedup_key }
    case 'acknowledge':
      return { event_action: 'acknowledge', dedup_key }
    default:
      // While the alert is open a trigger with its key adds to its log and pages nobody again.
      return trigger(event, finding, context)
  }
}

const scanDetails = ({ target, scan, error }: EventPayload): Details =>
  detailsOf([
    ['error', error === undefined ? undefined : prose(error)],
    ['target_address', field(target.base_url, 1000)],
    ['profile', field(scan?.profile)],
    ['grade', scan ? field(gradeLine(scan)) : undefined],
    ['findings', scan?.status === 'done' ? countsLine(scan.summary) : undefined],
    ['scan_id', scan?.id],
  ])

const change = (event: EventPayload): Change => ({
  payload: {
    summary: cut(headline(event), MAX_SUMMARY),
    source: targetName(event),
    timestamp: event.occurred_at,
    custom_details: scanDetails(event),
  },
  links: linkOf(event.scan?.url, 'Open the scan'),
})

const scanFailure = (event: EventPayload, context: RenderContext): Trigger => {
  const links = linkOf(event.scan?.url, 'Open the scan')
  return {
    event_action: 'trigger',
    dedup_key: scanFailureKey(event.target.id),
    client: clientOf(context),
    ...(links[0] && { client_url: links[0].href }),
    links,
    payload: {
      summary: cut(headline(event), MAX_SUMMARY),
      source: targetName(event),
      severity: 'error',
      timestamp: event.occurred_at,
      group: targetName(event),
      class: 'scan failure',
      custom_details: {
        ...scanDetails(event),
        what_to_do: `Until the next scan succeeds, findings of this target are as of before ${minute(event.occurred_at)}. Look into the error, then scan again.`,
      },
    },
  }
}

export const pagerDutyMessage = (event: EventPayload, context: RenderContext): PagerDutyMessage => {
  if (event.finding) return { event: findingEvent(event, event.finding, context) }
  if (event.event === 'scan_failed') return { event: scanFailure(event, context) }
  return { event: change(event), ...(event.event === 'scan_done' && { resolves: scanFailureKey(event.target.id) }) }
}

export const pagerDutyTest = (context: RenderContext): PagerDutyMessage => ({
  event: { payload: { summary: cut(testLine(context), MAX_SUMMARY), source: clientOf(context) }, links: [] },
})
