import { z } from 'zod'
import type { HttpResponse } from '../core/http.ts'
import type { Outcome, Reason } from '../core/outcome.ts'
import { secret } from '../core/secret.ts'
import { defineDestination } from './destination.ts'
import { excerpt, jsonBody, outcomeOfStatus } from './http-outcome.ts'
import { digestMessage } from './teams-digest.ts'
import { eventMessage, MAX_BYTES, testMessage, type TeamsMessage } from './teams-message.ts'

const RETIRED_CONNECTOR = /(?:^|\.)(?:webhook\.office\.com|outlook\.office(?:365)?\.com)$/
const OLD_FLOW = /(?:^|\.)logic\.azure\.com$/
const TRIGGER_PATH = /\/workflows\/[^/]+\/triggers\/[^/]+\/paths\/invoke$/

const MAKE_A_FLOW =
  'in Teams choose Workflows at the channel, take the template "Send webhook alerts to a channel" and enter the URL that it gives'

/** What is wrong with the URL's form; whose host it is, and whether with TLS, is judged by `hostRule`. */
const urlFault = (value: string): string | undefined => {
  if (!URL.canParse(value)) return 'a URL is needed'
  const url = new URL(value)
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.hash)
    return 'an https URL without a user name or fragment is needed'
  if (RETIRED_CONNECTOR.test(url.hostname)) return `Microsoft has retired Office 365 connectors: ${MAKE_A_FLOW}`
  if (OLD_FLOW.test(url.hostname))
    return 'URLs at logic.azure.com stopped working on 30 November 2025: open the flow in Power Automate, copy the new URL from its trigger and enter that'
  if (!TRIGGER_PATH.test(url.pathname))
    return `the path ends in /workflows/…/triggers/manual/paths/invoke: ${MAKE_A_FLOW}`
  return url.searchParams.get('sig') ? undefined : 'the URL is cut off, its query has sig=…: copy it again, whole'
}

const config = z.strictObject({
  webhook_url: secret(
    z
      .string()
      .max(2048)
      .superRefine((value, context) => {
        const fault = urlFault(value)
        if (fault) context.addIssue({ code: 'custom', message: fault })
      })
      .meta({
        title: 'Workflow URL',
        description:
          'The URL of a Workflows webhook, whole and unchanged: `https://….environment.api.powerplatform.com/powerautomate/automations/direct/workflows/…&sig=…`.',
      }),
  ),
})
export type TeamsConfig = z.output<typeof config>

interface Verdict {
  reason: Reason
  detail: string
  disable?: true
}

const ours = (detail: string): Verdict => ({ reason: 'invalid_request', detail })
const noAccess = (detail: string): Verdict => ({ reason: 'auth', detail, disable: true })
const dead = (detail: string): Verdict => ({ reason: 'not_found', detail, disable: true })

const ANYONE = 'set "Who can trigger the flow" to Anyone in its trigger, then copy the URL again'
const COPY_AGAIN = 'copy the URL again from the flow’s trigger, whole and unchanged'
const BODY_DIFFERS = `the trigger expects another body: ${MAKE_A_FLOW}`
const NO_FLOW = dead(`the flow was deleted: ${MAKE_A_FLOW}`)

/** `error.code` of Power Automate. A flow that is off or deleted answers with 404 or 400, so the word decides. */
const WORDS = new Map<string, Verdict>([
  ['TriggerInputSchemaMismatch', ours(BODY_DIFFERS)],
  ['InvalidRequestContent', ours(BODY_DIFFERS)],
  ['RequestEntityTooLarge', ours('the message is too large for the flow')],
  ['DirectApiRequestHasMoreThanOneAuthorization', ours('the request was signed twice')],
  ['DirectApiAuthorizationRequired', noAccess(`the flow refuses callers that are not signed in; ${ANYONE}`)],
  ['AuthorizationFailed', noAccess(`the signature in the URL is not valid; ${COPY_AGAIN}`)],
  ['AuthenticationFailed', noAccess(`the signature in the URL is not valid; ${COPY_AGAIN}`)],
  ['WorkflowNotFound', NO_FLOW],
  [
    'WorkflowTriggerIsNotEnabled',
    dead('the flow is switched off or deleted; switch it on in Power Automate, or make a new one and enter its URL'),
  ],
  ['WorkflowDisabled', dead('the flow is switched off; switch it on in Power Automate')],
])

