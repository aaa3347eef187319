import { chainHash, FIRST_HASH } from '../core/audit-chain.ts'
import { type ChainedEntry, type ChainEnd, listChains, readChain } from '../store/audit.ts'
import type { Db } from '../store/database.ts'

export interface ChainVerdict {
  workspace_id: string
  entries: number
  /** The hash of the last entry, as hex. */
  head: string
  /** The first entry that is not as it was written; null when all are. */
  fault: { seq: number; detail: string } | null
}

const PAGE = 1000

const faultOf = (entry: ChainedEntry, before: { seq: number; hash: Buffer }): string | undefined => {
  if (entry.seq !== before.seq + 1) return `entry ${String(before.seq + 1)} is missing`
  if (!entry.prevHash.equals(before.hash)) return 'it does not follow from the entry before it'
  if (!entry.hash.equals(chainHash(entry, before.hash))) return 'it was changed after it was written'
  return undefined
}

const verifyChain = async (db: Db, end: ChainEnd, onChecked: (count: number) => void): Promise<ChainVerdict> => {
  let last = { seq: 0, hash: FIRST_HASH }
  const verdict = (fault: ChainVerdict['fault']): ChainVerdict => ({
    workspace_id: end.workspaceId,
    entries: end.entries,
    head: end.hash.toString('hex'),
    fault,
  })
  for (;;) {
    const page = await readChain(db, end.workspaceId, last.seq, PAGE)
    for (const entry of page) {
      const detail = faultOf(entry, last)
      if (detail !== undefined) return verdict({ seq: entry.seq, detail })
      last = entry
    }
    onChecked(page.length)
    if (page.length < PAGE) break
  }
  // Newer entries may have come since the end was read.
  if (last.seq < end.seq) return verdict({ seq: last.seq + 1, detail: 'the end of the chain is missing' })
  if (last.seq === end.seq && !last.hash.equals(end.hash))
    return verdict({ seq: end.seq, detail: 'the head of the chain was changed' })
  return verdict(end.seq === 0 && end.entries > 0 ? { seq: 1, detail: 'the head of the chain is missing' } : null)
}

export const countAuditEntries = async (db: Db): Promise<number> =>
  (await listChains(db)).reduce((sum, { entries }) => sum + entries, 0)

/** Reads every workspace's chain from its start. */
export const verifyAudit = async (
  db: Db,
  onChecked: (count: number) => void = () => undefined,
): Promise<ChainVerdict[]> => {
  const verdicts: ChainVerdict[] = []
  for (const end of await listChains(db)) verdicts.push(await verifyChain(db, end, onChecked))
  return verdicts
}
