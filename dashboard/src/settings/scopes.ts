/** What keys can be for: the usual purposes, each with the scopes that it needs. */
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
  'mcp:unattended',
] as const

export interface Purpose {
  title: string
  scopes: readonly string[]
}

const CONFIDENTIAL: readonly string[] = ['keys:read', 'audit:read', 'users:read']
const reading = SCOPES.filter((scope) => scope.endsWith(':read') && !CONFIDENTIAL.includes(scope))

export const PURPOSES: Record<'scanner' | 'reader' | 'agent' | 'analyst' | 'owner', Purpose> = {
  scanner: {
    title: 'A scanner or CI job: reports scans',
    scopes: ['targets:read', 'targets:write', 'scans:read', 'scans:write'],
  },
  reader: { title: 'A reader: sees everything, changes nothing', scopes: reading },
  agent: {
    title: 'An agent: reads, and exports what is confirmed',
    scopes: [...reading, 'deliveries:write'],
  },
  analyst: {
    title: 'An analyst: triages findings and replays',
    scopes: [...reading, 'findings:write', 'deliveries:write'],
  },
  owner: { title: 'An owner: everything that you may', scopes: SCOPES },
}

export const scopeWords = (scopes: readonly string[]): string => {
  if (SCOPES.every((scope) => scopes.includes(scope))) return 'everything'
  return scopes.length > 4 ? `${scopes.slice(0, 4).join(', ')} and ${scopes.length - 4} more` : scopes.join(', ')
}
