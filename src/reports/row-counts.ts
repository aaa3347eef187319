import { createHash } from 'node:crypto'

/** How many rows have a fingerprint, in about 50 bytes for each. */
export interface RowCounts {
  readonly once: Set<number>
  readonly more: Map<number, number>
  /** At least the number of rows: two fingerprints that share 52 bits are counted as one. */
  of(fingerprint: string): number
}

export const rowCounts = (): RowCounts => {
  const once = new Set<number>()
  const more = new Map<number, number>()
  const of = (fingerprint: string): number => {
    const key = keyOf(fingerprint)
    return more.get(key) ?? (once.has(key) ? 1 : 0)
  }
  return { once, more, of }
}

export const countRows = (counts: RowCounts, fingerprint: string, rows = 1): void => {
  const key = keyOf(fingerprint)
  const total = counts.of(fingerprint) + rows
  if (total === 1) {
    counts.once.add(key)
  } else {
    counts.once.delete(key)
    counts.more.set(key, total)
  }
}

/** The first 52 bits of a derived fingerprint are those of a hash; of any other, those of its hash. */
const keyOf = (fingerprint: string): number => {
  const hex = /^[\da-f]{64}$/.test(fingerprint) ? fingerprint : createHash('sha256').update(fingerprint).digest('hex')
  return parseInt(hex.slice(0, 13), 16)
}
