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
  'users:read',
  'users:write',
  'owners:write',
  // MCP tools that send act at once, without a confirmation.
  'mcp:unattended',
] as const
export type Scope = (typeof SCOPES)[number]
