import { hash } from 'node:crypto'

/** How many rows have a fingerprint, in 24 to 48 bytes for each, all of them outside of the garbage collector's heap. */
export interface RowCounts {
  add(fingerprint: string, rows?: number): void
  /** At least the number of rows: two fingerprints that share 48 bits of their hash are counted as one. */
  of(fingerprint: string): number
}

interface Table {
  /** 0 is a free place. */
  keys: Float64Array
  counts: Uint32Array
  used: number
}

const tableOf = (size: number): Table => ({ keys: new Float64Array(size), counts: new Uint32Array(size), used: 0 })

export const rowCounts = (size = 1024): RowCounts => {
  let table = tableOf(size)
  const add = (fingerprint: string, rows = 1): void => {
    // Half of the places stay free, so that a search ends soon.
    if (table.used * 2 >= table.keys.length) table = grown(table)
    put(table, keyOf(fingerprint), rows)
  }
  const of = (fingerprint: string): number => table.counts[placeOf(table, keyOf(fingerprint))] ?? 0
  return { add, of }
}

/** Hashed even where it is a hash: a report may bring its own fingerprints, made to meet at one place. */
const keyOf = (fingerprint: string): number => hash('sha256', fingerprint, 'buffer').readUIntBE(0, 6) || 1

const placeOf = ({ keys }: Table, key: number): number => {
  let place = key % keys.length
  while (keys[place] !== 0 && keys[place] !== key) place = (place + 1) % keys.length
  return place
}

const put = (table: Table, key: number, rows: number): void => {
  const place = placeOf(table, key)
  if (table.keys[place] === 0) table.used++
  table.keys[place] = key
  table.counts[place] = (table.counts[place] ?? 0) + rows
}

const grown = ({ keys, counts }: Table): Table => {
  const table = tableOf(keys.length * 2)
  for (const [at, key] of keys.entries()) if (key !== 0) put(table, key, counts[at] ?? 0)
  return table
}
