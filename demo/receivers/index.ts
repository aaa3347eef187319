import { startDiscord } from './discord.ts'
import { startGithub } from './github.ts'
import { startGoogleChat } from './google-chat.ts'
import { startJira, type JiraOptions } from './jira.ts'
import { startPagerDuty, type PagerDutyOptions } from './pagerduty.ts'
import { startOpsgenie, type OpsgenieOptions } from './opsgenie.ts'
import type { Receiver } from './receiver.ts'
import { startSlack } from './slack.ts'
import { startSplunk, type SplunkOptions } from './splunk.ts'
import { startTeams } from './teams.ts'
import { startWebhook, type WebhookOptions } from './webhook.ts'

export type { Counters, Fault, Receipt, Receiver, ReceiverOptions } from './receiver.ts'

/** Options of all kinds; each takes those that it knows. */
export type AnyOptions = JiraOptions & OpsgenieOptions & PagerDutyOptions & SplunkOptions & WebhookOptions

/** How each kind is started. */
export const RECEIVERS = {
  slack: startSlack,
  teams: startTeams,
  google_chat: startGoogleChat,
  discord: startDiscord,
  pagerduty: startPagerDuty,
  opsgenie: startOpsgenie,
  splunk: startSplunk,
  webhook: startWebhook,
  github: startGithub,
  jira: startJira,
} satisfies Record<string, (options?: AnyOptions) => Promise<Receiver>>
export type ReceiverKind = keyof typeof RECEIVERS

export const isReceiverKind = (kind: string | undefined): kind is ReceiverKind =>
  kind !== undefined && Object.hasOwn(RECEIVERS, kind)

/** Starts one receiver a kind, in that order; when one does not start, none stays. */
export const startReceivers = async (kinds: ReceiverKind[], options?: AnyOptions): Promise<Receiver[]> => {
  const started = await Promise.allSettled(kinds.map((kind): Promise<Receiver> => RECEIVERS[kind](options)))
  const receivers = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = started.find((result) => result.status === 'rejected')
  if (!failed) return receivers
  await Promise.all(receivers.map((receiver) => receiver.close()))
  throw failed.reason
}
