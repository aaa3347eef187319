import { setTimeout as wait } from 'node:timers/promises'
import type { EventPayload } from '../core/event.ts'
import { type HostRule, type HttpClient, TransportError } from '../core/http.ts'
import { type ExternalRef, isDone, type Outcome } from '../core/outcome.ts'
import type { Destination, Intents, RenderContext, SendContext } from '../destinations/destination.ts'
import { spentBudgetMs } from '../destinations/spent-budget.ts'
import type { Egress } from '../egress/http-client.ts'
import { type Logger, scrub } from '../log.ts'
import { msSince, thisMoment } from '../store/moment.ts'
import { CredentialUnusable } from '../vault/envelope.ts'

/** Everything that one attempt may take, from connecting to the last byte and a confirmation. */
export const ATTEMPT_DEADLINE_MS = 15_000

export interface Sender {
  egress: Egress
  render: RenderContext
  intents(deliveryId: string): Intents
  log: Logger
}

/** One try on record. */
export interface Attempt<Result = Outcome> {
  startedAt: Date
  durationMs: number
  /** The last HTTP status; null when nothing answered. */
  status: number | null
  /** How many requests it made that write. */
  writes: number
  /** The vendor's limit is used up for so long; 0 where its last answer does not say so. */
  spentMs: number
  result: Result
}

/** What stays the same over the attempts of a delivery. */
export interface SendFacts {
  deliveryId: string
  external?: ExternalRef
  isNew?: boolean
}

const outcomeOfError = (error: unknown, log: Logger): Outcome => {
  if (error instanceof TransportError) {
    const { reason, message: detail } = error
    return { status: reason === 'blocked_address' ? 'rejected' : 'retry', reason, detail }
  }
  if (error instanceof CredentialUnusable) {
    return {
      status: 'rejected',
      reason: 'credential_unusable',
      detail: 'credential_unusable: enter the credentials again',
    }
  }
  log.error({ err: error }, 'a message could not be made')
  const name = error instanceof Error ? error.name : 'unknown error'
  return { status: 'rejected', reason: 'render', detail: `the message could not be made (${name}); this is our fault` }
}

/** The attempt that never left: what stood in its way becomes its outcome. */
export const failedAttempt = (error: unknown, log: Logger): Attempt => ({
  startedAt: new Date(),
  durationMs: 0,
  status: null,
  writes: 0,
  spentMs: 0,
  result: outcomeOfError(error, log),
})

/** The attempt that is not made: each one before ended with the process. */
export const stoppedAttempt = (): Attempt => ({
  startedAt: new Date(),
  durationMs: 0,
  status: null,
  writes: 0,
  spentMs: 0,
  result: {
    status: 'rejected',
    reason: 'internal',
    detail: 'the service died three times while it sent this, so it was stopped; this is our fault. Replay tries again',
  },
})

/** What a destination said may repeat what we sent it, in whatever spelling. */
const scrubbed = (outcome: Outcome): Outcome =>
  outcome.detail === undefined ? outcome : { ...outcome, detail: scrub(outcome.detail) }

const scrubbedAttempt = (attempt: Attempt): Attempt => ({ ...attempt, result: scrubbed(attempt.result) })

