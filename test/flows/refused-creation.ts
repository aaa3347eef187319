import type { RefusedCase } from './refused-cases.ts'

export type Body = Record<string, unknown>
type Refusal = Pick<RefusedCase, 'status' | 'code' | 'pointer'>

export const invalidAt = (pointer: string): Refusal => ({ status: 422, code: 'invalid', pointer })

/** A valid configuration of each kind. */
export const VALID: Record<string, Body> = {
  slack: { webhook_url: 'https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx' },
  teams: {
    webhook_url:
      'https://prod-01.westus.logic.azure.com/workflows/0123456789abcdef/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=abcdefghijkl',
  },
  google_chat: { webhook_url: 'https://chat.googleapis.com/v1/spaces/AAAA/messages?key=abcdefgh&token=abcdefgh' },
  discord: { webhook_url: 'https://discord.com/api/webhooks/123456789012345678/abcdefghijklmnop' },
  pagerduty: { routing_key: 'a'.repeat(32) },
  opsgenie: { api_key: '01234567-89ab-cdef-0123-456789abcdef' },
  splunk: { hec_url: 'https://203.0.114.7:8088', token: '01234567-89ab-cdef-0123-456789abcdef' },
  webhook: { webhook_url: 'https://203.0.114.7/hook' },
  github: { repo: 'acme/shop', token: 'github_pat_0123456789' },
  jira: { base_url: 'https://acme.atlassian.net', email: 'bot@example.com', api_token: 'abcdefgh', project_key: 'SEC' },
}

export const bodyOf = (kind: string, config: Body, more: Body = {}): Body => ({
  kind,
  name: 'New',
  config: { ...VALID[kind], ...config },
  ...more,
})

export const create = (name: string, body: unknown, refusal: Refusal): RefusedCase => ({
  name,
  send: () => ['POST', '/integrations', body],
  ...refusal,
})

export const shown = (value: unknown): string => JSON.stringify(value).slice(0, 160)
