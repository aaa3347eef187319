// Written by `npm run generate` from docs/openapi.json.

/** Paths whose POST makes something once an `Idempotency-Key`. */
export const KEYED_PATHS: ReadonlySet<string> = new Set([
  '/targets',
  '/scans',
  '/integrations',
  '/keys',
  '/users',
  '/workspaces',
])
