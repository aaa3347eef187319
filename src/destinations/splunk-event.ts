import type { EventPayload, FindingView } from '../core/event.ts'
import { severityRank, type Severity } from '../core/severity.ts'
import type { RenderContext } from './destination.ts'
import { byteLength, clean, cutBytes, httpLink, oneLine } from './text.ts'
import { headline, testLine, titleOf } from './wording.ts'

/** One object of the event endpoint. Its envelope is fixed: what a scanner wrote stands only inside `event`. */
export interface HecEvent {
  /** Epoch seconds. */
  time?: number
  source?: string
  sourcetype: string
  index?: string
  event: Record<string, unknown>
}

interface Routing {
  index?: string | undefined
  source?: string | undefined
  sourcetype?: string | undefined
}

/**
 * What one event takes in a request, its line end included. Splunk cuts a line at 10,000 bytes where the sourcetype does not
 * say otherwise (props.conf, TRUNCATE).
 */
export const EVENT_BYTES = 9_000

/** CIM knows `informational`, not `info`. */
const cimSeverity = (severity: Severity): string => (severity === 'info' ? 'informational' : severity)

/** At most `maxBytes`; nothing for an absent or blank text, which is left out of the event. */
const text = (value: string | null | undefined, maxBytes: number): string | undefined =>
  cutBytes(clean(value ?? '').trim(), maxBytes) || undefined

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0)

/** Takes `fields` over: what is undefined in it is no part of JSON. Measured: 1 us an event where a new object took 4. */
const withoutNothing = (fields: Record<string, unknown>): Record<string, unknown> => {
  for (const name in fields) if (isNothing(fields[name])) fields[name] = undefined
  return fields
}

const hostOf = (url: string | null): string | undefined => {
  const link = httpLink(url)
  return link && new URL(link).hostname
}

const scanFields = ({ scan }: EventPayload): Record<string, unknown> =>
  scan
    ? {
        scan_id: scan.id,
        scan_profile: text(scan.profile, 100),
        scan_status: scan.status,
        scan_grade: text(scan.grade, 16),
        scan_score: scan.score,
        scan_url: scan.url,
      }
    : {}

const counts = ({ scan }: EventPayload): Record<string, unknown> =>
  scan
    ? Object.fromEntries(
        Object.entries(scan.summary).map(([severity, count]) => [`${cimSeverity(severity as Severity)}_count`, count]),
      )
    : {}

const cvesOf = ({ title, rule_id, references }: FindingView): string[] => {
  const found = [title, rule_id ?? '', ...references].join(' ').match(/\bCVE-\d{4}-\d{4,7}\b/gi) ?? []
  return [...new Set(found.map((cve) => cve.toUpperCase()))].slice(0, 10)
}

/** CIM Vulnerabilities and Alerts, and what Splunk has no name for under our own. */
const findingFields = (finding: FindingView): Record<string, unknown> => ({
  id: finding.id,
  finding_id: finding.id,
  fingerprint: text(finding.fingerprint, 600),
  signature: text(titleOf(finding), 1000),
  signature_id: text(finding.rule_id, 200),
  severity: cimSeverity(finding.severity),
  severity_id: severityRank(finding.severity),
  category: text(finding.category, 200),
  owasp_category: text(finding.owasp_category, 200),
  cwe: text(finding.cwe_id, 20),
  cve: cvesOf(finding),
  cvss: finding.cvss_score,
  cvss_vector: text(finding.cvss_vector, 200),
  endpoint: text(finding.endpoint, 400),
  parameter: text(finding.parameter, 100),
  file_path: text(finding.location?.path, 400),
  line: finding.location?.start_line,
  description: text(finding.description, 1600),
  remediation: text(finding.remediation, 900),
  evidence: text(finding.evidence, 1600),
  xref: finding.references.slice(0, 5).flatMap((url) => text(httpLink(url), 200) ?? []),
  verification_status: finding.verification_status,
  state: finding.state,
  suppressed: finding.suppressed ?? 'no',
  url: finding.url,
})

const CHANGED_FIELDS = new Set(['severity', 'state', 'verification_status', 'suppressed', 'recheck'])

/** `state: open → fixed; …` also as `previous_state: open`, to search by. */
const changeFields = (summary: string | undefined): Record<string, unknown> => {
  const parts = oneLine(summary ?? '')
    .slice(0, 2000)
    .split('; ')
  const previous = parts.flatMap((part): [string, unknown][] => {
    const [, field = '', before] = /^(\w{1,40}): (.*) → /.exec(part) ?? []
    return CHANGED_FIELDS.has(field) ? [[`previous_${field}`, text(before, 60)]] : []
  })
  return { change_summary: text(summary, 400), ...Object.fromEntries(previous) }
}

const fieldsOf = (event: EventPayload, productName: string): Record<string, unknown> => ({
  event_type: event.event,
  event_id: event.event_id,
  type: event.finding ? 'alert' : 'event',
  app: productName,
  vendor_product: productName,
  subject: text(headline(event), 600),
  dest: hostOf(event.target.base_url) ?? text(oneLine(event.target.name), 200),
  target_id: event.target.id,
  target_kind: event.target.kind,
  target: text(oneLine(event.target.name), 200),
  ...scanFields(event),
  ...(event.finding ? findingFields(event.finding) : { ...counts(event), url: event.scan?.url }),
  ...changeFields(event.change_summary),
  error: text(event.error, 1600),
})

const envelope = (routing: Routing, productName: string, family: string, event: Record<string, unknown>): HecEvent => ({
  source: routing.source ?? productName.toLowerCase(),
  sourcetype: routing.sourcetype ?? `pencheff:${family}`,
  ...(routing.index !== undefined && { index: routing.index }),
  event: withoutNothing(event),
})

/** What identifies or leads somewhere is of no use in part. */
const UNCUT = new Set(['fingerprint', 'url', 'scan_url'])

const shortened = (event: HecEvent, maxBytes: number): HecEvent => ({
  ...event,
  event: Object.fromEntries(
    Object.entries(event.event).map(([name, value]) =>
      typeof value === 'string' && !UNCUT.has(name) ? [name, cutBytes(value, maxBytes)] : [name, value],
    ),
  ),
})

/** The longest texts give way first. The last step fits whatever is in them. */
const fittedLine = (event: HecEvent): string => {
  let longest = 1600
  let fit = event
  let line = JSON.stringify(fit)
  while (byteLength(line) >= EVENT_BYTES && longest > 100) {
    longest = Math.floor(longest * 0.7)
    fit = shortened(fit, longest)
    line = JSON.stringify(fit)
  }
  return line
}

/** One `HecEvent` as it goes out: JSON on one line, below `EVENT_BYTES`. */
export const hecLine = (event: EventPayload, routing: Routing, context: RenderContext): string => {
  const productName = oneLine(context.productName)
  return fittedLine({
    time: Date.parse(event.occurred_at) / 1000,
    ...envelope(routing, productName, event.finding ? 'finding' : 'scan', fieldsOf(event, productName)),
  })
}

export const hecTestLine = (routing: Routing, context: RenderContext): string => {
  const productName = oneLine(context.productName)
  const event = {
    event_type: 'test',
    type: 'event',
    app: productName,
    vendor_product: productName,
    subject: testLine(context),
  }
  return JSON.stringify(envelope(routing, productName, 'test', event))
}
