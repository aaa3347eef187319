// Written by `npm run generate` from the schemas of docs/openapi.json.
export interface Target {
  id: string
  kind: 'url' | 'repo'
  name: string
  base_url: string | null
  created_at: string
}

export interface Scan {
  id: string
  profile: string | null
  status: 'running' | 'done' | 'failed'
  grade: string | null
  score: number | null
  summary: SeverityCounts
  url: string
  target_id: string
  error: string | null
  started_at: string
  ended_at: string | null
}

export interface SeverityCounts {
  critical: number
  high: number
  medium: number
  low: number
  info: number
}

export interface Completion {
  scan: EndedScan
  new: number
  seen_again: number
  reopened: number
  fixed: number
}

export interface EndedScan {
  id: string
  profile: string | null
  status: 'running' | 'done' | 'failed'
  grade: string | null
  score: number | null
  summary: SeverityCounts
  url: string
  target_id: string
}

export interface ReportFormat {
  format: string
  title: string
  media_types: string[]
}

export interface Finding {
  id: string
  fingerprint: string
  title: string
  severity: 'info' | 'low' | 'medium' | 'high' | 'critical'
  category: string | null
  owasp_category: string | null
  cwe_id: string | null
  cvss_score: number | null
  cvss_vector: string | null
  endpoint: string | null
  parameter: string | null
  description: string | null
  remediation: string | null
  references: string[]
  evidence: string | null
  rule_id: string | null
  location: { path: string; start_line?: number | null } | null
  verification_status: 'unverified' | 'true_positive' | 'false_positive' | 'true_negative' | 'false_negative'
  state: 'open' | 'fixed'
  suppressed: 'accepted_risk' | 'wont_fix' | 'false_positive' | 'duplicate' | 'out_of_scope' | null
  url: string
  target_id: string
  suppressed_note: string | null
  recheck: 'present' | 'fixed' | 'inconclusive' | null
  recheck_note: string | null
  first_scan_id: string | null
  last_scan_id: string | null
  created_at: string
  last_seen_at: string
}

export interface FindingWithRefs {
  id: string
  fingerprint: string
  title: string
  severity: 'info' | 'low' | 'medium' | 'high' | 'critical'
  category: string | null
  owasp_category: string | null
  cwe_id: string | null
  cvss_score: number | null
  cvss_vector: string | null
  endpoint: string | null
  parameter: string | null
  description: string | null
  remediation: string | null
  references: string[]
  evidence: string | null
  rule_id: string | null
  location: { path: string; start_line?: number | null } | null
  verification_status: 'unverified' | 'true_positive' | 'false_positive' | 'true_negative' | 'false_negative'
  state: 'open' | 'fixed'
  suppressed: 'accepted_risk' | 'wont_fix' | 'false_positive' | 'duplicate' | 'out_of_scope' | null
  url: string
  target_id: string
  suppressed_note: string | null
  recheck: 'present' | 'fixed' | 'inconclusive' | null
  recheck_note: string | null
  first_scan_id: string | null
  last_scan_id: string | null
  created_at: string
  last_seen_at: string
  external_refs: ExternalRef[]
}

export interface ExternalRef {
  integration_id: string
  integration_name: string
  kind: string
  ref: string
  url: string | null
}

export interface IntegrationKind {
  kind:
    'slack' | 'teams' | 'google_chat' | 'discord' | 'pagerduty' | 'opsgenie' | 'splunk' | 'webhook' | 'github' | 'jira'
  title: string
  use: string
  protocol: string
  setup: string
  config_schema: Record<string, unknown>
  secret_fields: string[]
  limits: {
    per_second: number | null
    burst: number | null
    max_bytes: number | null
    batch: { events: number; bytes: number } | null
    concurrency: number | null
  }
  digest: {
    individually: number
    events: ('scan_started' | 'scan_done' | 'scan_failed' | 'finding_new' | 'finding_changed')[]
  } | null
}

export interface Preview {
  event: 'scan_started' | 'scan_done' | 'scan_failed' | 'finding_new' | 'finding_changed'
  request: { method: string; url: string; headers: Record<string, string>; body: string | null } | null
  not_sent?: string
}

export interface IntegrationWithSecret {
  id: string
  kind:
    'slack' | 'teams' | 'google_chat' | 'discord' | 'pagerduty' | 'opsgenie' | 'splunk' | 'webhook' | 'github' | 'jira'
  name: string
  enabled: boolean
  severity_filter: 'info' | 'low' | 'medium' | 'high' | 'critical'
  target_ids: string[] | null
  events: ('scan_started' | 'scan_done' | 'scan_failed' | 'finding_new' | 'finding_changed')[] | null
  delivery: { individually?: number | null; retry_schedule?: number[] }
  config: Record<string, unknown>
  config_set: string[]
  disabled_reason: string | null
  health: IntegrationHealth
  created_at: string
  updated_at: string
  webhook_secret?: string
  replayable?: number
}

