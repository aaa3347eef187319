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
