import { z } from 'zod'
import type { HttpResponse } from '../core/http.ts'
import type { Outcome, Reason } from '../core/outcome.ts'
import { secret } from '../core/secret.ts'
import { defineDestination } from './destination.ts'
import { outcomeOfStatus, quote } from './http-outcome.ts'
import { digestMessage } from './slack-digest.ts'
import { eventMessage, testMessage, type SlackMessage } from './slack-message.ts'

const WORKFLOW_PATH = /^\/(?:triggers|workflows)\//
const WEBHOOK_PATH = /^\/services\/[\w-]+\/[\w-]+\/[\w-]+$/

/** What is wrong with the URL's form; whose host it is, and whether with TLS, is judged by `hostRule`. */
const urlFault = (value: string): string | undefined => {
  if (!URL.canParse(value)) return 'a URL is needed'
  const url = new URL(value)
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.hash || url.search)
    return 'an https URL without a user name, query or fragment is needed'
  if (WORKFLOW_PATH.test(url.pathname))
    return 'this URL starts a workflow, which takes no formatted messages: make an incoming webhook, its path starts with /services/'
  return WEBHOOK_PATH.test(url.pathname) ? undefined : 'the path of an incoming webhook is /services/T…/B…/…'
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
        title: 'Webhook URL',
        description: 'The incoming webhook of the channel: `https://hooks.slack.com/services/T…/B…/…`.',
      }),
  ),
})
export type SlackConfig = z.output<typeof config>

interface Verdict {
  reason: Reason
  detail: string
  disable?: true
}

const ours = (detail: string): Verdict => ({ reason: 'invalid_request', detail })
const noAccess = (detail: string): Verdict => ({ reason: 'auth', detail, disable: true })
const dead = (detail: string): Verdict => ({ reason: 'not_found', detail, disable: true })

/** Slack's error is one word in the body; its status varies. docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
const WORDS = new Map<string, Verdict>([
  ['invalid_payload', ours('Slack could not read the message')],
  ['user_not_found', ours('the message names a user who does not exist')],
  ['invalid_blocks', ours('Slack refused a block of the message')],
  ['invalid_blocks_format', ours('Slack refused the form of the blocks')],
  ['invalid_attachments', ours('Slack refused an attachment of the message')],
  ['too_many_attachments', ours('the message has too many attachments')],
  ['no_text', ours('the message has no text')],
  ['msg_blocks_too_long', ours('the message is too long')],
  ['action_prohibited', noAccess('an administrator restricts posting here; ask for the app to be allowed')],
  ['invalid_token', noAccess('the webhook is no longer valid; make a new one and enter its URL')],
  [
    'posting_to_general_channel_denied',
    noAccess('the app may not post to the general channel; make a webhook for another channel'),
  ],
  ['channel_not_found', dead('the channel was deleted; make a webhook for another channel and enter its URL')],
  ['no_service', dead('the webhook was removed or switched off; make a new one and enter its URL')],
  ['no_service_id', dead('the webhook URL is not complete; copy it again from Slack')],
  ['no_team', dead('the workspace does not exist; copy the webhook URL again from Slack')],
  ['no_active_hooks', dead('the webhook is switched off; make a new one and enter its URL')],
  ['team_disabled', dead('the Slack workspace is disabled')],
  [
    'channel_is_archived',
    { reason: 'gone', detail: 'the channel is archived; restore it, or make a webhook for another', disable: true },
  ],
])

const classify = (response: HttpResponse, config: SlackConfig): Outcome => {
  const secrets = [config.webhook_url]
  const word = response.body.trim()
  if (response.status === 200 && word !== 'ok') {
    // Slack says `ok`. Anything else is a page of a proxy in between.
    const said = quote(response, 100, secrets) || 'nothing that is shown'
    return { status: 'retry', reason: 'server', detail: `answered 200, but not as Slack does: ${said}` }
  }
  const verdict = response.status >= 400 && response.status < 500 ? WORDS.get(word) : undefined
  if (!verdict || response.status === 429) return outcomeOfStatus(response, { secrets })
  return { status: 'rejected', ...verdict, detail: `${word}: ${verdict.detail}` }
}

export const slack = defineDestination<SlackConfig, SlackMessage>({
  kind: 'slack',
  title: 'Slack',
  use: 'Posts scans and findings to a Slack channel.',
  protocol: 'Incoming webhook, Block Kit',
  setup: `1. Open api.slack.com/apps and choose **Create New App**, **From scratch**; name it and pick your workspace.
2. Under **Incoming Webhooks** switch them on.
3. Choose **Add New Webhook to Workspace** and pick the channel. It needs the scope \`incoming-webhook\`, which Slack adds by itself.
4. Copy the URL, \`https://hooks.slack.com/services/T…/B…/…\`, and enter it here. Whoever has it can post to the channel.
5. Send the test.

A URL with \`/triggers/\` or \`/workflows/\` belongs to Workflow Builder and does not work here. One webhook is one channel.`,
  config,
  example: { webhook_url: 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX' },
  hostRule: { fields: ['webhook_url'], hosts: ['hooks.slack.com', 'hooks.slack-gov.com'] },
  // One message a second and webhook, short bursts are let through: docs.slack.dev/apis/web-api/rate-limits
  limits: { rates: [{ perSecond: 1, burst: 2 }], concurrency: 1 },
  remote: ({ webhook_url }) => webhook_url,
  render: eventMessage,
  digest: { individually: 10, events: ['finding_new', 'finding_changed'], render: digestMessage },
  renderTest: (_config, context) => testMessage(context),
  request: (message, config) => ({
    method: 'POST',
    url: config.webhook_url,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(message),
  }),
  classify,
})
