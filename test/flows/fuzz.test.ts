import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openApiDocument } from '../../src/http/openapi.ts'
import { operations } from '../../src/operations/index.ts'
import { SCOPES } from '../../src/operations/operation.ts'
import { type ApiAnswer, PUBLIC_URL } from '../api.ts'
import { bodyOf, isSession, openScene, type Route, routes } from '../matrix.ts'
import { countRows } from './count-rows.ts'

const { paths } = openApiDocument(operations, { publicUrl: PUBLIC_URL, version: '0' })

let scene: Awaited<ReturnType<typeof openScene>>
beforeAll(async () => {
  scene = await openScene(true)
}, 120_000)
afterAll(() => scene.close())

/** Every JSON type, the edges of each, and what some parser, database or viewer obeys. */
const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, -0, 1.5, 2 ** 31, 2 ** 53 - 1, 1e308, [], {}, [[]], ['a'], [null], { a: 1 }],
  ...['', ' ', 'x', '0', '1E2', 'null', 'a'.repeat(300), 'ä'.repeat(201), '👩‍👩‍👧‍👦'.repeat(60), 'a'.repeat(20_000)],
  ...['a\u0001b', 'a\u007fb', 'a\u0085b', 'a\u2028b', '\u202eabc', 'a\u200bb', '\u{e0041}', '\ufdd0', '\ufffe'],
  ...["' or 1=1 --", '$1', '%s%n', '${7*7}', '{{7*7}}', '<script>', '../../etc/passwd', '${jndi:ldap://x}', '=1+1'],
  ...[
    { $ne: '' },
    { toString: 1 },
    { then: 1 },
    { length: 1e9 },
    { toJSON: 1, hasOwnProperty: 1 },
    { 'a.b': { $gt: 1 } },
  ],
  ...['018f0000-0000-7000-8000-000000000000', '2024-02-30T00:00:00Z', '+010000-01-01T00:00:00Z', 'https://10.0.0.1/'],
]

/** Names of columns, of what answers hold, and of what other services take. */
const EXTRA = [
  ...['id', 'workspace_id', 'created_at', 'updated_at', 'state', 'attempts', 'kid', 'sealed_config', 'public_config'],
  ...['generation', 'role_id', 'instance_owner', 'password_hash', 'Name', 'KIND', 'is_admin', 'url', '$where'],
]

type Body = Record<string, unknown>

const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The fields that the schema or the sample knows. */
const fieldsOf = (name: string, sample: Body): string[] => {
  const schema = operations.find((operation) => operation.name === name)?.body
  return [...new Set([...(schema instanceof z.ZodObject ? Object.keys(schema.shape) : []), ...Object.keys(sample)])]
}

const spoilt = (name: string, sample: Body): Body[] => [
  ...fieldsOf(name, sample).flatMap((field) => [
    ...VALUES.map((value) => ({ ...sample, [field]: value })),
    Object.fromEntries(Object.entries(sample).filter(([key]) => key !== field)),
    ...(isObject(sample[field]) ? spoilt('', sample[field]).map((inner) => ({ ...sample, [field]: inner })) : []),
  ]),
  ...EXTRA.map((field) => ({ ...sample, [field]: 'x' })),
]

/** Words of ours, of the database or of this machine, as no answer may hold them. */
const LEAKS =
  /\bat \S+ \(|\.ts:\d|node_modules|\/home\/|\/root\/|\/tmp\/|select |insert into|violates|constraint|relation "|ECONN|ENOTFOUND|Zod|TypeError|ReferenceError|\[object/

interface Played {
  cases: number
  faults: unknown[]
}

/** As last counted; undefined where something was made or taken since. */
let rows: number | undefined

const make = (resource: string): Promise<string> => {
  rows = undefined
  return scene.ours.make(resource)
}

/** Sends it; answers whether it was taken, and keeps what of the answer is not as it must be. */
const play = async (
  { name, path, method }: Route,
  send: () => Promise<ApiAnswer>,
  sent: unknown,
  played: Played,
): Promise<boolean> => {
  const before = rows ?? (await countRows(scene.db))
  const { status, text, body } = await send()
  played.cases += 1
  const isDeclared = String(status) in ((paths[path]?.[method.toLowerCase()]?.responses ?? {}) as object)
  const isRefused = status >= 400
  if (isRefused) rows = await countRows(scene.db)
  else rows = method === 'GET' ? before : undefined
  const hasChanged = isRefused && rows !== before
  const leaks =
    isRefused && LEAKS.test(`${String(body.title)} ${String(body.detail)} ${JSON.stringify(body.errors ?? [])}`)
  if (status >= 500 || !isDeclared || hasChanged || leaks)
    played.faults.push({ name, status, isDeclared, hasChanged, leaks, sent: JSON.stringify(sent).slice(0, 200), text })
  return !isRefused
}

const pathOf = async ({ path, resource }: Route): Promise<string> =>
  path.replace('{id}', resource === undefined ? '' : await make(resource)).replace('{kind}', 'slack')

it('every body that the OpenAPI document knows may be spoilt in every field: none breaks anything', async () => {
  const played: Played = { cases: 0, faults: [] }
  const caller = { name: 'owner', scopes: SCOPES, request: scene.ours.request }
  for (const route of routes.filter((one) => !isSession(one) && bodyOf[one.name])) {
    const request = route.scope === 'instance' ? scene.api.request : scene.ours.request
    const target = await make('targets')
    let path = await pathOf(route)
    const sample = bodyOf[route.name]?.(caller, target)
    if (!isObject(sample)) continue
    for (const body of spoilt(route.name, sample))
      // What was taken may have ended it.
      if (await play(route, () => request(route.method, path, body), body, played)) path = await pathOf(route)
  }
  expect(played.faults).toEqual([])
  expect(played.cases).toBeGreaterThan(3000)
}, 240_000)

it('every parameter of every query may be spoilt', async () => {
  const played: Played = { cases: 0, faults: [] }
  const texts = VALUES.filter((value) => typeof value === 'string')
  for (const route of routes.filter((one) => one.method === 'GET' && !isSession(one) && one.scope !== 'instance')) {
    const query = operations.find(({ name }) => name === route.name)?.query
    const path = await pathOf(route)
    for (const field of [...Object.keys(query?.shape ?? {}), 'unknown'])
      for (const value of texts) {
        const whole = `${path}?${field}=${encodeURIComponent(value.slice(0, 2000))}`
        await play(route, () => scene.ours.request('GET', whole), whole, played)
      }
  }
  expect(played.faults).toEqual([])
  expect(played.cases).toBeGreaterThan(1000)
}, 120_000)

it('every id of a path may be anything', async () => {
  const played: Played = { cases: 0, faults: [] }
  const ids = [
    '1',
    '%00',
    '..%2f..%2f',
    "'%20or%201=1--",
    'null',
    'x'.repeat(500),
    '018F0000-0000-7000-8000-000000000000',
  ]
  for (const route of routes.filter((one) => one.resource !== undefined && one.scope !== 'instance'))
    for (const id of ids) {
      const body = bodyOf[route.name]?.({ name: '', scopes: SCOPES, request: scene.ours.request }, '')
      const path = route.path.replace('{id}', id)
      await play(route, () => scene.ours.request(route.method, path, body), path, played)
    }
  expect(played.faults).toEqual([])
}, 60_000)
