import type { z } from 'zod'
import type { Digest } from '../core/digest.ts'
import type { EventName, EventPayload } from '../core/event.ts'
import type { EventText } from '../core/event-text.ts'
import type { HostRule, HttpClient, HttpRequest, HttpResponse } from '../core/http.ts'
import type { ExternalRef, Outcome } from '../core/outcome.ts'
import type { Rate } from '../core/rate.ts'

/** The ten kinds of destination. */
export const KINDS = [
  'slack',
  'teams',
  'google_chat',
  'discord',
  'pagerduty',
  'opsgenie',
  'splunk',
  'webhook',
  'github',
  'jira',
] as const
export type Kind = (typeof KINDS)[number]

export interface RenderContext {
  /** `PRODUCT_NAME`, the name in messages. */
  productName: string
  /** `PUBLIC_URL`, without a trailing slash. */
  publicUrl: string
}

export interface RequestContext {
  /** The same on every attempt of a delivery: the idempotency key where the vendor takes one. */
  deliveryId: string
  /** Now, for signatures. */
  now: Date
  /** The ticket or page that an earlier delivery of this finding made at this integration. */
  external?: ExternalRef
}

/**
 * Steps that the vendor would take twice, written down before they are sent: so an attempt knows what one before it may have
 * done that died, or whose answer was lost.
 */
export interface Intents {
  /**
   * Writes down, durably, that the step is about to be taken. Undefined: it is ours to take. A date: another attempt meant to
   * take it then, so it may be done, and nothing was written. `instead` replaces what was written at that time, unless a
   * third attempt was faster.
   */
  declare(step: string, instead?: Date): Promise<Date | undefined>
  /** The vendor refused the step, so it was not done. */
  withdraw(step: string): Promise<void>
}

export interface SendContext extends RequestContext {
  http: HttpClient
  intents: Intents
  /** The finding began with this event, so nothing was made of it that no intent tells of. */
  isNew?: boolean
  /** Waits; rejects when the attempt's deadline passes. */
  sleep(ms: number): Promise<void>
}

export interface Limits {
  /** All of them hold, for everything that is sent to one remote. */
  rates?: readonly Rate[]
  /** They count the requests that write: a delivery of several takes as many. Else one a delivery. */
  countsWrites?: true
  /** UTF-8 bytes of one request's body. */
  maxBytes?: number
  /** Several events in one request. */
  batch?: { events: number; bytes: number }
  /** How many deliveries of one integration may be in flight at once. */
  concurrency?: number
}

/** How a kind keeps a large scan from flooding people. */
export interface DigestRule<Config = unknown, Message = unknown> {
  /** So many messages of a scan go out one by one unless the integration says otherwise; what is beyond goes in a digest. */
  individually: number
  /** Finding events that a digest may hold; the others always go out one by one. */
  events: readonly EventName[]
  /** Pure. */
  render(digest: Digest, config: Config, context: RenderContext): Message
}

/**
 * Everything that the service knows of one kind of destination. The API's schema, the dashboard's form, MCP tools, CLI
 * flags and the docs page are all read from this value.
 */
export interface Destination<Config = unknown, Message = unknown> {
  kind: Kind
  title: string
  /** What it is for, in one sentence. */
  use: string
  /** How it is spoken to, in a few words. */
  protocol: string
  /** Markdown: where a person gets the URL or token, step by step, and the scopes it needs. */
  setup: string
  /** Each field has `title` and `description` in its meta; `secret(…)` marks what is encrypted. Strict. */
  config: z.ZodObject
  /** Sets every field. */
  example: Config
  hostRule: HostRule
  limits: Limits
  /** What the vendor counts by: integrations with the same share its limits. Hashed before it is kept, so it may be secret. */
  remote?(config: Config): string
  /** Events that this kind has no place for, each with the reason in plain words. */
  notSent?: Partial<Record<EventName, string>>
  /** Pure. */
  render(event: EventPayload, config: Config, context: RenderContext): Message
  /** Pure: the same message from the event's text, where it carries the event as it is: so the event need not be parsed. */
  renderText?(event: EventText, config: Config, context: RenderContext): Message
  /** Only where each message calls a person; elsewhere every event has its own. */
  digest?: DigestRule<Config, Message>
  /**
   * Pure: one message for the first `count` of these events, as many as `limits.batch.bytes` lets it carry and one at least.
   * At most `limits.batch.events` are given.
   */
  renderMany?(events: EventPayload[], config: Config, context: RenderContext): { message: Message; count: number }
  /** Pure: the message that the connection test sends. */
  renderTest(config: Config, context: RenderContext): Message
  /** Pure: the request that carries the message, for preview, docs and send alike. */
  request(message: Message, config: Config, context: RequestContext): HttpRequest
  /** Pure: one answer, judged by the vendor's own words. */
  classify(response: HttpResponse, config: Config): Outcome
  /** Pure: one outcome an event of a batch, in order. Needed beside `renderMany`. */
  classifyMany?(response: HttpResponse, config: Config, count: number): Outcome[]
  /**
   * Asks the vendor whether what it took was really taken, where it only queues: Splunk's indexer acknowledgment. Runs
   * after an answer that `classify` calls done, within the attempt's deadline; its outcome replaces that one.
   */
  confirm?(response: HttpResponse, config: Config, context: SendContext): Promise<Outcome>
  /** Only where delivering takes more than one request of which `request` is the deciding one: tickets. */
  send?(message: Message, config: Config, context: SendContext): Promise<Outcome>
  /** The connection test, where it is not "send the test message". */
  probe?(config: Config, context: SendContext & RenderContext): Promise<Outcome>
}

/** Declares a destination; keeps the types of its configuration and message together. */
export const defineDestination = <Config, Message>(
  destination: Destination<Config, Message>,
): Destination<Config, Message> => destination
