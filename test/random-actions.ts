import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { SCOPES } from '../src/operations/operation.ts'
import { bodyOf, type Caller, isSession, routes, type Scene } from './matrix.ts'
import { contentOf } from './tenants.ts'

const actions = routes.filter((route) => !isSession(route) && route.scope !== 'instance')

/** Whose id an action names. */
const ids = fc.constantFrom('own', 'foreign', 'unknown')

const action = fc.record({
  route: fc.constantFrom(...actions),
  id: ids,
  /** Of the target and the other things that a body may name. */
  named: ids,
})

const FIELDS: Record<string, string> = {
  target_id: 'targets',
  integration_id: 'integrations',
  event_id: 'events',
  finding_id: 'findings',
  scan_id: 'scans',
}

/** What another workspace holds is, to the byte, as it was before: whatever is tried from here, in whatever order. */
export const nothingReaches = (
  scene: Scene,
  own: ReadonlyMap<string, string>,
  steps: number,
): fc.IAsyncProperty<[unknown]> => {
  const { db, ours, theirs, foreign } = scene
  const caller: Caller = { name: 'owner', scopes: SCOPES, request: ours.request }
  const idOf = (resource: string, whose: string): string =>
    (whose === 'own' ? own : foreign).get(resource) ?? (whose === 'unknown' ? randomUUID() : '')
  const named = (body: unknown, whose: string): unknown => {
    if (typeof body !== 'object' || body === null) return body
    const present = Object.entries(FIELDS).filter(([field]) => field in body)
    return { ...body, ...Object.fromEntries(present.map(([field, of]) => [field, idOf(of, whose)])) }
  }
  const filter = (whose: string): string => {
    const [field, of] = Object.entries(FIELDS)[0] ?? ['', '']
    return `?${field}=${idOf(of, whose)}`
  }
  return fc.asyncProperty(fc.array(action, { minLength: steps, maxLength: steps }), async (run) => {
    const before = JSON.stringify(await contentOf(db, theirs.id))
    for (const { route, id, named: whose } of run) {
      const path = route.path.replace('{id}', idOf(route.resource ?? '', id)).replace('{kind}', 'slack')
      const isList = route.method === 'GET' && route.resource === undefined
      const body = named(bodyOf[route.name]?.(caller, idOf('targets', whose)), whose)
      await caller.request(route.method, isList ? `${path}${filter(whose)}` : path, body)
    }
    return JSON.stringify(await contentOf(db, theirs.id)) === before
  })
}
