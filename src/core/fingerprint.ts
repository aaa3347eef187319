import { createHash } from 'node:crypto'
import type { FindingInput } from './finding.ts'

/** What tells one weakness at one place from another, and stays the same between scans. */
export type Identity = Pick<FindingInput, 'rule_id' | 'category' | 'endpoint' | 'parameter' | 'title'> & {
  location?: { path: string } | null | undefined
}

/**
 * The key under which a finding is the same one across scans of a target: the scanner's own `fingerprint` untouched,
 * else 64 hex digits (SHA-256) derived from its identity.
 */
export const fingerprintOf = (finding: FindingInput): string => finding.fingerprint ?? deriveFingerprint(finding)

/** A JSON array keeps the parts apart, so `['ab', 'c']` and `['a', 'bc']` never meet. Lines and severities move: left out. */
export const deriveFingerprint = (identity: Identity): string => {
  const parts = [
    exact(identity.rule_id),
    wording(identity.category),
    normalizeEndpoint(exact(identity.endpoint), exact(identity.parameter)),
    normalizePath(exact(identity.location?.path)),
    exact(identity.parameter),
    wording(identity.title),
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** Rule ids, paths and parameters: case tells them apart, so only composition and blanks are evened out. */
const exact = (text: string | null | undefined): string => (text ?? '').normalize('NFC').trim().replace(/\s+/g, ' ')

/** Words for people: two scans that differ only in capitals say the same. */
const wording = (text: string | null | undefined): string => exact(text).toLowerCase()

/**
 * A URL without what a rescan changes: user info, fragment, default port, case of the host, order of the query, and the
 * value of the affected parameter, where scanners put their probe. Other values stay: `?page=login` and `?page=admin`
 * are two places. What is not a URL (`GET /login`, `db:5432`) is kept as it is.
 */
export const normalizeEndpoint = (endpoint: string, parameter: string): string => {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(endpoint) || !URL.canParse(endpoint)) return endpoint
  const url = new URL(endpoint)
  const query = [...url.searchParams]
    .map(([name, value]) => [name, name === parameter ? '' : value] as const)
    .map((pair) => JSON.stringify(pair))
    .sort()
  return `${url.protocol}//${url.host}${url.pathname}${query.length > 0 ? `?${query.join('&')}` : ''}`
}

/** `.\src\a.ts`, `./src/a.ts` and `src//a.ts` are one file. */
const normalizePath = (path: string): string =>
  path
    .replaceAll('\\', '/')
    .replace(/\/{2,}/g, '/')
    .replace(/^(?:\.\/)+/, '')
