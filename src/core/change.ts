export type ChangedField = 'verification_status' | 'state' | 'suppressed' | 'recheck' | 'severity'

/** One field of a finding that changed. */
export interface Change<Field extends string = ChangedField> {
  field: Field
  from: string
  to: string
}

/** `field: old → new`, several joined by `; `, in the order given. */
export const summarize = (changes: readonly Change[]): string =>
  changes.map(({ field, from, to }) => `${field}: ${from} → ${to}`).join('; ')

/** Reads what `summarize` wrote, on one line. Fields that are not known here are kept, parts of another shape are left out. */
export const parseChanges = (summary: string): Change<string>[] =>
  summary.split('; ').flatMap((part) => {
    const [, field, from, to] = /^(\w{1,64}): (.*?) → (.*)$/.exec(part) ?? []
    return field && from && to ? [{ field, from, to }] : []
  })
