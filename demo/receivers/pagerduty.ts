import { isJsonType, readObject, type JsonObject } from './json.ts'
import { checkAlert, checkChange, type Findings } from './pagerduty-event.ts'
import {
  Refusal,
  startReceiver,
  type Answer,
  type ReceivedRequest,
  type Receiver,
  type ReceiverOptions,
} from './receiver.ts'

const KEY = 'a1b2c3d4e5f60718293a4b5c6d7e8f90'

export interface PagerDutyOptions extends ReceiverOptions {
  /** The key of an event orchestration, which starts with R and takes no change events. */
  orchestration?: boolean
}

export interface Alert {
  dedup_key: string
  status: 'triggered' | 'acknowledged' | 'resolved'
  /** The `payload` of each trigger since it was opened. */
  payloads: JsonObject[]
}

export interface PagerDutyReceiver extends Receiver {
  /** Oldest first. A trigger after the resolve opens another alert of the same key. */
  alerts: Alert[]
  changes: JsonObject[]
}

const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

const invalid = (errors: string[]): Refusal =>
  new Refusal(errors.join('; '), json(400, { status: 'invalid event', message: 'Event object is invalid', errors }))

const PATHS: Record<string, 'alert' | 'change'> = { '/v2/enqueue': 'alert', '/v2/change/enqueue': 'change' }

const checkKey = (key: unknown, ours: string): void => {
  if (typeof key !== 'string') throw invalid(["'routing_key' is missing or is not a string"])
  if (key.length !== 32) throw invalid(["Length of 'routing_key' is incorrect (should be 32 characters)"])
  if (key !== ours)
    throw new Refusal(
      'the routing key is unknown',
      json(400, { status: 'invalid event', message: 'Event object is invalid', errors: ["'routing_key' is invalid"] }),
    )
}

const createAlerts = () => {
  const alerts: Alert[] = []
  const openOf = (key: string): Alert | undefined =>
    alerts.findLast((alert) => alert.dedup_key === key && alert.status !== 'resolved')
  const trigger = (key: string, payload: JsonObject): void => {
    const open = openOf(key)
    if (open) open.payloads.push(payload)
    else alerts.push({ dedup_key: key, status: 'triggered', payloads: [payload] })
  }
  /** Whether there was one: PagerDuty drops what is said of an alert that it does not know, and answers 202. */
  const move = (key: string, status: Alert['status']): boolean => {
    const open = openOf(key)
    if (open) open.status = status
    return open !== undefined
  }
  return { alerts, trigger, move }
}

/** Takes what the check let through; returns how many events were not dropped. */
const createTaker = (keep: boolean, changes: JsonObject[]) => {
  const { alerts, trigger, move } = createAlerts()
  const take = (event: JsonObject, key: string): number => {
    if (!keep) return 1
    if (event.event_action === undefined) changes.push(event)
    else if (event.event_action === 'trigger') trigger(key, event.payload as JsonObject)
    else return move(key, event.event_action === 'resolve' ? 'resolved' : 'acknowledged') ? 1 : 0
    return 1
  }
  return { alerts, take }
}

const readEvent = (request: ReceivedRequest): { event: JsonObject; change: boolean; checked: Findings } => {
  const kind = PATHS[request.path]
  if (!kind) throw new Refusal(`no such path: ${request.path}`, json(404, { status: 'not found' }))
  if (request.method !== 'POST')
    throw new Refusal(`${request.method} instead of POST`, json(405, { status: 'method not allowed' }))
  const event = readObject(request)
  if (!event) throw invalid(['the body is not a JSON object in UTF-8'])
  return { event, change: kind === 'change', checked: kind === 'change' ? checkChange(event) : checkAlert(event) }
}

const hasPayload = ({ body }: ReceivedRequest): boolean => body.includes('"payload"')

/**
 * The Events API v2 with one key. Alerts are opened, merged, acknowledged and resolved by their `dedup_key`; what is said
 * of one that is not there is dropped with 202, as PagerDuty does.
 */
export const startPagerDuty = async (options: PagerDutyOptions = {}): Promise<PagerDutyReceiver> => {
  const changes: JsonObject[] = []
  const { alerts, take } = createTaker(options.keepReceipts !== false, changes)
  const key = options.orchestration === true ? `R${KEY.slice(1)}` : KEY
  const answer = (request: ReceivedRequest): Answer => {
    const { event, change, checked } = readEvent(request)
    checkKey(event.routing_key, key)
    if (change && options.orchestration === true) throw invalid(["'routing_key' is not of a service"])
    if (checked.errors.length > 0) throw invalid(checked.errors)
    const warnings = [...checked.warnings]
    if (!isJsonType(request.headers['content-type'])) warnings.push('content-type is not application/json')
    const dedupKey = typeof event.dedup_key === 'string' ? event.dedup_key : `made-${String(request.at)}`
    const said = change
      ? { status: 'success', message: 'Change event processed' }
      : { status: 'success', message: 'Event processed', dedup_key: dedupKey }
    return {
      ...json(202, said),
      events: take(event, dedupKey),
      problem: warnings.length > 0 ? warnings.join('; ') : undefined,
    }
  }
  const receiver = await startReceiver(
    {
      kind: 'pagerduty',
      // "512 KB", developer.pagerduty.com/docs/events-api-v2; Alertmanager counts it as 512,000.
      maxBytes: 512_000,
      tooLarge: json(413, { status: 'invalid event', message: 'Event object is too large' }),
      config: (origin) => ({ routing_key: key, base_url: origin }),
      answer,
      // The same acknowledge or resolve may be meant twice; what has a payload has its own time.
      identity: (request) => (hasPayload(request) ? request.body : undefined),
      // About 120 events in 60 s a key.
      rates: () => [{ key, perSecond: 2, burst: 120 }],
      // No Retry-After is documented.
      limited: () =>
        json(429, { status: 'throttle exceeded', message: 'Requests for this service are arriving too quickly.' }),
    },
    options,
  )
  return { ...receiver, alerts, changes }
}
