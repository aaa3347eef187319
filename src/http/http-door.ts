import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { Auditor } from '../operations/audited.ts'
import type { Operation } from '../operations/operation.ts'
import type { AllServices } from '../operations/services.ts'
import { type AccessLog, createAccessLog, routeOf } from './access-log.ts'
import { drainRest, guardConnections } from './connection.ts'
import { createCookies } from './cookies.ts'
import { addDashboard } from './dashboard.ts'
import type { Authenticate, Door, Timeouts } from './door.ts'
import { checkHead, SECURITY_HEADERS } from './headers.ts'
import type { IdempotencyStore } from './idempotency.ts'
import { createKnownRoutes } from './known-routes.ts'
import { addDocumentRoutes, addWatchRoutes } from './open-routes.ts'
import { addMcpRoute, type ServeMcp } from './mcp-route.ts'
import { openApiDocument } from './openapi.ts'
import { addOperation } from './operation-route.ts'
import { asAppError, PROBLEM_TYPE, problemHeaders, problemOf } from './problem.ts'
import { createRateLimit } from './rate-limit.ts'

/** The request line and headers together. */
const HEAD_BYTES = 16 * 1024

const TIMEOUTS: Timeouts = {
  headersMs: 15_000,
  bodyMs: 60_000,
  idleMs: 30_000,
  requestMs: 30 * 60_000,
  keepAliveMs: 20_000,
  checkMs: 2_000,
}

export interface HttpDoorOptions {
  operations: readonly Operation[]
  services: AllServices
  authenticate: Authenticate
  /** Absent: nobody can sign in. */
  authenticateSession?: Authenticate
  /** Proxies whose `X-Forwarded-For` is believed: addresses and CIDR ranges. */
  trustedProxies?: readonly string[]
  idempotency: IdempotencyStore
  /** Runs the operations. */
  auditor: Auditor
  log: Logger
  metrics: Registry
  ready(): Promise<boolean>
  /** Requests a minute and key. */
  rateLimit: number
  publicUrl: string
  version: string
  /** The folder of the built dashboard; without it there is none. */
  dashboard?: string | undefined
  now(): Date
  timeouts?: Partial<Timeouts>
  /** The MCP server at `/mcp`; none without it. */
  serveMcp?: ServeMcp
  /** Answers 500 where an answer does not fit the operation's `output`. For tests: it reads every answer twice. */
  checkAnswers?: boolean
}

const sendProblem = (log: Logger, thrown: unknown, request: FastifyRequest, reply: FastifyReply): void => {
  const error = asAppError(thrown)
  if (error.status >= 500)
    log.error({ err: error.cause ?? error, request_id: request.id, route: routeOf(request) }, 'request failed')
  void reply
    .code(error.status)
    .headers({ ...SECURITY_HEADERS, ...problemHeaders(error), 'x-request-id': request.id })
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemOf(error, request.id)))
}

const createServer = (
  { log, trustedProxies = [] }: HttpDoorOptions,
  timeouts: Timeouts,
  onClientError: (error: Error, socket: Duplex) => void,
  watch: AccessLog['watch'],
) =>
  fastify({
    logger: false,
    // Ours, always: an id that the client chose could be forged or repeated.
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    return503OnClosing: false,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.keepAliveMs,
    // A longer target is refused by `checkHead`, which the router's own limit would come before.
    routerOptions: { maxParamLength: HEAD_BYTES },
    http: {
      maxHeaderSize: HEAD_BYTES,
      headersTimeout: timeouts.headersMs,
      connectionsCheckingInterval: timeouts.checkMs,
      // Node's own answer to a missing Host is not a problem document; `checkHead` gives it.
      requireHostHeader: false,
    },
    clientErrorHandler: onClientError,
    // A bad address comes here, past the hooks.
    frameworkErrors: (error, request, reply) => {
      watch(request, reply)
      sendProblem(log, error, request, reply)
    },
  })

const addHooks = (app: FastifyInstance, { log, publicUrl }: HttpDoorOptions, watch: AccessLog['watch']): void => {
  // Once seen over TLS, never again without it.
  const transport = publicUrl.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}
  const routes = createKnownRoutes()
  app.addHook('onRoute', ({ url, method }) => routes.add(url, method))
  app.addHook('onRequest', (request, reply, done) => {
    watch(request, reply)
    reply.headers({ ...SECURITY_HEADERS, ...transport, 'x-request-id': request.id })
    checkHead(request.raw)
    done(request.is404 ? routes.missing(request.url) : undefined)
  })
  let closing = false
  app.addHook('preClose', (done) => {
    closing = true
    done()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    drainRest(request.raw)
    // Else the connection stays open for its next request, and the close waits until it has been idle for long.
    if (closing) reply.header('connection', 'close')
    done(null, payload)
  })
  app.setNotFoundHandler((request) => {
    throw routes.missing(request.url)
  })
  app.setErrorHandler((error, request, reply) => sendProblem(log, error, request, reply))
  // Bodies are left in the socket until the route knows who asks and how much it may send.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
}

const doorOf = (options: HttpDoorOptions, timeouts: Timeouts): Door => ({
  services: options.services,
  authenticate: options.authenticate,
  authenticateSession: options.authenticateSession ?? (() => Promise.resolve(undefined)),
  cookies: createCookies(options.publicUrl),
  publicUrl: options.publicUrl,
  allowance: createRateLimit(options.rateLimit, options.now),
  rateLimit: options.rateLimit,
  idempotency: options.idempotency,
  auditor: options.auditor,
  log: options.log,
  timeouts,
  checkAnswers: options.checkAnswers ?? false,
})

/**
 * The REST door: every operation as a route below `/api`, its OpenAPI document, the dashboard, and the routes for whoever
 * watches the process. Not listening yet. `close()` ends idle connections and lets running requests finish.
 */
export const createHttpDoor = (options: HttpDoorOptions): FastifyInstance => {
  const timeouts = { ...TIMEOUTS, ...options.timeouts }
  const accessLog = createAccessLog(options.log, options.metrics)
  const { onClientError, attach } = guardConnections(accessLog.refused)
  const app = createServer(options, timeouts, onClientError, accessLog.watch)
  attach(app.server)
  addHooks(app, options, accessLog.watch)
  const door = doorOf(options, timeouts)
  for (const operation of options.operations) addOperation(app, operation, door)
  if (options.serveMcp) addMcpRoute(app, options.serveMcp, options.publicUrl, door)
  addWatchRoutes(app, options.ready, options.metrics)
  // A worker has no operations: it listens only for whoever watches it.
  if (options.operations.length > 0) addDocumentRoutes(app, () => openApiDocument(options.operations, options))
  if (options.dashboard !== undefined) addDashboard(app, options.dashboard, options.log)
  return app
}
