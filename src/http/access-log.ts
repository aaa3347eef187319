import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { Counter, Histogram, type Registry } from 'prom-client'

/** A request's route as declared, never its path: a path holds tenants' ids and may hold anything. */
export const routeOf = (request: FastifyRequest): string =>
  request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched')

export interface AccessLog {
  /** Records the request when its answer is out, or its client gone. */
  watch(request: FastifyRequest, reply: FastifyReply): void
  /** A connection that was refused before it became a request. */
  refused(status: number): void
}

/** nginx's number for a client that left before its answer; no client ever sees it. */
const CLIENT_GONE = 499

/** One line and one count a request. */
export const createAccessLog = (log: Logger, metrics: Registry): AccessLog => {
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    registers: [metrics],
  })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request head to the last byte of the answer.',
    labelNames: ['method', 'route'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 5, 30, 120],
    registers: [metrics],
  })
  const record = (request: FastifyRequest, status: number, elapsedMs: number): void => {
    const { method } = request
    const route = routeOf(request)
    requests.inc({ method, route, status })
    duration.observe({ method, route }, elapsedMs / 1000)
    log.info({ request_id: request.id, method, route, status, duration_ms: Math.round(elapsedMs) }, 'request answered')
  }
  return {
    watch: (request, reply) => {
      const startedAt = performance.now()
      // The framework's own hook is not called for a client that went away; the end of the response is, for all.
      reply.raw.once('close', () => {
        const status = reply.raw.writableFinished ? reply.raw.statusCode : CLIENT_GONE
        record(request, status, performance.now() - startedAt)
      })
    },
    refused: (status) => {
      requests.inc({ method: 'none', route: 'unreadable', status })
      log.info({ status }, 'connection refused')
    },
  }
}
