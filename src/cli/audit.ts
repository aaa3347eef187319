import type { Command } from 'commander'
import { type ChainVerdict, countAuditEntries, verifyAudit } from '../operations/audit-verify.ts'
import { print } from './print.ts'
import { createProgress } from './progress.ts'
import { withStorage } from './with-storage.ts'

const lineOf = ({ workspace_id, entries, head, fault }: ChainVerdict): string =>
  fault
    ? `${workspace_id}  BROKEN at entry ${String(fault.seq)}: ${fault.detail}`
    : `${workspace_id}  ${String(entries)} entries, unbroken; the last is ${head}`

const verify = ({ json = false }: { json?: boolean }): Promise<void> =>
  withStorage(async ({ db }) => {
    const progress = createProgress(json ? 0 : await countAuditEntries(db))
    const verdicts = await verifyAudit(db, progress.add).finally(progress.end)
    if (json) print(JSON.stringify({ chains: verdicts }))
    else for (const verdict of verdicts) print(lineOf(verdict))
    const broken = verdicts.filter(({ fault }) => fault !== null)
    if (broken.length > 0)
      throw new Error(
        `the audit log of ${String(broken.length)} of ${String(verdicts.length)} workspaces was tampered with`,
      )
  })

const VERIFYING = `
Each entry holds the hash of the one before it, and each is also in the service's log with its hash. Whoever can rewrite the
whole table can rewrite the chain: compare the last hash that is printed here with the one that was logged (audit_hash).`

/** The commands for the record of who changed what. */
export const addAuditCommands = (program: Command): void => {
  program
    .command('audit')
    .description('the record of who changed what')
    .command('verify')
    .description(
      'reads each workspace’s chain and names the first entry that was changed or is missing; 1 when there is one',
    )
    .option('--json', 'print one JSON object, and no progress')
    .addHelpText('after', VERIFYING)
    .action(verify)
}
