import { github } from './github.ts'
import { googleChat } from './google-chat.ts'
import { jira } from './jira.ts'
import type { Destination, Kind } from './destination.ts'
import { discord } from './discord.ts'
import { pagerduty } from './pagerduty.ts'
import { opsgenie } from './opsgenie.ts'
import { slack } from './slack.ts'
import { splunk } from './splunk.ts'
import { teams } from './teams.ts'
import { webhook } from './webhook.ts'

/** Every destination there is, in the order that people are shown. A new one is its file, its test and a line here. */
const ALL: readonly Destination[] = [
  slack,
  teams,
  googleChat,
  discord,
  pagerduty,
  opsgenie,
  splunk,
  webhook,
  github,
  jira,
]

export const destinations: ReadonlyMap<Kind, Destination> = new Map(
  ALL.map((destination) => [destination.kind, destination]),
)

/** The destination of a kind; undefined for a kind that has none yet. */
export const destinationOf = (kind: string): Destination | undefined => destinations.get(kind as Kind)
