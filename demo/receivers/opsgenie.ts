import { isJsonType, readObject, type JsonObject } from './json.ts'
import { createAlerts, type OpsgenieAlert, type RequestStatus } from './opsgenie-alerts.ts'
import { checkAction, checkCreate, type Checked } from './opsgenie-body.ts'
import {
  Refusal,
  startReceiver,
  type Answer,
  type ReceivedRequest,
  type Receiver,
  type ReceiverOptions,
} from './receiver.ts'

const KEY = '11111111-2222-4333-8444-666666666666'
/** A key of an integration of another type than API. */
export const OTHER_KEY = '11111111-2222-4333-8444-777777777777'

export interface OpsgenieOptions extends ReceiverOptions {
  /** How long after a request its status is told. */
  workMs?: number
}

export interface OpsgenieReceiver extends Receiver {
  /** Oldest first. */
  alerts: OpsgenieAlert[]
}

const METHODS: Record<string, string> = {
  close: 'POST',
  acknowledge: 'POST',
  notes: 'POST',
  priority: 'PUT',
  message: 'PUT',
  description: 'PUT',
}

const requestIdOf = (n: number): string => `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`

const createSay = () => {
  let n = 0
  return (status: number, body: JsonObject): Answer => ({
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify({ ...body, took: 0.001, requestId: requestIdOf((n += 1)) }),
  })
}
type Say = ReturnType<typeof createSay>

const checkKey = (header: string | undefined, say: Say): void => {
  const key = /^GenieKey (\S+)$/.exec(header ?? '')?.[1]
  if (key === undefined)
    throw new Refusal('authorization is not "GenieKey" and one key', say(401, { message: 'Key format is not valid!' }))
  if (key === OTHER_KEY)
    throw new Refusal(
      'the key is not of an API integration',
      say(403, { message: 'You are not authorized for this request', code: 40301 }),
    )
  if (key !== KEY) throw new Refusal('the key is unknown', say(401, { message: 'Could not authenticate', code: 40101 }))
}

interface Route {
  kind: 'create' | 'status' | 'act'
  name: string
  verb: string
}

/** An alias is one segment: an unencoded `/` in it leads nowhere. */
const routeOf = ({ method, path }: ReceivedRequest, say: Say): Route => {
  const [, v2, alerts, name, verb, ...rest] = path.split('/')
  const strange = new Refusal(
    `no such path: ${method} ${path}`,
    say(404, { message: 'Could not find the requested resource' }),
  )
  if (v2 !== 'v2' || alerts !== 'alerts' || rest.length > 0) throw strange
  if (name === undefined && method === 'POST') return { kind: 'create', name: '', verb: '' }
  if (name === 'requests' && verb && method === 'GET') return { kind: 'status', name: verb, verb: '' }
  if (name && verb && METHODS[verb] === method) return { kind: 'act', name: decodeURIComponent(name), verb }
  throw strange
}

const bodyOf = (request: ReceivedRequest, say: Say): JsonObject => {
  if (!isJsonType(request.headers['content-type']))
    throw new Refusal('content-type is not application/json', say(415, { message: 'Unsupported media type' }))
  const body = readObject(request)
  if (!body)
    throw new Refusal(
      'the body is not a JSON object in UTF-8',
      say(400, { message: 'Request body is not a valid JSON' }),
    )
  return body
}

const expectGood = ({ errors }: Checked, say: Say): void => {
  const faults = Object.entries(errors).map(([name, fault]) => `${name} ${fault}`)
  if (faults.length > 0)
    throw new Refusal(
      faults.join('; '),
      say(422, { message: 'Request body is not processable. Please check the errors.', errors }),
    )
}

/** Requests by their id, told once their time has come. */
const createStatuses = (workMs: number) => {
  const statuses = new Map<string, { dueAt: number; status: RequestStatus }>()
  return {
    keep: (answer: Answer, status: RequestStatus, at: number): void => {
      const { requestId } = JSON.parse(answer.body ?? '{}') as { requestId: string }
      statuses.set(requestId, { dueAt: at + workMs, status })
    },
    tell: (requestId: string, at: number): RequestStatus | undefined => {
      const kept = statuses.get(requestId)
      return kept && kept.dueAt <= at ? kept.status : undefined
    },
  }
}

const createAnswer = (options: OpsgenieOptions, { create, act }: ReturnType<typeof createAlerts>) => {
  const say = createSay()
  const statuses = createStatuses(options.workMs ?? 0)
  const keep = options.keepReceipts !== false

  const take = (request: ReceivedRequest, { kind, name, verb }: Route): Answer => {
    const body = bodyOf(request, say)
    const checked = kind === 'create' ? checkCreate(body) : checkAction(verb, body)
    expectGood(checked, say)
    const by = request.query.get('identifierType') ?? 'id'
    const warnings = [
      ...checked.warnings,
      ...(kind === 'act' && by === 'id' ? ['no identifierType: the name is read as an id'] : []),
    ]
    const answer = say(202, { result: 'Request will be processed' })
    const status = keep ? (kind === 'create' ? create(body) : act(verb, name, by, body)) : undefined
    if (status) statuses.keep(answer, status, request.at)
    return {
      ...answer,
      events: status?.isSuccess === false ? 0 : 1,
      problem: warnings.length > 0 ? warnings.join('; ') : undefined,
    }
  }

  return (request: ReceivedRequest): Answer => {
    const route = routeOf(request, say)
    checkKey(request.headers.authorization, say)
    if (route.kind !== 'status') return take(request, route)
    const data = statuses.tell(route.name, request.at)
    return data ? say(200, { data }) : say(404, { message: 'Request not found. It might not be processed, yet.' })
  }
}

/**
 * Opsgenie's alert API with one key of an API integration. Every well-formed request is answered 202; what became of it is
 * told by its request id, an action on an alert that is not open as "Alert does not exist".
 */
export const startOpsgenie = async (options: OpsgenieOptions = {}): Promise<OpsgenieReceiver> => {
  const alerts = createAlerts()
  const receiver = await startReceiver(
    {
      kind: 'opsgenie',
      maxBytes: 1_048_576,
      config: (origin) => ({ api_key: KEY, base_url: origin }),
      answer: createAnswer(options, alerts),
      // A note may be meant twice; an alert that is made again says of which event.
      identity: ({ method, path, body }) => (method === 'POST' && path === '/v2/alerts' ? body : undefined),
      // The plan decides the size of the buckets; this is of a small one.
      rates: () => [{ key: KEY, perSecond: 10, burst: 30 }],
      limited: (seconds) => ({
        status: 429,
        headers: {
          'content-type': 'application/json;charset=UTF-8',
          'x-ratelimit-state': 'THROTTLED',
          'x-ratelimit-reason': 'INTEGRATION',
          'x-ratelimit-period-in-sec': String(seconds),
        },
        body: JSON.stringify({
          message: 'You are making too many requests!',
          code: 42901,
          took: 0.001,
          requestId: requestIdOf(0),
        }),
      }),
    },
    options,
  )
  return { ...receiver, alerts: alerts.alerts }
}
