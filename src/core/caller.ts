import { AppError } from './error.ts'

export const SCOPES = [
  'targets:read',
  'targets:write',
  'scans:read',
  'scans:write',
  'findings:read',
  'findings:write',
  'integrations:read',
  'integrations:write',
  'events:read',
  'deliveries:read',
  'deliveries:write',
  'keys:read',
  'keys:write',
  'audit:read',
] as const
export type Scope = (typeof SCOPES)[number]

/** Who asks: the holder of an API key. */
export interface Caller {
  workspaceId: string
  keyId: string
  keyName: string
  scopes: readonly string[]
  /** May make workspaces. */
  instanceOwner: boolean
}

/** Throws `insufficient_scope` unless the caller may; `instance` is the instance's owner. */
export const requireScope = (caller: Caller, scope: Scope | 'instance'): void => {
  const holds = scope === 'instance' ? caller.instanceOwner : caller.scopes.includes(scope)
  if (holds) return
  const detail =
    scope === 'instance' ? 'Only the owner of the instance may do this.' : `The key lacks the scope ${scope}.`
  throw new AppError('insufficient_scope', detail, {
    headers: { 'www-authenticate': `Bearer realm="pencheff", error="insufficient_scope", scope="${scope}"` },
  })
}