const verdictOf = (code: string): Verdict | undefined =>
  WORDS.get(code) ??
  (code.startsWith('DirectApiInvalidAuthorization')
    ? noAccess(`the signature in the URL is not valid; ${COPY_AGAIN}`)
    : undefined)

const errorAnswer = z.looseObject({ error: z.looseObject({ code: z.string(), message: z.string().catch('') }) })

/** The URL's signature is a credential by itself. */
const secretsOf = ({ webhook_url }: TeamsConfig): string[] => {
  const signature = URL.canParse(webhook_url) ? new URL(webhook_url).searchParams.get('sig') : undefined
  return [webhook_url, ...(signature ? [signature] : [])]
}

const classify = (response: HttpResponse, config: TeamsConfig): Outcome => {
  const { status } = response
  const secrets = secretsOf(config)
  if (status >= 200 && status < 300)
    return {
      status: 'accepted',
      detail:
        'Power Automate took it; whether the flow then posted it shows in the channel and in the flow’s run history',
    }
  const outcome = outcomeOfStatus(response, { secrets })
  const error = errorAnswer.safeParse(jsonBody(response)).data?.error
  if (outcome.status !== 'rejected' || status < 400 || !error) return outcome
  const verdict = verdictOf(error.code)
  if (verdict) return { status: 'rejected', ...verdict, detail: `${error.code}: ${verdict.detail}` }
  const said = excerpt(`${error.code}: ${error.message}`, 300, secrets)
  return { ...outcome, detail: `answered ${status}: ${said}` }
}

export const teams = defineDestination<TeamsConfig, TeamsMessage>({
  kind: 'teams',
  title: 'Microsoft Teams',
  use: 'Posts scans and findings as cards to a Teams channel.',
  protocol: 'Power Automate workflow webhook, Adaptive Card 1.4',
  setup: `1. In Teams open **…** beside the channel and choose **Workflows**.
2. Take the template **Send webhook alerts to a channel**, sign in, pick team and channel, and choose **Add workflow**.
3. Copy the URL, \`https://….environment.api.powerplatform.com/powerautomate/automations/direct/workflows/…&sig=…\`, and
   enter it here, whole and unchanged: its query is signed. Whoever has it can post to the channel.
4. In the flow's trigger leave **Who can trigger the flow** at **Anyone**.
5. Send the test and look in the channel. Power Automate answers before it posts, so only the channel tells.

It needs no scope or app registration. The flow belongs to whoever made it and stops when that account is closed: add a
second owner. Office 365 connectors (\`webhook.office.com\`) and URLs at \`logic.azure.com\` no longer work.`,
  config,
  example: {
    webhook_url:
      'https://default0a1b2c3d4e5f60718293a4b5c6d7e8.f9.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=ONLY-AN-EXAMPLE_0123456789abcdefghijklmnopq',
  },
  hostRule: {
    fields: ['webhook_url'],
    // The clouds of the Power Platform: public, US government (GCC, GCC High, DoD), China.
    hosts: [
      '*.environment.api.powerplatform.com',
      '*.environment.api.gov.powerplatform.microsoft.us',
      '*.environment.api.high.powerplatform.microsoft.us',
      '*.environment.api.appsplatform.us',
      '*.environment.api.powerplatform.partner.microsoftonline.cn',
    ],
  },
  // The connector behind the flow takes about 60 calls a minute, a channel 3 to 4 a second; throttling within a flow is
  // not seen from here. learn.microsoft.com/power-automate/limits-and-config
  limits: { rates: [{ perSecond: 1, burst: 3 }], concurrency: 1, maxBytes: MAX_BYTES },
  remote: ({ webhook_url }) => webhook_url,
  render: eventMessage,
  digest: { individually: 10, events: ['finding_new', 'finding_changed'], render: digestMessage },
  renderTest: (_config, context) => testMessage(context),
  // The URL goes out as it was entered, since its query is signed, and without any `authorization`, which voids the
  // signature. Without the charset emoji break.
  request: (message, config) => ({
    method: 'POST',
    url: config.webhook_url,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(message),
  }),
  classify,
})
