import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { holdsScope, missingScope } from '../core/caller.ts'
import { AppError } from '../core/error.ts'
import type { Caller, Operation, OperationInput, Visit } from '../operations/operation.ts'
import { servicesFor } from '../operations/services-for.ts'
import { callerOf, originOf, rateLimitHeaders, requireAllowance } from './admission.ts'
import { EVENT_STREAM, sendChanges } from './change-stream.ts'
import { type Cookie, cookieValues } from './cookies.ts'
import type { Door } from './door.ts'
import { checked } from '../core/faults.ts'
import { checkAccept, checkEncoding, checkMediaType, mayHaveBody } from './headers.ts'
import { type Answer, bodyHash, idempotencyKey, runOnce } from './idempotency.ts'
import { JSON_TYPE } from './problem.ts'
import { readQuery } from './query.ts'
import { type BodyLimits, openBody, readBytes } from './request-body.ts'
import { JSON_LIMITS, type JsonLimits, readJson } from './strict-json.ts'

export const API = '/api'
const MIB = 1024 * 1024
/** Of a body larger than the ordinary, one key a so many bytes: 100,000 findings of 22 keys fit into 64 MiB. */
const BYTES_PER_KEY = 16

type Input = OperationInput<Record<string, unknown> | undefined, Record<string, unknown> | undefined, unknown>

const noFields = z.strictObject({})

const jsonLimits = (bytes: number): JsonLimits =>
  bytes > MIB ? { ...JSON_LIMITS, keys: Math.floor(bytes / BYTES_PER_KEY) } : JSON_LIMITS

const readParams = (operation: Operation, request: FastifyRequest): Record<string, unknown> | undefined => {
  const result = operation.params?.safeParse(request.params)
  // An id that cannot be one answers as an unknown one does.
  if (result?.success === false) throw new AppError('not_found')
  return result?.data
}

const limitsOf = (operation: Operation, door: Door): BodyLimits => ({
  bytes: operation.bodyLimit ?? MIB,
  idleMs: door.timeouts.idleMs,
  ...(!operation.rawBody && { totalMs: door.timeouts.bodyMs }),
})

const readBody = async (operation: Operation, request: IncomingMessage, limits: BodyLimits): Promise<Buffer> => {
  if (operation.method === 'GET' || !mayHaveBody(request)) return Buffer.alloc(0)
  checkEncoding(request)
  checkMediaType(request)
  return readBytes(request, limits)
}

const parsedBody = (operation: Operation, bytes: Buffer, limits: BodyLimits): unknown => {
  if (bytes.length > 0) return checked(operation.body ?? noFields, readJson(bytes, jsonLimits(limits.bytes)))
  if (operation.body !== undefined && !operation.bodyOptional)
    throw new AppError('body_missing', 'Send a JSON body with content-type: application/json.')
  return undefined
}

/** Gives the body as it comes; what broke the body off goes before what the operation made of that. */
const onStream = async (
  operation: Operation,
  door: Door,
  request: IncomingMessage,
  run: (stream: Input['stream']) => Promise<Answer>,
): Promise<Answer> => {
  checkEncoding(request)
  const { stream, failure } = openBody(request, limitsOf(operation, door))
  try {
    return await run(stream)
  } catch (error) {
    throw failure() ?? error
  } finally {
    stream.destroy()
  }
}

const admit = async (
  operation: Operation,
  door: Door,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller> => {
  const caller = await callerOf(request.raw, operation, door)
  const allowance = door.allowance(caller.keyId || `address:${request.ip}`)
  reply.headers(rateLimitHeaders(door.rateLimit, allowance))
  requireAllowance(allowance, door.rateLimit)
  if (!holdsScope(caller, operation.scope)) {
    await door.auditor.denied(operation, { caller, services: door.services }, originOf(request))
    throw missingScope(caller, operation.scope)
  }
  checkAccept(request.raw, operation.streams ? EVENT_STREAM : 'application/json')
  return caller
}

/** The browser's side of signing in; its cookies are `door.cookies`. */
const visitOf = ({ cookies }: Door, request: FastifyRequest, reply: FastifyReply): Visit => {
  const keep = (cookie: Cookie, text: string | null): void => {
    reply.header('set-cookie', text === null ? cookie.clear() : cookie.set(text))
  }
  return {
    address: request.ip,
    signIn: cookieValues(request.raw, cookies.signIn)[0],
    setSession: (text) => keep(cookies.session, text),
    setSignIn: (text) => keep(cookies.signIn, text),
  }
}

const answerOf = (operation: Operation, door: Door, result: unknown): Answer => {
  if (operation.status === 302) return { status: 302, body: String(result) }
  if (operation.output === null) return { status: operation.status, body: '' }
  const body = result === undefined ? 'null' : JSON.stringify(result)
  if (door.checkAnswers) operation.output.parse(JSON.parse(body))
  return { status: operation.status, body }
}

const send = (reply: FastifyReply, { status, body }: Answer): FastifyReply => {
  if (status === 302) return reply.redirect(body)
  return body === '' ? reply.code(status).send() : reply.code(status).type(JSON_TYPE).send(body)
}

const create = async (
  operation: Operation,
  door: Door,
  request: FastifyRequest,
  reply: FastifyReply,
  { workspaceId }: Caller,
  bytes: Buffer,
  run: () => Promise<Answer>,
): Promise<Answer> => {
  const key = idempotencyKey(request.raw)
  if (key === undefined) return run()
  const entry = { workspaceId, key, operation: operation.name, bodyHash: bodyHash(request.url, bytes) }
  const answer = await runOnce(door.idempotency, entry, run, (error) =>
    door.log.error({ err: error, request_id: request.id }, 'the answer of an Idempotency-Key could not be recorded'),
  )
  if (answer.replayed) reply.header('idempotent-replayed', 'true')
  return answer
}

const handle = async (
  operation: Operation,
  door: Door,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const caller = await admit(operation, door, request, reply)
  const services = servicesFor(door.services, caller, operation.scope)
  const context = { caller, services, visit: visitOf(door, request, reply) }
  const params = readParams(operation, request)
  const query = readQuery(request.url, operation.query)
  if (operation.streams) {
    const input = { params, query, body: undefined, stream: request.raw }
    return sendChanges(
      request,
      reply,
      door,
      caller,
      await door.auditor.run(operation, input, context, originOf(request)),
    )
  }
  const run = async (body: unknown, stream: Input['stream']): Promise<Answer> =>
    answerOf(
      operation,
      door,
      await door.auditor.run(operation, { params, query, body, stream }, context, originOf(request)),
    )
  if (operation.rawBody)
    return send(reply, await onStream(operation, door, request.raw, (stream) => run(undefined, stream)))
  const limits = limitsOf(operation, door)
  const bytes = await readBody(operation, request.raw, limits)
  const body = parsedBody(operation, bytes, limits)
  const act = (): Promise<Answer> => run(body, request.raw)
  const answer =
    operation.status === 201 ? await create(operation, door, request, reply, caller, bytes, act) : await act()
  return send(reply, answer)
}

/** One operation as a route below `/api`. */
export const addOperation = (app: FastifyInstance, operation: Operation, door: Door): void => {
  app.route({
    method: operation.method,
    url: `${API}${operation.path}`,
    onRequest: (request, _reply, done) => {
      // The framework would judge the media type before we know who asks; ours is read from the raw headers.
      delete request.raw.headers['content-type']
      done()
    },
    handler: (request, reply) => handle(operation, door, request, reply),
  })
}