export interface IntegrationHealth {
  breaker: 'closed' | 'open' | 'half_open'
  breaker_reason: string | null
  next_probe_at: string | null
  success_rate: number | null
  p50_ms: number | null
  p95_ms: number | null
  last_success_at: string | null
  last_error_at: string | null
  last_error: string | null
  failing_since: string | null
  noticed: number
  backlog: number
  hours: { hour: string; delivered: number; failed: number }[]
}

export interface Integration {
  id: string
  kind:
    'slack' | 'teams' | 'google_chat' | 'discord' | 'pagerduty' | 'opsgenie' | 'splunk' | 'webhook' | 'github' | 'jira'
  name: string
  enabled: boolean
  severity_filter: 'info' | 'low' | 'medium' | 'high' | 'critical'
  target_ids: string[] | null
  events: ('scan_started' | 'scan_done' | 'scan_failed' | 'finding_new' | 'finding_changed')[] | null
  delivery: { individually?: number | null; retry_schedule?: number[] }
  config: Record<string, unknown>
  config_set: string[]
  disabled_reason: string | null
  health: IntegrationHealth
  created_at: string
  updated_at: string
}

export interface AppliedIntegrations {
  dry_run: boolean
  integrations: AppliedIntegration[]
}

export interface AppliedIntegration {
  name: string
  kind: string
  action: 'create' | 'update' | 'unchanged' | 'delete'
  changes: string[]
  id?: string
  webhook_secret?: string
}

export interface TestResult {
  ok: boolean
  status: number | null
  duration_ms: number
  detail?: string
  external_url?: string
}

export interface DryRun {
  since: string
  complete: boolean
  events: number
  verdicts: {
    disabled: number
    target_out_of_scope: number
    event_not_subscribed: number
    below_severity: number
    matched: number
  }
  not_sent: number
  messages: number
  digests: number
  sent: { events: number; messages: number } | null
  by_event: {
    event: 'scan_started' | 'scan_done' | 'scan_failed' | 'finding_new' | 'finding_changed'
    severity: 'info' | 'low' | 'medium' | 'high' | 'critical' | null
    events: number
    matched: number
    sent: number
  }[]
  by_day: { day: string; events: number; matched: number; sent: number }[]
  examples: {
    event_id: string
    event: 'scan_started' | 'scan_done' | 'scan_failed' | 'finding_new' | 'finding_changed'
    occurred_at: string
    target: string
    title: string | null
    severity: 'info' | 'low' | 'medium' | 'high' | 'critical' | null
    verdict: 'disabled' | 'target_out_of_scope' | 'event_not_subscribed' | 'below_severity' | 'matched'
    delivery_id: string | null
  }[]
}

export interface Event {
  id: string
  event: 'scan_started' | 'scan_done' | 'scan_failed' | 'finding_new' | 'finding_changed'
  created_at: string
  data: EventPayload
}

export interface EventPayload {
  event_id: string
  event: 'scan_started' | 'scan_done' | 'scan_failed' | 'finding_new' | 'finding_changed'
  occurred_at: string
  target: { id: string; kind: 'url' | 'repo'; name: string; base_url: string | null }
  scan: ScanInEvent | null
  finding?: FindingInEvent
  change_summary?: string
  error?: string
}

export interface ScanInEvent {
  id: string
  profile: string | null
  status: 'running' | 'done' | 'failed'
  grade: string | null
  score: number | null
  summary: SeverityCounts
  url: string
}

export interface FindingInEvent {
  id: string
  fingerprint: string
  title: string
  severity: 'info' | 'low' | 'medium' | 'high' | 'critical'
  category: string | null
  owasp_category: string | null
  cwe_id: string | null
  cvss_score: number | null
  cvss_vector: string | null
  endpoint: string | null
  parameter: string | null
  description: string | null
  remediation: string | null
  references: string[]
  evidence: string | null
  rule_id: string | null
  location: { path: string; start_line?: number | null } | null
  verification_status: 'unverified' | 'true_positive' | 'false_positive' | 'true_negative' | 'false_negative'
  state: 'open' | 'fixed'
  suppressed: 'accepted_risk' | 'wont_fix' | 'false_positive' | 'duplicate' | 'out_of_scope' | null
  url: string
}

export interface RoutedEvent {
  id: string
  event: 'scan_started' | 'scan_done' | 'scan_failed' | 'finding_new' | 'finding_changed'
  created_at: string
  data: EventPayload
  routing_failed: boolean
  routed: boolean
  routing: Routing[]
}

export interface Routing {
  integration_id: string
  name: string
  kind: string
  verdict: 'disabled' | 'target_out_of_scope' | 'event_not_subscribed' | 'below_severity' | 'matched'
  delivery_id?: string
}

export interface DeliveryActivity {
  integration_id: string
  hour: string
  delivered: number
  failed: number
  waiting: number
}

