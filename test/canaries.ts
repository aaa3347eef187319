import { secretTexts } from '../src/core/secret.ts'
import { destinations } from '../src/destinations/index.ts'
import type { ReceivedRequest, Reply } from './receiver.ts'

const signing = `whsec_${Buffer.from('canary.signing.Zq7.key.xx').toString('base64')}`

/** One configuration a kind, with a canary in every secret field. */
export const canaryConfigs = (url: string): Record<string, Record<string, unknown>> => ({
  slack: { webhook_url: `${url}/services/TcanarySlack1/BcanarySlack2/canarySlackToken3` },
  teams: {
    webhook_url: `${url}/powerautomate/automations/direct/workflows/canaryTeamsWorkflow1/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=canaryTeamsSignature2`,
  },
  google_chat: {
    webhook_url: `${url}/v1/spaces/AAAAspace/messages?key=canaryChatKey1xyz&token=canary%2BChat%2FToken2%3D`,
  },
  discord: { webhook_url: `${url}/api/webhooks/123456789012345678/canaryDiscordToken1_abc-def` },
  pagerduty: { routing_key: 'canaryPagerDutyRoutingKey1234567', base_url: url },
  opsgenie: { api_key: 'canary-opsgenie-api-key+/1', base_url: url },
  splunk: { hec_url: url, token: 'canary-splunk-token"quoted"1' },
  webhook: {
    webhook_url: `${url}/canaryHookPath123?key=canaryHookQuery45`,
    webhook_secret: signing,
    headers: { Authorization: 'Bearer canaryHeaderBearer6', 'X-Key': 'canary-header/key "7"' },
  },
  github: { repo: 'acme/shop', token: 'canaryGitHubToken_123456', api_url: url },
  jira: { base_url: url, email: 'bot@example.com', api_token: 'canaryJiraToken+/=123456', project_key: 'SEC' },
})

/** Of an address the steps and values that are secret; its host is shown. */
const canariesIn = (text: string): string[] => {
  if (!URL.canParse(text)) return [text.replace(/^whsec_/, '')]
  return (text.match(/canary[^/?&]*/gi) ?? []).map(decodeURIComponent)
}

/** What must show nowhere but in the request to where it belongs. */
export const CANARIES: readonly string[] = [
  'canary.signing.Zq7.key.xx',
  ...[...destinations.values()]
    .flatMap(({ kind, config }) => secretTexts(config, canaryConfigs('http://127.0.0.1')[kind]))
    .flatMap(canariesIn),
]

/** All of a request as one text. */
export const whole = ({ url, headers, body }: ReceivedRequest): string => `${url} ${JSON.stringify(headers)} ${body}`

/** Ways to fail, and to say all that was sent while at it. */
export const ECHOES: readonly ((request: ReceivedRequest) => Reply)[] = [
  (request) => ({ status: 500, body: whole(request) }),
  (request) => ({
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      error: whole(request),
      message: whole(request),
      errorMessages: [whole(request)],
      text: whole(request),
      result: whole(request),
      errors: [whole(request)],
    }),
  }),
  (request) => ({ status: 401, body: Buffer.from(whole(request)).toString('base64') }),
  (request) => ({
    status: 302,
    headers: { location: `https://evil.example${request.url}` },
    body: encodeURIComponent(whole(request)),
  }),
  (request) => ({ status: 200, body: whole(request) }),
  (request) => ({
    status: 429,
    headers: { 'retry-after': '1', 'x-echo': encodeURIComponent(whole(request)) },
    body: Buffer.from(whole(request)).toString('hex'),
  }),
  () => 'reset',
  (request) => ({ status: 410, body: whole(request) }),
]
