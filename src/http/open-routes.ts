import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Registry } from 'prom-client'
import { scrub } from '../log.ts'
import { docsPage, docsPolicy } from './docs-page.ts'
import { checkAccept } from './headers.ts'
import type { OpenApi } from './openapi.ts'
import { API } from './operation-route.ts'
import { JSON_TYPE } from './problem.ts'

const sendStatus = (reply: FastifyReply, code: number, status: string): FastifyReply =>
  reply.code(code).type(JSON_TYPE).send(JSON.stringify({ status }))

/** For whoever watches the process; without a key. `/healthz` says that it runs, `/readyz` that it can serve. */
export const addWatchRoutes = (app: FastifyInstance, ready: () => Promise<boolean>, metrics: Registry): void => {
  app.get('/healthz', (_request, reply) => sendStatus(reply, 200, 'ok'))
  app.get('/readyz', async (_request, reply) => {
    const isReady = await ready().catch(() => false)
    return isReady ? sendStatus(reply, 200, 'ok') : sendStatus(reply, 503, 'unavailable')
  })
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(scrub(await metrics.metrics())))
}

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined
  return () => (made ??= make())
}

/** The OpenAPI document and a page drawn from it; without a key. */
export const addDocumentRoutes = (app: FastifyInstance, read: () => OpenApi): void => {
  // Made when somebody asks: 90 ms of CPU.
  const json = once(() => JSON.stringify(read()))
  const page = once(() => docsPage(read()))
  app.get(`${API}/openapi.json`, (request, reply) => {
    checkAccept(request.raw)
    return reply.type(JSON_TYPE).send(json())
  })
  app.get(`${API}/docs`, (_request, reply) =>
    reply.header('content-security-policy', docsPolicy).type('text/html; charset=utf-8').send(page()),
  )
  app.get('/docs', (_request, reply) => reply.redirect(`${API}/docs`, 308))
}