export interface Delivery {
  id: string
  integration_id: string
  kind: string
  event_id: string
  event: 'scan_started' | 'scan_done' | 'scan_failed' | 'finding_new' | 'finding_changed'
  scan_id: string | null
  finding_id: string | null
  state: 'pending' | 'retrying' | 'delivered' | 'dead' | 'cancelled' | 'held'
  attempt_count: number
  next_attempt_at: string | null
  detail: string | null
  external_url: string | null
  carried_by: string | null
  created_at: string
  finished_at: string | null
}

export interface DeliveryWithAttempts {
  id: string
  integration_id: string
  kind: string
  event_id: string
  event: 'scan_started' | 'scan_done' | 'scan_failed' | 'finding_new' | 'finding_changed'
  scan_id: string | null
  finding_id: string | null
  state: 'pending' | 'retrying' | 'delivered' | 'dead' | 'cancelled' | 'held'
  attempt_count: number
  next_attempt_at: string | null
  detail: string | null
  external_url: string | null
  carried_by: string | null
  created_at: string
  finished_at: string | null
  attempts: Attempt[]
}

export interface Attempt {
  n: number
  started_at: string
  duration_ms: number
  status: number | null
  outcome: 'delivered' | 'accepted' | 'retry' | 'rejected'
  reason:
    | 'auth'
    | 'rate_limited'
    | 'invalid_request'
    | 'not_found'
    | 'gone'
    | 'server'
    | 'network'
    | 'timeout'
    | 'blocked_address'
    | 'render'
    | 'credential_unusable'
    | 'internal'
    | null
  detail: string | null
}

export interface ReplayCount {
  count: number
}

export interface ChangeNotice {
  changed: ('targets' | 'scans' | 'findings' | 'integrations' | 'events' | 'deliveries' | 'keys' | 'users' | 'audit')[]
}

export interface NewKey {
  id: string
  name: string
  scopes: string[]
  hint: string
  created_at: string
  expires_at: string | null
  last_used_at: string | null
  key: string
}

export interface Key {
  id: string
  name: string
  scopes: string[]
  hint: string
  created_at: string
  expires_at: string | null
  last_used_at: string | null
}

export interface UserWithLink {
  id: string
  email: string
  name: string
  role: 'owner' | 'admin' | 'analyst' | 'viewer'
  has_password: boolean
  created_at: string
  last_signed_in_at: string | null
  link: string
  link_expires_at: string
}

export interface User {
  id: string
  email: string
  name: string
  role: 'owner' | 'admin' | 'analyst' | 'viewer'
  has_password: boolean
  created_at: string
  last_signed_in_at: string | null
}

export interface Session {
  workspace: { id: string; name: string }
  user: { id: string; email: string; name: string; role: 'owner' | 'admin' | 'analyst' | 'viewer' } | null
  scopes: string[]
  instance_owner: boolean
  ends_at: string | null
}

export interface SetUpLink {
  purpose: 'first_owner' | 'password'
  email: string | null
  name: string | null
  expires_at: string
}

export interface SingleSignOn {
  enabled: boolean
}

export interface NewWorkspace {
  id: string
  name: string
  created_at: string
  key: string
}

export interface Workspace {
  id: string
  name: string
  created_at: string
}

export interface VaultKey {
  kid: string
  role: 'encrypts' | 'decrypts' | 'unnamed' | 'missing'
  rows: Record<string, number>
  total: number
}

export interface VaultRotation {
  moved: number
  keys: VaultKey[]
}

export interface AuditEntry {
  id: string
  seq: number
  at: string
  actor: { type: 'key' | 'user' | 'service'; id: string | null; name: string }
  operation: string
  object: { type: string; id: string | null; name: string | null }
  fields: string[]
  address: string | null
  request_id: string | null
  result: string
  prev_hash: string
  hash: string
}

export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  instance: string
  code:
    | 'body_missing'
    | 'body_not_json'
    | 'body_not_utf8'
    | 'duplicate_key'
    | 'forbidden_key'
    | 'too_deep'
    | 'bad_request'
    | 'unauthorized'
    | 'wrong_credentials'
    | 'cross_site'
    | 'insufficient_scope'
    | 'forbidden'
    | 'not_found'
    | 'method_not_allowed'
    | 'not_acceptable'
    | 'request_timeout'
    | 'conflict'
    | 'scan_already_ended'
    | 'idempotency_conflict'
    | 'credential_unusable'
    | 'too_large'
    | 'uri_too_long'
    | 'unsupported_media_type'
    | 'invalid'
    | 'unknown_parameter'
    | 'bad_cursor'
    | 'too_many_keys'
    | 'not_well_formed_unicode'
    | 'unknown_format'
    | 'invalid_report'
    | 'rate_limited'
    | 'headers_too_large'
    | 'internal'
    | 'unavailable'
  request_id: string
  errors?: { pointer: string; code: string; detail: string }[]
}
