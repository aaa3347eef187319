import { defineDestination } from './destination.ts'
import { opsgenieDigest } from './opsgenie-digest.ts'
import { opsgenieMessage, opsgenieTest, type OpsgenieMessage } from './opsgenie-alert.ts'
import { classifyOpsgenie } from './opsgenie-answer.ts'
import { opsgenieConfig, type OpsgenieConfig } from './opsgenie-config.ts'
import { decidingRequest, probeOpsgenie, sendOpsgenie } from './opsgenie-send.ts'

export const opsgenie = defineDestination<OpsgenieConfig, OpsgenieMessage>({
  kind: 'opsgenie',
  title: 'Opsgenie',
  use: 'Opens one alert a finding in Opsgenie or Jira Service Management, notes what changes, and closes it when the finding is done with.',
  protocol: 'Alert API v2',
  setup: `**Jira Service Management** (\`api: jsm\`)

1. In the operations of your team open **Integrations**, **Add integration**, and choose **API**.
2. Name it, choose the team that is to be alerted, and turn it on.
3. Copy its API key and enter it here. The region does not matter.

**Opsgenie** (\`api: opsgenie\`; Atlassian shuts it down on 5 April 2027)

1. Open **Settings**, **Integrations**, **Add integration**, **API**, or the same under your team.
2. Allow **Read**, **Create and Update** access, and save it turned on.
3. Copy its API key and enter it here; choose the region \`eu\` if your address is \`app.eu.opsgenie.com\`.

A key of any other type of integration is refused (403, code 40301). The test makes no alert.

| event | becomes |
|---|---|
| finding_new | an alert whose alias is \`TARGET_ID:FINGERPRINT\`; a fingerprint that is long or has odd characters is hashed |
| finding_changed | fixed, suppressed, false positive: closed. Confirmed: acknowledged. Back or worse: created again. All else: a note |
| scan_failed | an alert of priority P3 with the alias \`TARGET_ID.scan-failure\` |
| scan_done | closes that alert |`,
  config: opsgenieConfig,
  example: {
    api_key: '11111111-2222-4333-8444-666666666666',
    region: 'eu',
    api: 'opsgenie',
    base_url: 'https://api.eu.opsgenie.com',
  },
  hostRule: { fields: ['base_url'], hosts: ['api.opsgenie.com', 'api.eu.opsgenie.com', 'api.atlassian.com'] },
  // Token buckets an account and an integration, their size by the plan (docs.opsgenie.com/docs/api-rate-limiting). No
  // number holds for all; a delivery makes two to five requests, so this stays near ten a second.
  limits: { rates: [{ perSecond: 3, burst: 10 }], concurrency: 4 },
  remote: ({ api_key }) => api_key,
  notSent: { scan_started: 'An alert asks somebody to act; the start of a scan asks nothing.' },
  render: (event, _config, context) => opsgenieMessage(event, context),
  digest: {
    individually: 20,
    // What changed closes or opens the finding's own alert.
    events: ['finding_new'],
    render: (digest, _config, context) => opsgenieDigest(digest, context),
  },
  renderTest: (_config, context) => opsgenieTest(context),
  request: decidingRequest,
  classify: classifyOpsgenie,
  send: sendOpsgenie,
  probe: probeOpsgenie,
})
