import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { newApiKey } from '../core/api-key.ts'
import { AppError } from '../core/error.ts'
import { name } from '../core/name.ts'
import { type ApiKeyRow, deleteApiKey, insertApiKey, listApiKeys } from '../store/api-keys.ts'
import { type Caller, defineOperation, type Operation, SCOPES } from './operation.ts'
import { byId, instant, pageOf, pageQuery } from './page-query.ts'

const YEARS = 10

const key = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(z.string()),
    hint: z.string().describe('The last characters of the key.'),
    created_at: instant,
    expires_at: instant.nullable(),
    last_used_at: instant.nullable().describe('To the minute.'),
  })
  .meta({ id: 'Key' })

const newKey = key.extend({ key: z.string().describe('The key itself, shown this once.') }).meta({ id: 'NewKey' })

const isoOf = (at: Date | null): string | null => at?.toISOString() ?? null

const keyView = (row: ApiKeyRow): z.output<typeof key> => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  hint: row.hint,
  created_at: row.created_at.toISOString(),
  expires_at: isoOf(row.expires_at),
  last_used_at: isoOf(row.last_used_at),
})

const scopes = z
  .array(z.enum(SCOPES))
  .min(1)
  .superRefine((values, context) => {
    values.forEach((scope, at) => {
      if (values.indexOf(scope) < at) context.addIssue({ code: 'custom', path: [at], message: 'stands twice' })
    })
  })
  .describe('What the key may do; no more than the key that makes it. `write` does not imply `read`.')

const expiresAt = z.iso
  .datetime({
    offset: true,
    abort: true,
    error: 'must be a time in ISO 8601 with its zone, such as 2030-01-31T12:00:00Z',
  })
  .superRefine((value, context) => {
    const at = new Date(value)
    const latest = new Date()
    latest.setUTCFullYear(latest.getUTCFullYear() + YEARS)
    // `24:00` or a day that the month lacks is no time at all.
    if (Number.isNaN(at.getTime())) context.addIssue({ code: 'custom', message: 'is not a time' })
    else if (at.getTime() <= Date.now()) context.addIssue({ code: 'custom', message: 'must lie in the future' })
    else if (at > latest) context.addIssue({ code: 'custom', message: `must lie at most ${String(YEARS)} years ahead` })
  })

const requireHeld = (wanted: readonly string[], caller: Caller): void => {
  const missing = wanted.find((scope) => !caller.scopes.includes(scope))
  if (missing !== undefined)
    throw new AppError('insufficient_scope', `A key cannot give what it lacks itself: ${missing}.`)
}

const createKey = defineOperation({
  name: 'createKey',
  method: 'POST',
  path: '/keys',
  scope: 'keys:write',
  tag: 'keys',
  summary: 'Makes an API key; the key itself is shown once',
  body: z.strictObject({ name, scopes, expires_at: expiresAt.nullish() }),
  status: 201,
  output: newKey,
  run: async ({ body }, { caller, services }) => {
    requireHeld(body.scopes, caller)
    const text = newApiKey(randomBytes)
    const expiresAt = body.expires_at == null ? null : new Date(body.expires_at)
    const row = await insertApiKey(services.db, caller.workspaceId, {
      name: body.name,
      text,
      scopes: body.scopes,
      expiresAt,
    })
    if (!row) throw new Error('a fresh key was there already')
    return { ...keyView(row), key: text }
  },
})

const listKeys = defineOperation({
  name: 'listKeys',
  method: 'GET',
  path: '/keys',
  scope: 'keys:read',
  tag: 'keys',
  summary: 'Lists API keys, newest first, without the keys themselves',
  query: z.object(pageQuery),
  status: 200,
  output: pageOf(key),
  errors: ['bad_cursor'],
  run: async ({ query }, { caller, services }) => {
    const page = await listApiKeys(services.db, caller.workspaceId, query)
    return { ...page, items: page.items.map(keyView) }
  },
})

const deleteKey = defineOperation({
  name: 'deleteKey',
  method: 'DELETE',
  path: '/keys/:id',
  scope: 'keys:write',
  tag: 'keys',
  summary: 'Revokes an API key at once',
  params: byId,
  status: 204,
  output: null,
  errors: ['conflict'],
  run: async ({ params }, { caller, services }) => {
    const result = await deleteApiKey(services.db, caller.workspaceId, params.id)
    if (result === 'not_found') throw new AppError('not_found')
    if (result === 'last_owner')
      throw new AppError('conflict', 'This is the last key that holds every scope. Make another one first.')
  },
})

export const keyOperations: Operation[] = [createKey, listKeys, deleteKey]
