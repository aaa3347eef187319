import type { EventPayload } from '../../src/core/event.ts'
import type { HttpRequest } from '../../src/core/http.ts'
import type { Outcome } from '../../src/core/outcome.ts'
import { secretFields } from '../../src/core/secret.ts'
import type { Destination, RenderContext, RequestContext, SendContext } from '../../src/destinations/destination.ts'
import type { Answer, Handler, ReceivedRequest } from '../receiver.ts'
import { createIntents } from '../intents.ts'
import { clientTo } from './client.ts'

export type Verdict = 'done' | 'retry' | 'rejected'

/** In what a kind differs from the rest. All optional: a plain webhook needs none. */
export interface DescribeOptions<Message> {
  /** What the vendor answers to a message that it took; 200 without a body unless told. */
  goodAnswer?: Answer
  /** The vendor, where one delivery is several requests; answers `goodAnswer` to all unless told. */
  vendor?: Handler
  /** Statuses that this kind judges otherwise than the shared matrix; undefined for the rest. */
  verdicts?: (status: number) => Verdict | undefined
  /** What the vendor refuses beyond bytes; runs on every message made here. `event` is absent for the test message. */
  check?: (message: Message, event?: EventPayload) => void
  /** Where the idempotency key stands in a request, for kinds that have one. */
  idempotencyKey?: (request: ReceivedRequest) => unknown
}

export const renderContext: RenderContext = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }

export const requestContext: RequestContext = {
  deliveryId: '7d1f3b52-8c4e-4a6b-9d20-3e5f7a9b1c44',
  now: new Date('2026-11-23T09:20:01.000Z'),
}

export const sendContext = (origin: string, signal?: AbortSignal): SendContext => ({
  ...requestContext,
  http: clientTo(origin, signal),
  intents: createIntents(),
  sleep: () => Promise.resolve(),
})

export const goodAnswerOf = <Message>(options: DescribeOptions<Message>): Answer =>
  options.goodAnswer ?? { status: 200, body: '' }

export const vendorOf = <Message>(options: DescribeOptions<Message>): Handler =>
  options.vendor ?? (() => goodAnswerOf(options))

const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

export const fieldsOf = (value: unknown): [name: string, value: unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []

const pathOf = (url: string): string => new URL(url).pathname + new URL(url).search

/** What must never show: the example's credentials, of a URL its path alone too. */
export const secretsOf = <Config, Message>(destination: Destination<Config, Message>): string[] => {
  const names = secretFields(destination.config)
  const secrets = fieldsOf(destination.example).flatMap(([name, value]) =>
    names.includes(name) ? stringsIn(value) : [],
  )
  // Shorter ones stand in ordinary text too.
  return secrets
    .flatMap((text) => (URL.canParse(text) ? [text, pathOf(text)] : [text]))
    .filter((text) => text.length > 7)
}

/** The one request that carries the message, with the example's configuration. */
export const requestOf = <Config, Message>(destination: Destination<Config, Message>, message: Message): HttpRequest =>
  destination.request(message, destination.example, requestContext)

/** One attempt, as the engine makes it. */
export const attempt = async <Config, Message>(
  destination: Destination<Config, Message>,
  event: EventPayload,
  context: SendContext,
): Promise<Outcome> => {
  const { example } = destination
  const message = destination.render(event, example, renderContext)
  if (destination.send) return destination.send(message, example, context)
  return destination.classify(await context.http(destination.request(message, example, context)), example)
}
