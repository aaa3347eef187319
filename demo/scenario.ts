import { readFile } from 'node:fs/promises'
import type { DemoApi } from './api.ts'
import { awaitJudged } from './outcome.ts'
import type { ReceiverKind } from './receivers/index.ts'
import type { Receiver } from './receivers/receiver.ts'

/** An integration of the demo; together their filters show every verdict there is. */
export interface DemoIntegration {
  name: string
  kind: ReceiverKind
  /** Its filter in a few words. */
  says: string
  filter: { severity_filter?: string; events?: string[]; enabled?: boolean; elsewhere?: true }
}

const DEADLINE_MS = 30_000
const FINDING_EVENTS = ['finding_new', 'finding_changed']

export const INTEGRATIONS: readonly DemoIntegration[] = [
  { name: 'Security channel', kind: 'slack', says: 'critical', filter: { severity_filter: 'critical' } },
  {
    name: 'Release room',
    kind: 'teams',
    says: 'critical; new findings and ended scans',
    filter: { severity_filter: 'critical', events: ['scan_done', 'scan_failed', 'finding_new'] },
  },
  {
    name: 'Triage',
    kind: 'google_chat',
    says: 'scans and changes',
    filter: { events: ['scan_started', 'scan_done', 'scan_failed', 'finding_changed'] },
  },
  {
    name: 'Developers',
    kind: 'discord',
    says: 'the intranet only',
    filter: { elsewhere: true },
  },
  { name: 'On call', kind: 'pagerduty', says: 'critical', filter: { severity_filter: 'critical' } },
  {
    name: 'Night shift',
    kind: 'opsgenie',
    says: 'switched on for the second scan',
    filter: { enabled: false, events: ['scan_failed', ...FINDING_EVENTS] },
  },
  { name: 'SIEM', kind: 'splunk', says: 'info and above', filter: { severity_filter: 'info' } },
  {
    name: 'Automation',
    kind: 'webhook',
    says: 'medium and above, findings only',
    filter: { severity_filter: 'medium', events: FINDING_EVENTS },
  },
  {
    name: 'Issues',
    kind: 'github',
    says: 'critical, findings only',
    filter: { severity_filter: 'critical', events: FINDING_EVENTS },
  },
  { name: 'Tickets', kind: 'jira', says: 'high, the default; findings only', filter: { events: FINDING_EVENTS } },
]

export interface Completion {
  scan: { id: string; grade: string | null; summary: Record<string, number> }
  new: number
  seen_again: number
}

/** What was done, for the report on it. */
export interface Played {
  target: { name: string; base_url: string }
  scanId: string
  completion: Completion
  /** When `complete` was answered, epoch ms. */
  acceptedAt: number
}

/** Makes them all; answers the ids of those that are switched off. */
const makeIntegrations = async (
  api: DemoApi,
  receivers: ReadonlyMap<ReceiverKind, Receiver>,
  elsewhereId: string,
): Promise<string[]> => {
  const off: string[] = []
  for (const { name, kind, filter } of INTEGRATIONS) {
    const { elsewhere, ...rest } = filter
    const target_ids = elsewhere ? [elsewhereId] : null
    const body = { kind, name, config: receivers.get(kind)?.config, target_ids, ...rest }
    const { id } = await api.post<{ id: string }>('/integrations', body)
    if (filter.enabled === false) off.push(id)
  }
  return off
}

/** One finding is confirmed and one is suppressed, as people do it. */
const triage = async (api: DemoApi, scanId: string): Promise<void> => {
  const findings = await api.all<{ id: string }>(`/scans/${scanId}/findings?severity=critical&suppressed=false`)
  const [confirmed, accepted] = findings
  if (!confirmed || !accepted) throw new Error('the sample report has fewer than two critical findings')
  await api.post(`/findings/${confirmed.id}/status`, { verification_status: 'true_positive' })
  await api.post(`/findings/${accepted.id}/suppress`, { reason: 'accepted_risk', note: 'behind the VPN until March' })
}

/** Plays one scan through: started, a real report imported, two findings triaged, and a second scan, of another target, that fails. */
export const play = async (
  api: DemoApi,
  receivers: ReadonlyMap<ReceiverKind, Receiver>,
  report: URL,
): Promise<Played> => {
  const target = { kind: 'repo', name: 'shop', base_url: 'https://git.example.com/acme/shop' }
  const { id: target_id } = await api.post<{ id: string }>('/targets', target)
  const elsewhere = await api.post<{ id: string }>('/targets', { kind: 'url', name: 'intranet' })
  const off = await makeIntegrations(api, receivers, elsewhere.id)
  const scan = await api.post<{ id: string }>('/scans', { target_id, profile: 'nightly' })
  const content = await readFile(report)
  const completion = await api.upload<Completion>(`/scans/${scan.id}/report?format=auto`, new Uint8Array(content))
  const acceptedAt = Date.now()
  await triage(api, scan.id)
  // What is judged keeps its verdict: switching on later changes nothing of it.
  await awaitJudged(api, DEADLINE_MS)
  for (const id of off) await api.patch(`/integrations/${id}`, { enabled: true })
  const second = await api.post<{ id: string }>('/scans', { target_id: elsewhere.id, profile: 'weekly' })
  await api.post(`/scans/${second.id}/fail`, { error: 'the scanner ran out of memory' })
  return { target, scanId: scan.id, completion, acceptedAt }
}
