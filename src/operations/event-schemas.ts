import { z } from 'zod'
import { EVENT_NAMES, SCAN_STATUSES, SUPPRESSION_REASONS, TARGET_KINDS, VERIFICATION_STATUSES } from '../core/event.ts'
import { SEVERITIES } from '../core/severity.ts'
import { instant } from './page-query.ts'

const text = z.string().nullable()
const count = z.int().min(0)

export const severityCounts = z
  .object({ critical: count, high: count, medium: count, low: count, info: count })
  .meta({ id: 'SeverityCounts' })

export const scanView = z
  .object({
    id: z.uuid(),
    profile: text,
    status: z.enum(SCAN_STATUSES),
    grade: text.describe('`A+` to `F`.'),
    score: z.number().nullable().describe('0 to 100.'),
    summary: severityCounts.describe('Findings that the scan saw and nobody suppressed.'),
    url: z.string().describe('Opens it in the dashboard.'),
  })
  .meta({ id: 'ScanInEvent' })

export const findingView = z
  .object({
    id: z.uuid(),
    fingerprint: z.string(),
    title: z.string(),
    severity: z.enum(SEVERITIES),
    category: text,
    owasp_category: text,
    cwe_id: text,
    cvss_score: z.number().nullable(),
    cvss_vector: text,
    endpoint: text,
    parameter: text,
    description: text,
    remediation: text,
    references: z.array(z.string()),
    evidence: text,
    rule_id: text,
    location: z.object({ path: z.string(), start_line: z.int().nullish() }).nullable(),
    verification_status: z.enum(VERIFICATION_STATUSES),
    state: z.enum(['open', 'fixed']),
    suppressed: z.enum(SUPPRESSION_REASONS).nullable(),
    url: z.string().describe('Opens it in the dashboard.'),
  })
  .meta({ id: 'FindingInEvent' })

export const eventPayload = z
  .object({
    event_id: z.uuid(),
    event: z.enum(EVENT_NAMES),
    occurred_at: instant,
    target: z.object({ id: z.uuid(), kind: z.enum(TARGET_KINDS), name: z.string(), base_url: text }),
    scan: scanView.nullable(),
    finding: findingView.optional(),
    change_summary: z.string().optional().describe('`field: old → new`, several joined by `; `.'),
    error: z.string().optional(),
  })
  .meta({ id: 'EventPayload' })
