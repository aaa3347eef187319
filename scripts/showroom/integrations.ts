import type { Fault, ReceiverKind } from '../../demo/receivers/index.ts'
import type { ReceivedRequest } from '../../demo/receivers/exchange.ts'
import type { TargetName } from './plan.ts'

export interface ShownIntegration {
  name: string
  kind: ReceiverKind
  severity_filter?: string
  events?: string[]
  targets?: TargetName[]
  delivery?: Record<string, unknown>
  /** What goes wrong there. */
  fault?: (request: ReceivedRequest) => Fault | undefined
  /** Switched off once all is sent. */
  off?: true
}

const CHANGES = ['finding_new', 'finding_changed']
const QUICK = { retry_schedule: [1, 1, 1] }

/** Busy for the first `times` messages that hold the text. */
const busyFor = (text: string, times: number): NonNullable<ShownIntegration['fault']> => {
  let left = times
  return ({ body }) =>
    body.includes(text) && left-- > 0
      ? { status: 503, headers: { 'retry-after': '1' }, body: 'upstream connect error or disconnect before headers' }
      : undefined
}

const JIRA_REFUSAL = JSON.stringify({
  errorMessages: [],
  errors: { components: 'Component/s is required.' },
})

/** Ten teams' wishes, one a kind and two more webhooks: most do well, some as things go. */
export const INTEGRATIONS: readonly ShownIntegration[] = [
  { name: 'Security channel', kind: 'slack', severity_filter: 'high' },
  {
    name: 'Release room',
    kind: 'teams',
    severity_filter: 'critical',
    events: ['scan_done', 'scan_failed', 'finding_new'],
    delivery: { retry_schedule: [1, 2, 2] },
    fault: busyFor('Payment notices', 2),
  },
  { name: 'Triage', kind: 'google_chat', severity_filter: 'medium', events: ['scan_failed', ...CHANGES] },
  { name: 'Shop developers', kind: 'discord', severity_filter: 'low', targets: ['shop', 'orders'] },
  { name: 'On call', kind: 'pagerduty', severity_filter: 'critical', events: CHANGES },
  { name: 'Night shift', kind: 'opsgenie', severity_filter: 'critical', off: true },
  { name: 'SIEM', kind: 'splunk', severity_filter: 'info' },
  {
    name: 'Automation',
    kind: 'webhook',
    severity_filter: 'medium',
    events: CHANGES,
    delivery: QUICK,
    fault: ({ body }) =>
      body.includes('Avatar upload') ? { status: 500, body: '{"error":"worker crashed"}' } : undefined,
  },
  { name: 'shop issues', kind: 'github', events: CHANGES, targets: ['shop', 'orders'] },
  {
    name: 'SEC tickets',
    kind: 'jira',
    events: CHANGES,
    fault: ({ method, path, body }) =>
      method === 'POST' && path.endsWith('/issue') && body.includes('Refund of more')
        ? { status: 400, headers: { 'content-type': 'application/json' }, body: JIRA_REFUSAL }
        : undefined,
  },
  {
    name: 'Old dashboard feed',
    kind: 'webhook',
    severity_filter: 'high',
    events: ['finding_new'],
    fault: ({ body }) => (body.includes('Coupon') ? { status: 410, body: 'this feed has moved' } : undefined),
  },
]
