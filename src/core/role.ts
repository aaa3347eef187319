import type { Scope } from './scope.ts'

/** What people are in a workspace, the mightiest first. */
export const ROLES = ['owner', 'admin', 'analyst', 'viewer'] as const
export type Role = (typeof ROLES)[number]

const VIEWER: readonly Scope[] = [
  'targets:read',
  'scans:read',
  'findings:read',
  'integrations:read',
  'events:read',
  'deliveries:read',
]
const ANALYST: readonly Scope[] = [...VIEWER, 'targets:write', 'scans:write', 'findings:write', 'deliveries:write']
const ADMIN: readonly Scope[] = [
  ...ANALYST,
  'integrations:write',
  'keys:read',
  'keys:write',
  'audit:read',
  'users:read',
  'users:write',
  'mcp:unattended',
]

const SCOPES_OF: Record<Role, readonly Scope[]> = {
  owner: [...ADMIN, 'owners:write'],
  admin: ADMIN,
  analyst: ANALYST,
  viewer: VIEWER,
}

/** What a person of this role may do. */
export const scopesOf = (role: Role): readonly Scope[] => SCOPES_OF[role]