/** Runs `send` under the deadline; what it throws becomes the outcome that `failed` makes of it. */
const runAttempt = async <Result>(
  sender: Sender,
  { deliveryId, rule }: { deliveryId: string; rule: HostRule },
  send: (io: Pick<SendContext, 'http' | 'intents' | 'sleep' | 'now'>) => Promise<Result>,
  failed: (outcome: Outcome) => Result,
): Promise<Attempt<Result>> => {
  const startedAt = new Date()
  const start = thisMoment()
  // Stopped with the attempt: `AbortSignal.timeout` would keep its timer, and what it holds, for the whole of the deadline.
  const deadline = new AbortController()
  const { signal } = deadline
  const expire = (): void => deadline.abort(new DOMException('the deadline of the attempt', 'TimeoutError'))
  const timer = setTimeout(expire, ATTEMPT_DEADLINE_MS)
  // A process that stood still comes here before its timers are run: what it meant to write another one may have written.
  const onStart = (): void => {
    if (msSince(start) >= ATTEMPT_DEADLINE_MS) expire()
  }
  const client = sender.egress.client({ signal, rule, onStart })
  let status: number | null = null
  let writes = 0
  let spentMs = 0
  const http: HttpClient = async (request) => {
    if (request.method !== 'GET') writes += 1
    const response = await client(request)
    status = response.status
    spentMs = spentBudgetMs(response)
    // Before anything is cut to length: of a secret that was cut in two nobody would know the rest.
    return { ...response, body: scrub(response.body) }
  }
  const sleep = async (ms: number): Promise<void> => {
    await wait(ms, undefined, { signal })
  }
  const result = await send({ http, intents: sender.intents(deliveryId), sleep, now: startedAt }).catch(
    (error: unknown) => failed(outcomeOfError(error, sender.log)),
  )
  clearTimeout(timer)
  return { startedAt, durationMs: Math.round(performance.now() - start.monotonic), status, writes, spentMs, result }
}

const sendMessage = async <Config, Message>(
  destination: Destination<Config, Message>,
  message: Message,
  config: Config,
  context: SendContext,
): Promise<Outcome> => {
  if (destination.send) return destination.send(message, config, context)
  const response = await context.http(destination.request(message, config, context))
  const outcome = destination.classify(response, config)
  return destination.confirm && isDone(outcome) ? destination.confirm(response, config, context) : outcome
}

/** Renders one message and sends it; never throws. */
export const sendOne = (
  sender: Sender,
  destination: Destination,
  config: unknown,
  render: (context: RenderContext) => unknown,
  facts: SendFacts,
): Promise<Attempt> =>
  runAttempt(
    sender,
    { deliveryId: facts.deliveryId, rule: destination.hostRule },
    async (io) => sendMessage(destination, render(sender.render), config, { ...io, ...facts }),
    (outcome) => outcome,
  ).then(scrubbedAttempt)

/** Sends the first of several events in one request, as many as fit; one outcome each, in order. Never throws. */
export const sendBatch = (
  sender: Sender,
  destination: Destination,
  config: unknown,
  events: EventPayload[],
  facts: SendFacts,
): Promise<Attempt<Outcome[]>> =>
  runAttempt(
    sender,
    { deliveryId: facts.deliveryId, rule: destination.hostRule },
    async (io) => {
      const { renderMany, classifyMany } = destination
      if (!renderMany || !classifyMany) throw new Error(`${destination.kind} takes no batches`)
      const context = { ...io, ...facts }
      const { message, count } = renderMany(events, config, sender.render)
      const response = await io.http(destination.request(message, config, context))
      const outcomes = classifyMany(response, config, count)
      if (!destination.confirm || !outcomes.some(isDone)) return outcomes
      const confirmed = await destination.confirm(response, config, context)
      return outcomes.map((outcome) => (isDone(outcome) ? confirmed : outcome))
    },
    (outcome) => events.map(() => outcome),
  ).then((attempt) => ({ ...attempt, result: attempt.result.map(scrubbed) }))

/** The connection test: the destination's own probe, or its test message. Never throws. */
export const sendTest = (
  sender: Sender,
  destination: Destination,
  config: unknown,
  deliveryId: string,
): Promise<Attempt> =>
  runAttempt(
    sender,
    { deliveryId, rule: destination.hostRule },
    async (io) => {
      const context = { ...io, deliveryId }
      if (destination.probe) return destination.probe(config, { ...context, ...sender.render })
      const response = await io.http(
        destination.request(destination.renderTest(config, sender.render), config, context),
      )
      return destination.classify(response, config)
    },
    (outcome) => outcome,
  ).then(scrubbedAttempt)
