import { expect, it } from 'vitest'
import { EVENT_NAMES } from '../../src/core/event.ts'
import { TransportError } from '../../src/core/http.ts'
import { isDone } from '../../src/core/outcome.ts'
import { sampleEvents } from '../../src/core/sample.ts'
import type { Destination } from '../../src/destinations/destination.ts'
import { startReceiver, type Handler } from '../receiver.ts'
import { attempt, renderContext, requestOf, secretsOf, sendContext, vendorOf, type DescribeOptions } from './options.ts'

/** The thrown error as a log would show it, with what caused it. */
const shown = (error: unknown): string =>
  error instanceof Error ? `${error.name} ${error.message} ${shown(error.cause)}` : ''

export const describeWire = <Config, Message>(
  destination: Destination<Config, Message>,
  options: DescribeOptions<Message>,
): void => {
  const secrets = secretsOf(destination)
  const sent = EVENT_NAMES.filter((name) => destination.notSent?.[name] === undefined)
  const event = sampleEvents[sent.includes('finding_new') ? 'finding_new' : (sent[0] ?? 'finding_new')]

  it.each(sent)('delivers %s over HTTP', async (name) => {
    await using receiver = await startReceiver(vendorOf(options))
    const outcome = await attempt(destination, sampleEvents[name], sendContext(receiver.url))
    expect(outcome).toSatisfy(isDone)
    if (destination.send) return
    const { method, url, headers, body } = requestOf(
      destination,
      destination.render(sampleEvents[name], destination.example, renderContext),
    )
    expect(receiver.requests).toMatchObject([{ method, url: url.slice(new URL(url).origin.length), headers, body }])
  })

  const broken: [string, (abort: () => void) => Handler, 'timeout' | 'network'][] = [
    ['hangs', (abort) => () => (abort(), 'hang'), 'timeout'],
    ['resets the connection', () => () => 'reset', 'network'],
  ]
  it.each(broken)('passes the client’s error on when the vendor %s', async (_what, handler, reason) => {
    const controller = new AbortController()
    await using receiver = await startReceiver(handler(() => controller.abort()))
    const attempted = attempt(destination, event, sendContext(receiver.url, controller.signal))
    await expect(attempted).rejects.toThrow(TransportError)
    const error: unknown = await attempted.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ reason })
    for (const secret of secrets) expect(shown(error)).not.toContain(secret)
  })

  const { probe } = destination
  if (probe)
    it('tests the connection', async () => {
      await using receiver = await startReceiver(vendorOf(options))
      const context = { ...sendContext(receiver.url), ...renderContext }
      expect(await probe(destination.example, context)).toSatisfy(isDone)
    })

  const { idempotencyKey } = options
  if (idempotencyKey)
    it('sends the same idempotency key on every attempt of a delivery, and another for another', async () => {
      await using receiver = await startReceiver(vendorOf(options))
      const context = sendContext(receiver.url)
      const anew = () => ({ ...context, intents: sendContext(receiver.url).intents })
      const later = { ...anew(), now: new Date(context.now.getTime() + 60_000) }
      const other = { ...anew(), deliveryId: 'e2b5c8d1-4f7a-4b3c-8d6e-9f0a1b2c3d55' }
      for (const each of [context, later, other]) await attempt(destination, event, each)
      const keys = receiver.requests.map(idempotencyKey).filter((key) => key !== undefined)
      expect(keys).toHaveLength(3)
      expect(keys[0]).toBe(context.deliveryId)
      expect(keys[1]).toBe(keys[0])
      expect(keys[2]).toBe(other.deliveryId)
    })
}
