import type { Digest } from './digest.ts'
import type { EventName, EventPayload, FindingView, ScanView, TargetView } from './event.ts'

const target: TargetView = {
  id: '6f0c1f8e-6f0b-4b1e-9a53-0d6f3d1c7a11',
  kind: 'url',
  name: 'Acme shop',
  base_url: 'https://shop.acme.example',
}

const started: ScanView = {
  id: '2b7e4a90-3c52-4d8f-8a0e-5f9d1e6b7c22',
  profile: 'nightly',
  status: 'running',
  grade: null,
  score: null,
  summary: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
  url: 'https://pencheff.example/scans/2b7e4a90-3c52-4d8f-8a0e-5f9d1e6b7c22',
}

const done: ScanView = {
  ...started,
  status: 'done',
  grade: 'D+',
  score: 58,
  summary: { critical: 1, high: 2, medium: 4, low: 3, info: 7 },
}

const finding: FindingView = {
  id: '9c1d5e30-7a64-4f2b-b1c8-2e4a6d8f0b33',
  fingerprint: '4f9a1c07d2b85e63a0c4f1e97b36d85020b1d7c94ea86f3152c7089b6de4a1f8',
  title: 'SQL injection in the product search',
  severity: 'critical',
  category: 'injection',
  owasp_category: 'A03:2021 Injection',
  cwe_id: 'CWE-89',
  cvss_score: 9.8,
  cvss_vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  endpoint: 'GET /search',
  parameter: 'q',
  description:
    'The parameter q reaches the database as part of the statement. A single quote in it changes the query, and a visitor who is not signed in can read every table of the shop.',
  remediation:
    'Bind the search term as a parameter of the statement, and give the shop a database user that may only read the catalogue.',
  references: [
    'https://owasp.org/Top10/A03_2021-Injection/',
    'https://cheatsheetseries.owasp.org/cheatsheets/Query_Parameterization_Cheat_Sheet.html',
  ],
  evidence: "GET /search?q=lamp'%20OR%201=1-- HTTP/1.1\nHost: shop.acme.example\n\nHTTP/1.1 200 OK\n[1,284 products]",
  rule_id: 'sql-injection',
  location: null,
  verification_status: 'unverified',
  state: 'open',
  suppressed: null,
  url: 'https://pencheff.example/findings/9c1d5e30-7a64-4f2b-b1c8-2e4a6d8f0b33',
}

/** One good example of each event: what previews, the docs and tests show. */
export const sampleEvents: Record<EventName, EventPayload> = {
  scan_started: {
    event_id: '0a4f6b12-11c5-4e7d-9d1a-000000000001',
    event: 'scan_started',
    occurred_at: '2026-11-23T09:00:00.000Z',
    target,
    scan: started,
  },
  scan_done: {
    event_id: '0a4f6b12-11c5-4e7d-9d1a-000000000002',
    event: 'scan_done',
    occurred_at: '2026-11-23T09:20:00.500Z',
    target,
    scan: done,
  },
  scan_failed: {
    event_id: '0a4f6b12-11c5-4e7d-9d1a-000000000003',
    event: 'scan_failed',
    occurred_at: '2026-11-23T09:12:00.000Z',
    target,
    scan: { ...started, status: 'failed' },
    error: 'The target stopped answering after 312 requests: connect timed out three times in a row.',
  },
  finding_new: {
    event_id: '0a4f6b12-11c5-4e7d-9d1a-000000000004',
    event: 'finding_new',
    occurred_at: '2026-11-23T09:20:00.500Z',
    target,
    scan: done,
    finding,
  },
  finding_changed: {
    event_id: '0a4f6b12-11c5-4e7d-9d1a-000000000005',
    event: 'finding_changed',
    occurred_at: '2026-11-24T14:05:30.000Z',
    target,
    scan: done,
    finding: { ...finding, verification_status: 'true_positive' },
    change_summary: 'verification_status: unverified → true_positive',
  },
}

const listed = (id: number, title: string, severity: FindingView['severity'], endpoint: string): EventPayload => ({
  ...sampleEvents.finding_new,
  event_id: `0a4f6b12-11c5-4e7d-9d1a-0000000001${String(id).padStart(2, '0')}`,
  finding: {
    ...finding,
    id: `9c1d5e30-7a64-4f2b-b1c8-0000000000${String(id).padStart(2, '0')}`,
    title,
    severity,
    cvss_score: null,
    cvss_vector: null,
    endpoint,
    parameter: null,
    url: `https://pencheff.example/findings/9c1d5e30-7a64-4f2b-b1c8-0000000000${String(id).padStart(2, '0')}`,
  },
})

/** The digest of a scan with more findings than people want to hear of one by one. */
export const sampleDigest: Digest = {
  target,
  scan: { ...done, summary: { critical: 4, high: 32, medium: 18, low: 3, info: 7 } },
  occurred_at: '2026-11-23T09:20:00.500Z',
  counts: { critical: 0, high: 26, medium: 18, low: 0, info: 0 },
  fresh: 41,
  changed: 3,
  individually: 10,
  top: [
    listed(1, 'Stored cross-site scripting in product reviews', 'high', 'POST /reviews'),
    listed(2, 'Session cookie without Secure', 'high', 'GET /account'),
    listed(3, 'Open redirect after sign-in', 'high', 'GET /login'),
    listed(4, 'Directory listing of uploads', 'medium', 'GET /uploads/'),
  ],
}
