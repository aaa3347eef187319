import { expect, it } from 'vitest'
import { EVENT_NAMES, type EventName, type EventPayload } from '../../src/core/event.ts'
import type { HttpRequest } from '../../src/core/http.ts'
import { sampleDigest, sampleEvents } from '../../src/core/sample.ts'
import { MASK } from '../../src/core/secret.ts'
import type { Destination } from '../../src/destinations/destination.ts'
import { hostileDigests, hostileEvents } from './hostile.ts'
import { renderContext, requestOf, secretsOf, type DescribeOptions } from './options.ts'

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze)
  return value
}

const isJson = (request: HttpRequest): boolean => (request.headers['content-type'] ?? '').includes('json')

const pretty = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

/** The request for people to read, credentials masked. */
const readable = (request: HttpRequest, secrets: string[]): string => {
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`)
  const text = [`${request.method} ${request.url}`, ...headers, '', pretty(request.body ?? '')].join('\n')
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, MASK), text)
}

const expectSound = (request: HttpRequest, maxBytes = Infinity): void => {
  const body = request.body ?? ''
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(maxBytes)
  expect(body.isWellFormed()).toBe(true)
  // A half of a surrogate pair, escaped: many parsers refuse the whole body for it.
  if (isJson(request)) expect(JSON.stringify(JSON.parse(body))).not.toMatch(/\\ud[89a-f]/i)
  for (const [name, value] of Object.entries(request.headers)) {
    expect(name).toBe(name.toLowerCase())
    expect(value).toMatch(/^[\t\x20-\x7e]*$/)
  }
}

/** `count` events, each of its own id, taken from these in turn. */
const crowd = (events: EventPayload[], count: number): EventPayload[] =>
  Array.from({ length: count }, (_, index) => ({
    ...(events[index % events.length] ?? sampleEvents.scan_done),
    event_id: `0a4f6b12-11c5-4e7d-9d1a-${String(index).padStart(12, '0')}`,
  }))

const describeBatches = <Config, Message>(
  destination: Destination<Config, Message>,
  options: DescribeOptions<Message>,
  sent: EventName[],
): void => {
  const { renderMany } = destination
  if (!renderMany) return
  const sizeOf = (message: Message): number => Buffer.byteLength(requestOf(destination, message).body ?? '')
  const samples = sent.flatMap((name) => [sampleEvents[name], ...hostileEvents(name).map(([, event]) => event)])
  const sized = samples.map((event) => {
    return { event, size: sizeOf(destination.render(event, destination.example, renderContext)) }
  })
  const largest = sized.toSorted((one, other) => other.size - one.size).slice(0, 1)

  it.each([
    ['of all sorts', samples],
    ['of the largest sort', largest.map(({ event }) => event)],
  ])('puts as many events %s into one request as it says, within its bytes', (_sort, events) => {
    const { batch, maxBytes = Infinity } = destination.limits
    const all = crowd(events, batch?.events ?? 0)
    expect(all.length).toBeGreaterThan(1)
    for (let left = all; left.length > 0;) {
      const { message, count } = renderMany(left, destination.example, renderContext)
      expect(count).toBeGreaterThan(0)
      expect(sizeOf(message)).toBeLessThanOrEqual(Math.min(batch?.bytes ?? 0, maxBytes))
      options.check?.(message)
      // What was left over would not have fitted.
      const next = left[count]
      if (next)
        expect(sizeOf(message) + sizeOf(destination.render(next, destination.example, renderContext))).toBeGreaterThan(
          (batch?.bytes ?? 0) - 1,
        )
      left = left.slice(count)
    }
  })
}

const describeDigests = <Config, Message>(
  destination: Destination<Config, Message>,
  secrets: string[],
  expectAccepted: (message: Message) => void,
): void => {
  const { digest: rule, example } = destination
  if (!rule) return

  it('renders a digest readably: what it holds, the most severe findings, and how many more there are', () => {
    const digest = deepFreeze(structuredClone(sampleDigest))
    const message = rule.render(digest, example, renderContext)
    expectAccepted(message)
    expect(rule.render(digest, example, renderContext)).toEqual(message)
    const request = requestOf(destination, message)
    for (const text of ['44 more findings', '26', 'Directory listing of uploads', 'and 40 more'])
      expect(request.body).toContain(text)
    expect(readable(request, secrets)).toMatchSnapshot()
  })

  it.each(hostileDigests())('renders a digest with %s within its limits', (_label, digest) => {
    expectAccepted(rule.render(deepFreeze(digest), example, renderContext))
  })
}

export const describeRendering = <Config, Message>(
  destination: Destination<Config, Message>,
  options: DescribeOptions<Message>,
): void => {
  const { example, limits, notSent = {} } = destination
  const secrets = secretsOf(destination)
  const sent = EVENT_NAMES.filter((name) => notSent[name] === undefined)

  const expectAccepted = (message: Message, event?: EventPayload): void => {
    deepFreeze(message)
    expectSound(requestOf(destination, message), limits.maxBytes)
    for (const secret of secrets) expect(JSON.stringify(message)).not.toContain(secret)
    options.check?.(message, event)
  }

  it('has a place for some event, and a sentence of reason for each that it leaves out', () => {
    expect(sent).not.toEqual([])
    for (const reason of Object.values(notSent)) expect(reason).toMatch(/^[A-Z].{10,}\.$/)
  })

  it.each(sent)('renders %s readably', (name) => {
    const event = deepFreeze(structuredClone(sampleEvents[name]))
    const message = destination.render(event, example, renderContext)
    expectAccepted(message, event)
    expect(destination.render(event, example, renderContext)).toEqual(message)
    expect(readable(requestOf(destination, message), secrets)).toMatchSnapshot()
  })

  it.each(sent.flatMap((name) => hostileEvents(name).map(([label, event]) => ({ name, label, event }))))(
    'renders $name with $label within its limits',
    ({ event }) => {
      expectAccepted(destination.render(deepFreeze(event), example, renderContext), event)
    },
  )

  it('renders a test message that names the product', () => {
    const message = destination.renderTest(example, renderContext)
    expectAccepted(message)
    const request = requestOf(destination, message)
    expect(request.body).toContain('Pencheff integration test')
    expect(readable(request, secrets)).toMatchSnapshot()
  })

  describeBatches(destination, options, sent)
  describeDigests(destination, secrets, expectAccepted)
}
