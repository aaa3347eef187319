import type { Scope } from './scope.ts'

/** What changes in a workspace, by the names that the lists have in the API. */
export const CHANGE_KINDS = [
  'targets',
  'scans',
  'findings',
  'integrations',
  'events',
  'deliveries',
  'keys',
  'users',
  'audit',
] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

export const isChangeKind = (text: string): text is ChangeKind => CHANGE_KINDS.some((kind) => kind === text)

/** Whoever may read a list may hear that it changed. */
export const scopeToHear = (kind: ChangeKind): Scope => `${kind}:read`

/** What may be different after an operation, by its tag. */
const CHANGED_BY: Record<string, readonly ChangeKind[]> = {
  targets: ['targets', 'scans', 'findings', 'events'],
  scans: ['scans', 'findings', 'events'],
  findings: ['findings', 'events'],
  integrations: ['integrations', 'deliveries'],
  deliveries: ['deliveries'],
  keys: ['keys'],
  users: ['users'],
  session: ['users'],
}

/** What may be different after an operation of this tag that changes something: the record of it always is. */
export const changedBy = (tag: string): readonly ChangeKind[] => [...(CHANGED_BY[tag] ?? []), 'audit']
