import { randomBytes } from 'node:crypto'
import { Registry } from 'prom-client'
import { newApiKey } from '../src/core/api-key.ts'
import { createIntents } from '../src/delivery/intents.ts'
import { parseAllow } from '../src/egress/address-guard.ts'
import { createEgress } from '../src/egress/http-client.ts'
import { createHttpDoor } from '../src/http/http-door.ts'
import { createAuditor } from '../src/operations/audited.ts'
import { createChangeHub } from '../src/operations/change-hub.ts'
import { operations } from '../src/operations/index.ts'
import type { Operation } from '../src/operations/operation.ts'
import type { AllServices } from '../src/operations/services.ts'
import { findKeyHolder } from '../src/store/api-keys.ts'
import type { DatabasePool } from '../src/store/database.ts'
import { createIdempotencyStore } from '../src/store/idempotency.ts'
import { findSession } from '../src/store/sessions.ts'
import { createQueue } from '../src/store/queue.ts'
import { ensureFirstWorkspace, ensureOwnerKey } from '../src/store/workspaces.ts'
import { createAnswerSeal } from '../src/vault/answer-seal.ts'
import { createKeyRing } from '../src/vault/key-ring.ts'
import { textOf } from './answer-text.ts'
import { testLog } from './database.ts'

export const PUBLIC_URL = 'https://pencheff.example'

export interface ApiAnswer {
  status: number
  headers: Headers
  /** The JSON object of the answer; empty without one. */
  body: Record<string, unknown>
  text: string
}

export type RequestApi = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<ApiAnswer>

export interface Api extends AsyncDisposable {
  url: string
  /** The first workspace's owner key, which is also the instance owner's. */
  key: string
  services: AllServices
  /** Sends one request below `/api` with that key. */
  request: RequestApi
  /** As `request`, with another key. */
  as(key: string): RequestApi
  close(): Promise<void>
}

export interface ApiOptions {
  db: DatabasePool
  /** `EGRESS_ALLOW`; this machine's loopback unless told. */
  egressAllow?: string
  publicUrl?: string
  trustedProxies?: string[]
  /** All of them unless told. */
  operations?: Operation[]
  /** Parts to use in place of the usual ones, such as a queue that is started. */
  services?: Partial<AllServices>
}

const newFernetKey = (): string => `${randomBytes(32).toString('base64url')}=`

const servicesOf = ({ db, egressAllow = '127.0.0.1', publicUrl = PUBLIC_URL, services }: ApiOptions): AllServices => ({
  db,
  // Not started: enough for what puts no job into it.
  queue: createQueue(db.connection, { supervise: false, log: testLog }),
  ring: createKeyRing([newFernetKey()]),
  sender: {
    // Every name is a public host, so that no test asks the network.
    egress: createEgress({
      allow: parseAllow(egressAllow),
      userAgent: 'pencheff-test',
      resolve: () => Promise.resolve(['203.0.114.7']),
    }),
    render: { productName: 'Pencheff', publicUrl },
    intents: createIntents(db),
    log: testLog,
  },
  retentionDays: 90,
  changes: createChangeHub(),
  ...services,
})

const objectOf = (text: string): Record<string, unknown> => {
  const value: unknown = text === '' ? {} : JSON.parse(text)
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}

/** Sends requests below `/api` with a key. */
export const requestWith =
  (url: string, key: string): RequestApi =>
  async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await textOf(response)
    return { status: response.status, headers: response.headers, body: objectOf(text), text }
  }

/** The whole REST API over a real database, listening on a free port of this machine. */
export const startApi = async (options: ApiOptions): Promise<Api> => {
  const { db } = options
  const services = servicesOf(options)
  const key = newApiKey(randomBytes)
  const { created } = await ensureFirstWorkspace(db, key)
  if (!created) await ensureOwnerKey(db, key)
  const app = createHttpDoor({
    operations: options.operations ?? operations,
    services,
    authenticate: (text) => findKeyHolder(db, text),
    authenticateSession: (text) => findSession(db, text),
    trustedProxies: options.trustedProxies ?? [],
    idempotency: createIdempotencyStore(db, createAnswerSeal(services.ring)),
    auditor: createAuditor(testLog),
    log: testLog,
    metrics: new Registry(),
    ready: () => Promise.resolve(true),
    rateLimit: 100_000,
    publicUrl: services.sender.render.publicUrl,
    version: '0.0.0',
    now: () => new Date(),
    checkAnswers: true,
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const close = async (): Promise<void> => {
    await app.close()
    await services.sender.egress.close()
  }
  return {
    url,
    key,
    services,
    request: requestWith(url, key),
    as: (other) => requestWith(url, other),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The pointers of a problem's faults. */
export const pointersOf = ({ body }: ApiAnswer): unknown[] =>
  Array.isArray(body.errors) ? body.errors.map((fault: { pointer: unknown }) => fault.pointer) : []

/** The items of a list's answer. */
export const itemsOf = ({ body }: ApiAnswer): Record<string, unknown>[] =>
  Array.isArray(body.items) ? (body.items as Record<string, unknown>[]) : []

/** Makes another workspace; answers requests with its owner key. */
export const otherWorkspace = async (api: Api, name = 'Other'): Promise<RequestApi> => {
  const { body } = await api.request('POST', '/workspaces', { name })
  return api.as(String(body.key))
}
