import { setTimeout as pause } from 'node:timers/promises'
import { serviceEntry } from '../core/audit-chain.ts'
import { appendAudit } from '../store/audit.ts'
import type { Database, Db } from '../store/database.ts'
import {
  countKeyUse,
  FIRST_PLACE,
  type KeyUse,
  readSealed,
  replaceSealed,
  SEALED_COLUMNS,
  type SealedColumn,
  type SealedRow,
} from '../store/sealed-columns.ts'
import { firstWorkspaceId } from '../store/workspaces.ts'
import { FernetError } from '../vault/fernet.ts'
import type { KeyRing } from '../vault/key-ring.ts'

/** One key and what is sealed with it. */
export interface KeyStatus {
  kid: string
  /** `unnamed`: rows that are older than key names. `missing`: of these rows nothing can be opened. */
  role: 'encrypts' | 'decrypts' | 'unnamed' | 'missing'
  /** By table. */
  rows: Record<string, number>
  total: number
}

const roleOf = (ring: KeyRing, kid: string): KeyStatus['role'] => {
  if (kid === '') return 'unnamed'
  if (kid === ring.primaryKid) return 'encrypts'
  return ring.kids.includes(kid) ? 'decrypts' : 'missing'
}

/** The given keys in order, then those that only rows name. */
export const keyStatus = async (db: Db, ring: KeyRing): Promise<KeyStatus[]> => {
  const uses = Map.groupBy(await countKeyUse(db), ({ kid }) => kid)
  return [...new Set([...ring.kids, ...uses.keys()])].map((kid) => {
    const own: KeyUse[] = uses.get(kid) ?? []
    return {
      kid,
      role: roleOf(ring, kid),
      rows: Object.fromEntries(own.map(({ table, rows }) => [table, rows])),
      total: own.reduce((sum, { rows }) => sum + rows, 0),
    }
  })
}

/** Rows that need a key which is not there; undefined when there are none. */
export const describeMissing = (statuses: readonly KeyStatus[]): string | undefined => {
  const missing = statuses.filter(({ role }) => role === 'missing')
  if (missing.length === 0) return undefined
  const words = missing.map(
    ({ kid, rows }) =>
      `${kid} (${Object.entries(rows)
        .map(([table, count]) => `${String(count)} in ${table}`)
        .join(', ')})`,
  )
  return `rows are sealed with a key that is not given: ${words.join('; ')}; put that key behind the others`
}

const BATCH = 200
/** A row that somebody is at work on is looked at again after so long. */
const AGAIN_MS = 20
/** With a service that still writes under an old key it would never end. */
const MAX_PASSES = 200

interface Resealed {
  old: SealedRow
  token: string
  kid: string
}

const resealOrNot = (ring: KeyRing, old: SealedRow): Resealed[] => {
  try {
    return [{ old, ...ring.reseal(old.token, old.kid === '' ? undefined : old.kid) }]
  } catch (error) {
    // It was damaged before: nobody can open it, and its integration says so.
    if (error instanceof FernetError) return []
    throw error
  }
}

interface Walked {
  moved: number
  /** Changed or held by somebody meanwhile. */
  left: number
}

/** Once through a table. */
const walk = async (
  db: Db,
  ring: KeyRing,
  column: SealedColumn,
  kids: readonly string[],
  onMoved: (count: number) => void,
): Promise<Walked> => {
  const walked = { moved: 0, left: 0 }
  let after = FIRST_PLACE
  for (;;) {
    const rows = await readSealed(db, column, kids, after, BATCH)
    const last = rows.at(-1)
    if (!last) return walked
    after = last.place
    const resealed = rows.flatMap((row) => resealOrNot(ring, row))
    const moved = await replaceSealed(db, column, resealed)
    walked.moved += moved
    walked.left += resealed.length - moved
    onMoved(moved)
  }
}

/**
 * Seals every row anew with the first key, in batches, while the service goes on: a row that changes meanwhile keeps its
 * change, and is met again. Stopped at any point it has lost nothing, and the next run takes up the rest. Answers how many
 * rows it moved.
 */
export const rotateKeys = async (
  db: Db,
  ring: KeyRing,
  onMoved: (count: number) => void = () => undefined,
): Promise<number> => {
  const old = ['', ...ring.kids.slice(1)]
  let total = 0
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const walks: Walked[] = []
    for (const column of SEALED_COLUMNS) walks.push(await walk(db, ring, column, old, onMoved))
    const moved = walks.reduce((sum, one) => sum + one.moved, 0)
    total += moved
    if (moved === 0 && walks.every(({ left }) => left === 0)) break
    if (moved === 0) await pause(AGAIN_MS)
  }
  return total
}

/** As `rotateKeys`, for whoever is at the machine itself; the first workspace's audit log has it. */
export const rotateOnRecord = async (
  db: Database,
  ring: KeyRing,
  onMoved: (count: number) => void,
): Promise<number> => {
  const moved = await rotateKeys(db, ring, onMoved)
  const workspaceId = await firstWorkspaceId(db)
  if (workspaceId === undefined) return moved
  const object = { type: 'vault', id: ring.primaryKid, name: null }
  await db.transaction((tx) => appendAudit(tx, serviceEntry(workspaceId, 'rotateVaultKeys', object)))
  return moved
}
