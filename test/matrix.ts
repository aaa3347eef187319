import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import { ROLES, scopesOf } from '../src/core/role.ts'
import { openApiDocument } from '../src/http/openapi.ts'
import { operations } from '../src/operations/index.ts'
import { SCOPES } from '../src/operations/operation.ts'
import { type DatabasePool, openDatabase } from '../src/store/database.ts'
import { createQueue, type Queue } from '../src/store/queue.ts'
import { type Api, type ApiAnswer, PUBLIC_URL, type RequestApi, startApi } from './api.ts'
import { createTestDatabase, testLog } from './database.ts'
import { invite } from './people.ts'
import { createTenant, type Tenant } from './tenants.ts'

export interface Route {
  name: string
  method: string
  path: string
  /** Undefined where anybody is taken; empty where anybody known is. */
  scope: string | undefined
  /** The first step of a path with an id. */
  resource: string | undefined
}

const { paths } = openApiDocument(operations, { publicUrl: PUBLIC_URL, version: '0' })

export const routes: Route[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId, security }]) => ({
    name: operationId,
    method: method.toUpperCase(),
    path,
    scope: security[0]?.apiKey?.join(),
    resource: path.includes('{id}') ? path.split('/')[1] : undefined,
  })),
)

/** Signing in and out is its own test's; here it would end the callers. */
export const isSession = ({ path }: Route): boolean => /^\/(session|setup|oidc)/.test(path)

export interface Caller {
  name: string
  /** What it holds, by its role or as a key. */
  scopes: readonly string[]
  request: RequestApi
}

let made = 0

const REPORT = { version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [] }] }

/** A body that each route takes; `targetId` is of the caller's own. */
export const bodyOf: Record<string, (caller: Caller, targetId: string) => unknown> = {
  createTarget: () => ({ kind: 'url', name: `t ${String(++made)}` }),
  updateTarget: () => ({ base_url: 'https://changed.example' }),
  startScan: (_caller, targetId) => ({ target_id: targetId }),
  completeScan: () => ({ findings: [], coverage: 'full' }),
  failScan: () => ({ error: 'broken' }),
  completeScanWithReport: () => REPORT,
  setFindingStatus: () => ({ verification_status: 'true_positive' }),
  suppressFinding: () => ({ reason: 'wont_fix' }),
  recheckFinding: () => ({ outcome: 'fixed' }),
  createIntegration: () => ({
    kind: 'webhook',
    name: `i ${String(++made)}`,
    config: { webhook_url: 'http://127.0.0.1:9/in' },
  }),
  applyIntegrations: () => ({ integrations: [] }),
  updateIntegration: () => ({ enabled: false }),
  previewIntegration: () => ({ event: 'finding_new' }),
  previewIntegrationKind: () => ({ event: 'finding_new' }),
  dryRunFinding: () => ({ act: 'unsuppress' }),
  dryRunIntegration: () => ({}),
  dryRunIntegrationKind: () => ({}),
  replayDeliveries: () => ({}),
  createKey: ({ scopes }) => ({ name: 'k', scopes: scopes.slice(0, 1) }),
  createUser: () => ({ email: `u${String(++made)}@example.com`, role: 'viewer' }),
  updateUser: () => ({ name: 'Changed' }),
  createWorkspace: () => ({ name: `w ${String(++made)}` }),
}

export const needsBody = ({ path, method }: Route): boolean => {
  const body = paths[path]?.[method.toLowerCase()]?.requestBody as { required?: boolean } | undefined
  return body?.required === true
}

/** Beside the scope, these need all that the person whom they are about may do: here a viewer. */
const ABOUT_PEOPLE = new Set(['createUser', 'updateUser', 'deleteUser', 'renewUserLink'])

export const isAllowed = ({ name, scope }: Route, { scopes }: Caller): boolean =>
  (scope === '' || scopes.includes(scope ?? '')) &&
  (!ABOUT_PEOPLE.has(name) || scopesOf('viewer').every((needed) => scopes.includes(needed)))

export const send = (route: Route, caller: Caller, id: string, targetId: string): Promise<ApiAnswer> =>
  caller.request(
    route.method,
    route.path.replace('{id}', id).replace('{kind}', 'slack'),
    bodyOf[route.name]?.(caller, targetId),
  )

const VARYING = /^(date|x-request-id|ratelimit-(remaining|reset)|retry-after)$/

/** An answer whole, but for what tells one request from another. */
export const shownOf = ({ status, headers, text }: ApiAnswer): unknown => ({
  status,
  headers: [...headers].filter(([name]) => !VARYING.test(name)),
  text: text.replaceAll(headers.get('x-request-id') ?? 'none', 'REQUEST'),
})

export interface Scene {
  db: DatabasePool
  queue: Queue
  api: Api
  ours: Tenant
  theirs: Tenant
  /** One of each resource that has ids. */
  foreign: Map<string, string>
  callers: Caller[]
}

const resources = [...new Set(routes.flatMap(({ resource }) => resource ?? []))]

export const callersOf = async (api: Api, { request }: Tenant): Promise<Caller[]> => {
  const people = ROLES.map(async (role) => {
    const { browser } = await invite(api, request, role)
    return { name: role, scopes: scopesOf(role), request: browser.request }
  })
  const keys = SCOPES.map(async (scope) => {
    const { body } = await request('POST', '/keys', { name: scope, scopes: [scope] })
    return { name: `a key with ${scope}`, scopes: [scope], request: api.as(String(body.key)) }
  })
  return Promise.all([...people, ...keys])
}

export const openScene = async (wall: boolean): Promise<Scene & { close(): Promise<void> }> => {
  const { connection, drop } = await createTestDatabase()
  const db = openDatabase(connection, testLog, { wall: wall ? inject('wall') : undefined })
  const queue = createQueue(connection, { supervise: false, log: testLog })
  await queue.start()
  const api = await startApi({ db, services: { queue } })
  const [ours, theirs] = [await createTenant(api), await createTenant(api)]
  const foreign = new Map<string, string>()
  for (const resource of resources) foreign.set(resource, await theirs.make(resource))
  const callers = await callersOf(api, ours)
  const close = async (): Promise<void> => {
    await api.close()
    await queue.stop()
    await db.close()
    await drop()
  }
  return { db, queue, api, ours, theirs, foreign, callers, close }
}

/** Names of the callers that `openScene` makes. */
export const callerNames = [...ROLES, ...SCOPES.map((scope) => `a key with ${scope}`)]

/** What a foreign id gives, beside what an unknown one does. */
export const differencesFrom = async (
  scene: Scene,
  route: Route,
  caller: Caller,
  targetId: string,
): Promise<unknown[]> => {
  const answers = []
  for (const id of [scene.foreign.get(route.resource ?? '') ?? '', randomUUID()])
    answers.push(shownOf(await send(route, caller, id, targetId)))
  const [foreign, unknown] = answers
  return JSON.stringify(foreign) === JSON.stringify(unknown) ? [] : [{ route: route.name, foreign, unknown }]
}
