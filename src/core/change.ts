/** One field of a finding that changed. */
export interface Change {
  field: 'verification_status' | 'state' | 'suppressed' | 'recheck' | 'severity'
  from: string
  to: string
}

/** `field: old → new`, several joined by `; `, in the order given. */
export const summarize = (changes: readonly Change[]): string =>
  changes.map(({ field, from, to }) => `${field}: ${from} → ${to}`).join('; ')
