import { randomUUID } from 'node:crypto'
import pino from 'pino'
import { Registry } from 'prom-client'
import { afterEach } from 'vitest'
import { z } from 'zod'
import { AppError } from '../src/core/error.ts'
import { createHttpDoor, type HttpDoorOptions } from '../src/http/http-door.ts'
import type { IdempotencyStore } from '../src/http/idempotency.ts'
import type { Auditor } from '../src/operations/audited.ts'
import { type Caller, defineOperation, type Operation, SCOPES } from '../src/operations/operation.ts'

export const KEY = 'pk_test_all_0123456789abcdef0123456789'
export const READ_KEY = 'pk_test_read_0123456789abcdef012345678'
export const OWNER_KEY = 'pk_test_owner_0123456789abcdef01234567'
export const BODY = { kind: 'url', name: 'Shop', base_url: 'https://shop.example' }

const callerWith = (keyId: string, scopes: readonly string[], instanceOwner = false): Caller => ({
  workspaceId: 'w1',
  keyId,
  keyName: keyId,
  scopes,
  instanceOwner,
})

const CALLERS = new Map([
  [KEY, callerWith('all', SCOPES)],
  [READ_KEY, callerWith('read', ['targets:read'])],
  [OWNER_KEY, callerWith('owner', [], true)],
])

const target = z
  .object({ id: z.uuid(), kind: z.enum(['url', 'repo']), name: z.string(), base_url: z.string() })
  .meta({ id: 'Target' })
const targetBody = z.strictObject({
  kind: z.enum(['url', 'repo']),
  name: z.string().min(1).max(200),
  base_url: z.url(),
  tags: z.array(z.strictObject({ key: z.string() })).optional(),
})
const byId = z.object({ id: z.uuid() })
const limit = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number)
  .pipe(z.int().min(1).max(200))

/** Operations of the common shapes over a list in memory; `runs` is told of each. */
export const targetOperations = (runs: (name: string) => void): Operation[] => {
  const targets = new Map<string, z.output<typeof target>>()
  const found = (id: string): z.output<typeof target> => {
    const one = targets.get(id)
    if (one === undefined) throw new AppError('not_found', `No target ${id}`)
    return one
  }
  return [
    defineOperation({
      name: 'createTarget',
      method: 'POST',
      path: '/targets',
      scope: 'targets:write',
      tag: 'targets',
      summary: 'Makes a target',
      body: targetBody,
      status: 201,
      output: target,
      errors: ['conflict'],
      run: async ({ body }) => {
        runs('createTarget')
        const made = { id: randomUUID(), kind: body.kind, name: body.name, base_url: body.base_url }
        targets.set(made.id, made)
        return made
      },
    }),
    defineOperation({
      name: 'listTargets',
      method: 'GET',
      path: '/targets',
      scope: 'targets:read',
      tag: 'targets',
      summary: 'Lists targets',
      query: z.object({ limit: limit.optional(), cursor: z.string().max(500).optional() }),
      status: 200,
      output: z.object({ items: z.array(target), next_cursor: z.string().nullable() }),
      run: async ({ query }) => {
        runs('listTargets')
        return { items: [...targets.values()].slice(0, query.limit), next_cursor: null }
      },
    }),
    defineOperation({
      name: 'getTarget',
      method: 'GET',
      path: '/targets/:id',
      scope: 'targets:read',
      tag: 'targets',
      summary: 'Gives a target',
      params: byId,
      status: 200,
      output: target,
      run: async ({ params }) => found(params.id),
    }),
    defineOperation({
      name: 'deleteTarget',
      method: 'DELETE',
      path: '/targets/:id',
      scope: 'targets:write',
      tag: 'targets',
      summary: 'Deletes a target',
      params: byId,
      status: 204,
      output: null,
      run: async ({ params }) => void targets.delete(found(params.id).id),
    }),
  ]
}

