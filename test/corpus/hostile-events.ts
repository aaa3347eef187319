import fc from 'fast-check'
import {
  SUPPRESSION_REASONS,
  VERIFICATION_STATUSES,
  type EventName,
  type EventPayload,
  type FindingView,
  type ScanView,
  type TargetView,
} from '../../src/core/event.ts'
import { sampleEvents } from '../../src/core/sample.ts'
import { SEVERITIES } from '../../src/core/severity.ts'
import { denseText, hostileText, hostileUrl } from './hostile-text.ts'

const { target: TARGET, scan: SCAN, finding: FINDING } = sampleEvents.finding_new

const nullable = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 8 })
const text = nullable(hostileText)

const target: fc.Arbitrary<TargetView> = fc.record({
  id: fc.constant(TARGET.id),
  kind: fc.constantFrom('url', 'repo'),
  name: hostileText,
  base_url: nullable(hostileUrl),
})

const count = fc.integer({ min: 0, max: 2_147_483_647 })

const scan: fc.Arbitrary<ScanView> = fc.record({
  id: fc.constant(SCAN?.id ?? ''),
  profile: text,
  status: fc.constantFrom('running', 'done', 'failed'),
  grade: text,
  score: nullable(fc.integer({ min: 0, max: 100 })),
  summary: fc.record({ critical: count, high: count, medium: count, low: count, info: count }),
  url: fc.constant(SCAN?.url ?? ''),
})

const references = fc.oneof(
  { weight: 20, arbitrary: fc.array(hostileUrl, { maxLength: 12 }) },
  { weight: 1, arbitrary: hostileUrl.map((url) => Array.from({ length: 1000 }, (_, index) => `${url}${index}`)) },
)

const finding: fc.Arbitrary<FindingView> = fc.record({
  id: fc.constant(FINDING?.id ?? ''),
  fingerprint: fc.oneof(fc.constant(FINDING?.fingerprint ?? ''), hostileText),
  title: hostileText,
  severity: fc.constantFrom(...SEVERITIES),
  category: text,
  owasp_category: text,
  cwe_id: nullable(fc.oneof(fc.constant('CWE-89'), hostileText)),
  cvss_score: nullable(fc.double({ min: 0, max: 10, noNaN: true })),
  cvss_vector: text,
  endpoint: text,
  parameter: text,
  description: text,
  remediation: text,
  references,
  evidence: text,
  rule_id: text,
  location: nullable(
    fc.record({ path: hostileText, start_line: nullable(fc.integer({ min: 1, max: 2_147_483_647 })) }),
  ),
  verification_status: fc.constantFrom(...VERIFICATION_STATUSES),
  state: fc.constantFrom('open', 'fixed'),
  suppressed: fc.option(fc.constantFrom(...SUPPRESSION_REASONS)),
  url: fc.constant(FINDING?.url ?? ''),
})

/** Every field of the same dense text: each is cut by itself, and the sum has to fit too. */
const dense = fc.tuple(finding, denseText).map(([one, filling]): FindingView => ({
  ...one,
  title: filling,
  category: filling,
  owasp_category: filling,
  cwe_id: filling,
  cvss_vector: filling,
  endpoint: filling,
  parameter: filling,
  description: filling,
  remediation: filling,
  evidence: filling,
  rule_id: filling,
  location: { path: filling },
}))

const change = fc
  .tuple(
    fc.constantFrom('severity', 'state', 'suppressed', 'recheck', 'verification_status', 'x_y'),
    hostileText,
    hostileText,
  )
  .map(([field, from, to]) => `${field}: ${from} → ${to}`)

const changeSummary = fc.oneof(
  { weight: 4, arbitrary: fc.array(change, { minLength: 1, maxLength: 12 }).map((changes) => changes.join('; ')) },
  { weight: 1, arbitrary: hostileText },
)

const basics = (name: EventName): Pick<EventPayload, 'event' | 'event_id' | 'occurred_at'> => {
  const { event, event_id, occurred_at } = sampleEvents[name]
  return { event, event_id, occurred_at }
}

const findingPair = fc
  .record({
    target,
    scan: nullable(scan),
    finding: fc.oneof({ weight: 15, arbitrary: finding }, { weight: 1, arbitrary: dense }),
    change_summary: changeSummary,
  })
  .map(({ change_summary, ...parts }): EventPayload[] => [
    { ...basics('finding_new'), ...parts },
    { ...basics('finding_changed'), ...parts, change_summary },
  ])

const scanTriple = fc
  .record({
    target,
    scan: nullable(scan),
    error: fc.oneof({ weight: 9, arbitrary: hostileText }, { weight: 1, arbitrary: denseText }),
  })
  .map(({ error, ...parts }): EventPayload[] => [
    { ...basics('scan_started'), ...parts },
    { ...basics('scan_done'), ...parts },
    { ...basics('scan_failed'), ...parts, error },
  ])

/** The same on every run and every machine. */
const SEED = 20_261_124

/** Each finding as new and as changed. */
export const hostileFindings = (count: number): EventPayload[] =>
  fc.sample(findingPair, { numRuns: count, seed: SEED }).flat()

/** Each scan as started, done and failed. */
export const hostileScans = (count: number): EventPayload[] =>
  fc.sample(scanTriple, { numRuns: count, seed: SEED }).flat()
