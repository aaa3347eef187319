import { describeMissing, type KeyStatus, keyStatus, rotateOnRecord } from '../operations/key-rotation.ts'
import { print } from './print.ts'
import { startSteps } from './progress.ts'
import { withStorage } from './with-storage.ts'

interface Options {
  json?: boolean
}

const rowOf = ({ kid, role, rows, total }: KeyStatus): string => {
  const tables = Object.entries(rows).map(([table, count]) => `${table} ${String(count)}`)
  return [(kid || '-').padEnd(14), role.padEnd(10), String(total).padStart(8), `  ${tables.join(', ')}`]
    .join('')
    .trimEnd()
}

const printStatus = (statuses: readonly KeyStatus[]): void => {
  print(`${'key'.padEnd(14)}${'role'.padEnd(10)}${'rows'.padStart(8)}`)
  for (const status of statuses) print(rowOf(status))
}

/** Rows that are not under the key that encrypts. */
const leftOver = (statuses: readonly KeyStatus[]): number =>
  statuses.filter(({ role }) => role !== 'encrypts').reduce((sum, { total }) => sum + total, 0)

/** Prints which key seals how many rows; throws when a key is missing. */
export const showKeyStatus = ({ json = false }: Options): Promise<void> =>
  withStorage(async ({ db, ring }) => {
    const statuses = await keyStatus(db, ring)
    if (json) print(JSON.stringify({ keys: statuses }))
    else printStatus(statuses)
    const missing = describeMissing(statuses)
    if (missing !== undefined) throw new Error(missing)
  })

/** Seals every row with the first key; throws when rows are left. */
export const rotateKeys = ({ json = false }: Options): Promise<void> =>
  withStorage(async ({ db, ring }) => {
    const progress = startSteps('sealing', json ? 0 : leftOver(await keyStatus(db, ring)))
    const moved = await rotateOnRecord(db, ring, progress.add).finally(progress.stop)
    const statuses = await keyStatus(db, ring)
    if (json) print(JSON.stringify({ moved, keys: statuses }))
    else {
      print(`${String(moved)} rows sealed anew`)
      printStatus(statuses)
    }
    const left = leftOver(statuses)
    if (left > 0)
      throw new Error(`${String(left)} rows are still under another key: they do not open, or are written with it`)
  })
