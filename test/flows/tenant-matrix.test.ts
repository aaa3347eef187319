import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../src/operations/index.ts'
import { type Operation, SCOPES } from '../../src/operations/operation.ts'
import { type Api, itemsOf, startApi } from '../api.ts'
import {
  bodyOf,
  callerNames,
  callersOf,
  differencesFrom,
  isAllowed,
  isSession,
  needsBody,
  openScene,
  routes,
  type Scene,
  send,
} from '../matrix.ts'
import { contentOf } from '../tenants.ts'

type OpenScene = Awaited<ReturnType<typeof openScene>>

/** Ten tests a minute and workspace; an event whose routing failed takes three dead processes. */
const ALLOWED_ALSO: Record<string, number> = { testIntegration: 429, routeEvent: 409 }

describe('every route of the OpenAPI document', () => {
  let scene: OpenScene
  beforeAll(async () => {
    scene = await openScene(true)
  }, 120_000)
  afterAll(() => scene.close())

  it('declares who may use it, and this matrix knows a body for it', () => {
    const known = new Set<string>([...SCOPES, 'instance', ''])
    for (const { name, scope, path } of routes) {
      if (scope === undefined)
        expect({ name, path }).toEqual({ name, path: expect.stringMatching(/^\/(session|setup|oidc)/) })
      else expect(known.has(scope)).toBe(true)
    }
    const without = routes.filter((route) => needsBody(route) && !isSession(route) && !bodyOf[route.name])
    expect(without.map(({ name }) => name)).toEqual([])
  })

  it('takes nobody without a key or session where it declares a scope', async () => {
    for (const { method, path, scope, name } of routes.filter((route) => route.scope !== undefined)) {
      const answer = await fetch(`${scene.api.url}/api${path.replace('{id}', randomUUID())}`, { method })
      expect({ name, scope, status: answer.status }).toEqual({ name, scope, status: 401 })
    }
  })

  it.each(callerNames)(
    'does for %s what it declares, and a foreign id is an unknown one',
    async (name) => {
      const caller = scene.callers.find((one) => one.name === name)
      if (!caller) throw new Error(`no caller ${name}`)
      const { ours, theirs, db } = scene
      const targetId = await ours.make('targets')
      const before = await contentOf(db, theirs.id)
      const differences: unknown[] = []
      for (const route of routes.filter((one) => !isSession(one))) {
        const allowed = isAllowed(route, caller)
        if (route.resource !== undefined) differences.push(...(await differencesFrom(scene, route, caller, targetId)))
        // Without the scope it is refused before the thing is looked for.
        const isLookedFor = route.resource !== undefined && caller.scopes.includes(route.scope ?? '')
        const own = isLookedFor ? await ours.make(route.resource ?? '') : randomUUID()
        const { status, body, text } = await send(route, caller, own, targetId)
        const isFine = status < 300 || status === ALLOWED_ALSO[route.name]
        const isRefused = status === 403 && body.code === 'insufficient_scope'
        if (allowed ? !isFine : !isRefused) differences.push({ route: route.name, allowed, status, text })
      }
      expect(differences).toEqual([])
      expect(await contentOf(db, theirs.id)).toEqual(before)
    },
    120_000,
  )

  it('of the instance is for the owner of the instance', async () => {
    const instance = routes.filter(({ scope }) => scope === 'instance')
    expect(instance.length).toBeGreaterThan(1)
    for (const route of instance)
      expect((await send(route, { name: '', scopes: [], request: scene.api.request }, '', '')).status).toBeLessThan(300)
  })

  it('shows a list without what others have', async () => {
    const theirIds = new Set([...scene.foreign.values(), scene.theirs.id])
    for (const { path } of routes.filter((one) => one.method === 'GET' && !one.resource && !isSession(one))) {
      if (path === '/workspaces') continue
      const items = itemsOf(await scene.ours.request('GET', path))
      expect(items.filter(({ id }) => theirIds.has(String(id)))).toEqual([])
    }
  })
})

/** The application's own filter, switched off: every statement asks for the other workspace's rows. */
const asking = (workspaceId: () => string): Operation[] =>
  operations.map((operation) => ({
    ...operation,
    run: (input, context) =>
      operation.run(input, { ...context, caller: { ...context.caller, workspaceId: workspaceId() } }),
  }))

/** A second door to the same rows whose statements are blind to whose they are. */
const openBlind = ({ db, queue, theirs }: Scene): Promise<Api> =>
  startApi({ db, services: { queue }, operations: asking(() => theirs.id) })

const tenantRoutes = routes.filter((route) => !isSession(route) && route.scope !== 'instance')

describe('a statement that asks for the rows of another workspace', () => {
  let scene: OpenScene
  let blind: Api
  beforeAll(async () => {
    scene = await openScene(true)
    blind = await openBlind(scene)
  }, 120_000)
  afterAll(async () => {
    await blind.close()
    await scene.close()
  })

  it('finds, changes and deletes nothing there, on any route and for any role and scope', async () => {
    const { db, theirs, foreign } = scene
    const targetId = foreign.get('targets') ?? ''
    const before = await contentOf(db, theirs.id)
    const differences: unknown[] = []
    for (const caller of await callersOf(blind, scene.ours))
      for (const route of tenantRoutes) {
        if (route.resource !== undefined) differences.push(...(await differencesFrom(scene, route, caller, targetId)))
        const { status, text } = await send(route, caller, foreign.get(route.resource ?? '') ?? '', targetId)
        const shown = [...foreign.values()].filter((id) => text.includes(id))
        if (status < 300 && (route.resource !== undefined || shown.length > 0))
          differences.push({ route: route.name, caller: caller.name, text })
      }
    expect(differences).toEqual([])
    expect(await contentOf(db, theirs.id)).toEqual(before)
  }, 180_000)
})

describe('without the wall the same statement', () => {
  it('reaches them: the test above can fail', async () => {
    const scene = await openScene(false)
    const blind = await openBlind(scene)
    try {
      const { body } = await scene.ours.request('POST', '/keys', { name: 'all', scopes: SCOPES })
      const caller = { name: 'all', scopes: SCOPES, request: blind.as(String(body.key)) }
      const reached = []
      for (const route of tenantRoutes.filter(({ method, resource }) => method === 'GET' && resource !== undefined))
        reached.push((await send(route, caller, scene.foreign.get(route.resource ?? '') ?? '', '')).status)
      expect(reached.length).toBeGreaterThan(6)
      expect(new Set(reached)).toEqual(new Set([200]))
    } finally {
      await blind.close()
      await scene.close()
    }
  }, 120_000)
})
