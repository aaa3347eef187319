import type { Exchange } from './receiver-log.ts'

/** A message that the API answered with a 2xx: from then on it has to arrive. */
export interface Accepted {
  /** As the receivers read it. */
  message: string
  /** What it tells of a finding comes in the order of its steps. */
  finding?: string
  /** 0 for `finding_new`, then one a change. */
  step: number
}

/** What was done to a process. Times are epoch ms. */
export interface Fault {
  how: 'kill' | 'freeze' | 'terminate' | 'restart' | 'died'
  /** Which life of which process, such as `worker2-5`. */
  who: string
  at: number
  /** A freeze's end. */
  until?: number
}

/** A delivery as the API shows it in the end. */
export interface ShownDelivery {
  id: string
  integrationId: string
  state: string
  attempts: { n: number; status: number | null; outcome: string }[]
}

/** The API showed the delivery as delivered. */
export interface Sighting {
  delivery: string
  at: number
}

/** All that is known of a run. */
export interface Run {
  accepted: readonly Accepted[]
  /** The integrations, each subscribed to everything; the place is the lane. */
  integrationIds: readonly string[]
  exchanges: readonly Exchange[]
  deliveries: readonly ShownDelivery[]
  sightings: readonly Sighting[]
  faults: readonly Fault[]
}

/** What a run must not show. */
export const BREACHES = {
  lost: 'accepted and never arrived',
  unasked: 'arrived without having been accepted',
  made_twice: 'one message made into two deliveries',
  repeated: 'sent again although nothing had gone wrong',
  at_once: 'sent twice at the same time',
  done_twice: 'recorded as done twice',
  overtaken: 'arrived before what came first of its finding',
  too_early: 'sent before the time that Retry-After asked for',
  misstated: 'shown by the API as what the receivers did not see',
  malformed: 'refused by a receiver as malformed',
  died: 'a process ended by itself',
} as const
export type Breach = keyof typeof BREACHES

export interface Violation {
  breach: Breach
  /** Whose it is, and what happened. */
  detail: string
}
