import { type ChainVerdict, countAuditEntries, verifyAudit } from '../operations/audit-verify.ts'
import { print } from './print.ts'
import { startSteps } from './progress.ts'
import { withStorage } from './with-storage.ts'

const lineOf = ({ workspace_id, entries, head, fault }: ChainVerdict): string =>
  fault
    ? `${workspace_id}  BROKEN at entry ${String(fault.seq)}: ${fault.detail}`
    : `${workspace_id}  ${String(entries)} entries, unbroken; the last is ${head}`

/** Reads each workspace's chain; throws when one was tampered with. */
export const verifyChains = ({ json = false }: { json?: boolean }): Promise<void> =>
  withStorage(async ({ db }) => {
    const progress = startSteps('reading', json ? 0 : await countAuditEntries(db))
    const verdicts = await verifyAudit(db, progress.add).finally(progress.stop)
    if (json) print(JSON.stringify({ chains: verdicts }))
    else for (const verdict of verdicts) print(lineOf(verdict))
    const broken = verdicts.filter(({ fault }) => fault !== null)
    if (broken.length > 0)
      throw new Error(
        `the audit log of ${String(broken.length)} of ${String(verdicts.length)} workspaces was tampered with`,
      )
  })