/** An `IdempotencyStore` for the lifetime of a test. */
export const createIdempotencyMemory = (): IdempotencyStore => {
  const entries = new Map<string, { bodyHash: string; answer?: { status: number; body: string } }>()
  return {
    once: async ({ workspaceId, operation, key, bodyHash }, services, run) => {
      const name = JSON.stringify([workspaceId, operation, key])
      const known = entries.get(name)
      if (known?.answer && known.bodyHash === bodyHash) return { state: 'done', ...known.answer }
      if (known) return { state: known.bodyHash === bodyHash ? 'running' : 'mismatch' }
      entries.set(name, { bodyHash })
      try {
        const answer = await run(services)
        entries.set(name, { bodyHash, answer })
        return { state: 'new', ...answer }
      } catch (error) {
        entries.delete(name)
        throw error
      }
    },
  }
}

export interface StartedDoor extends AsyncDisposable {
  port: number
  url: string
  metrics: Registry
  /** What was logged, as JSON lines. */
  lines: string[]
  close(): Promise<void>
}

/** Runs operations that have no database. */
const UNRECORDED: Auditor = {
  run: (operation, input, context) => operation.run(input, context),
  denied: () => Promise.resolve(),
}

/** A door that listens on a free port of this machine. */
export const startDoor = async (
  operations: Operation[],
  options: Partial<HttpDoorOptions> = {},
): Promise<StartedDoor> => {
  const lines: string[] = []
  const metrics = new Registry()
  const app = createHttpDoor({
    operations,
    services: {} as HttpDoorOptions['services'],
    authenticate: async (key) => CALLERS.get(key),
    idempotency: createIdempotencyMemory(),
    auditor: UNRECORDED,
    log: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }),
    metrics,
    ready: async () => true,
    rateLimit: 100_000,
    publicUrl: 'http://127.0.0.1:8080',
    version: '0.0.0',
    now: () => new Date(),
    checkAnswers: true,
    ...options,
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const close = async (): Promise<void> => {
    await app.close()
  }
  return { port: Number(new URL(url).port), url, metrics, lines, close, [Symbol.asyncDispose]: close }
}

/** An operation without input that does what the test says. */
export const action = (name: string, run: () => Promise<unknown>, more: Partial<Operation> = {}): Operation => ({
  name,
  method: 'POST',
  path: `/${name}`,
  scope: 'scans:write',
  tag: 'scans',
  summary: name,
  status: 200,
  output: z.unknown(),
  run,
  ...more,
})

export const send = (door: StartedDoor, path: string, init: RequestInit & { key?: string } = {}): Promise<Response> =>
  fetch(`${door.url}${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${init.key ?? KEY}`,
      ...(init.body != null && { 'content-type': 'application/json' }),
      ...Object.fromEntries(new Headers(init.headers)),
    },
  })

export const post = (door: StartedDoor, path: string, body: unknown, headers: Record<string, string> = {}) =>
  send(door, path, { method: 'POST', body: JSON.stringify(body), headers })

/** The head of a request with the key that may do everything. */
export const withKey = (line: string, ...headers: string[]): string =>
  [line, 'Host: a', `Authorization: Bearer ${KEY}`, ...headers, '', ''].join('\r\n')

/** Doors of one test file, closed after each test. */
export const useDoors = () => {
  const doors: StartedDoor[] = []
  afterEach(async () => {
    await Promise.all(doors.splice(0).map((door) => door.close()))
  })
  const start = async (operations: Operation[], options: Partial<HttpDoorOptions> = {}): Promise<StartedDoor> => {
    const door = await startDoor(operations, options)
    doors.push(door)
    return door
  }
  const startTargets = async (options: Partial<HttpDoorOptions> = {}) => {
    const runs: string[] = []
    const door = await start(
      targetOperations((name) => runs.push(name)),
      options,
    )
    return { door, runs }
  }
  return { start, startTargets }
}
