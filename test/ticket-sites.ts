import type { AnyOptions } from '../demo/receivers/index.ts'
import { startGithub } from '../demo/receivers/github.ts'
import { startJira } from '../demo/receivers/jira.ts'
import { startOpsgenie } from '../demo/receivers/opsgenie.ts'
import { startPagerDuty } from '../demo/receivers/pagerduty.ts'
import type { ReceivedRequest, Receiver } from '../demo/receivers/receiver.ts'

export const TICKET_KINDS = ['jira', 'github', 'pagerduty', 'opsgenie'] as const
export type TicketKind = (typeof TICKET_KINDS)[number]

/** A vendor that keeps what it was sent. */
export interface TicketSite {
  receiver: Receiver
  /** The finding of each issue, incident or alert that was made, by the mark that the service put on it. */
  made(): string[]
  /** Creates that the vendor itself merged into what was there. */
  merged(): number
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

const SITES: Record<TicketKind, (options: AnyOptions) => Promise<TicketSite>> = {
  jira: async (options) => {
    const receiver = await startJira(options)
    const markOf = (labels: string[]) => labels.find((label) => label.startsWith('pencheff-')) ?? ''
    return { receiver, made: () => receiver.issues.map(({ labels }) => markOf(labels)), merged: () => 0 }
  },
  github: async (options) => {
    const receiver = await startGithub(options)
    const markOf = (body: string) => body.split('\n', 1)[0] ?? ''
    return { receiver, made: () => receiver.issues.map(({ body }) => markOf(body)), merged: () => 0 }
  },
  pagerduty: async (options) => {
    const receiver = await startPagerDuty(options)
    return {
      receiver,
      made: () => receiver.alerts.map(({ dedup_key }) => dedup_key),
      merged: () => sum(receiver.alerts.map(({ payloads }) => payloads.length - 1)),
    }
  },
  opsgenie: async (options) => {
    const receiver = await startOpsgenie(options)
    return {
      receiver,
      made: () => receiver.alerts.map(({ alias }) => alias),
      merged: () => sum(receiver.alerts.map(({ count }) => count - 1)),
    }
  },
}

export const startSite = (kind: TicketKind, options: AnyOptions): Promise<TicketSite> => SITES[kind](options)

const CREATES: Record<TicketKind, (request: ReceivedRequest) => boolean> = {
  jira: ({ path }) => path.endsWith('/issue'),
  github: ({ path }) => path.endsWith('/issues'),
  pagerduty: ({ path, body }) => path === '/v2/enqueue' && body.includes('"trigger"'),
  opsgenie: ({ path }) => path === '/v2/alerts',
}

export const isCreate = (kind: TicketKind, request: ReceivedRequest): boolean =>
  request.method === 'POST' && CREATES[kind](request)
