import { print, printJson } from './print.ts'
import { withSession } from './session.ts'

interface Key {
  id: string
  name: string
  scopes: string[]
  hint: string
  expires_at: string | null
  last_used_at: string | null
}

interface Json {
  json?: boolean
}

export interface NewKeyOptions extends Json {
  name: string
  scopes: string[]
  expiresAt?: string
}

const lineOf = ({ id, name, scopes, hint, expires_at, last_used_at }: Key): string =>
  `${id}  …${hint}  ${name}  last used ${last_used_at ?? 'never'}  ` +
  `${expires_at === null ? 'does not expire' : `expires ${expires_at}`}  ${scopes.join(' ')}`

export const listKeys = ({ json }: Json): Promise<void> =>
  withSession(async ({ client }) => {
    const keys = await client.all<Key>('/keys')
    if (json) printJson(keys)
    else for (const key of keys) print(lineOf(key))
  })

/** Prints the key itself, this once. */
export const createKey = ({ name, scopes, expiresAt, json }: NewKeyOptions): Promise<void> =>
  withSession(async ({ client }) => {
    const body = { name, scopes, ...(expiresAt !== undefined && { expires_at: expiresAt }) }
    const made = await client.post<Key & { key: string }>('/keys', body)
    if (json) printJson(made)
    else print(made.key)
  })

export const revokeKey = (id: string, { json }: Json): Promise<void> =>
  withSession(async ({ client }) => {
    await client.delete(`/keys/${encodeURIComponent(id)}`)
    if (json) printJson({ revoked: id })
  })
