import type { Command } from 'commander'
import { describeMissing, type KeyStatus, keyStatus, rotateOnRecord } from '../operations/key-rotation.ts'
import { print } from './print.ts'
import { createProgress } from './progress.ts'
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

const status = ({ json = false }: Options): Promise<void> =>
  withStorage(async ({ db, ring }) => {
    const statuses = await keyStatus(db, ring)
    if (json) print(JSON.stringify({ keys: statuses }))
    else printStatus(statuses)
    const missing = describeMissing(statuses)
    if (missing !== undefined) throw new Error(missing)
  })

const rotate = ({ json = false }: Options): Promise<void> =>
  withStorage(async ({ db, ring }) => {
    const progress = createProgress(json ? 0 : leftOver(await keyStatus(db, ring)))
    const moved = await rotateOnRecord(db, ring, progress.add).finally(progress.end)
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

const ROTATING = `
To change the key, while the service runs:
  1. Put a new key behind the present one in FERNET_KEYS of every process, and restart them one by one: all can read it.
  2. Put it first, and restart them one by one: it encrypts what is new.
  3. pencheff-integrations keys rotate
  4. Take the old key out when \`keys status\` shows no rows under it.
With the embedded database, which belongs to the running service: POST /api/vault/rotate in place of step 3.`

/** The commands for the keys that credentials are encrypted with. */
export const addKeyCommands = (program: Command): void => {
  const keys = program
    .command('keys')
    .description('the keys that credentials are encrypted with (FERNET_KEYS)')
    .addHelpText('after', ROTATING)
  keys
    .command('status')
    .description(
      'lists the keys by name and how many rows are sealed with each; 1 when rows need a key that is not given',
    )
    .option('--json', 'print one JSON object')
    .action(status)
  keys
    .command('rotate')
    .description('seals every row anew with the first key, while deliveries go on; 1 when rows are left')
    .option('--json', 'print one JSON object, and no progress')
    .addHelpText('after', ROTATING)
    .action(rotate)
}
