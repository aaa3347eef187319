import type { Command } from 'commander'
import { example } from './example.ts'

const ROTATING = `
To change the key, while the service runs:
  1. Put a new key behind the present one in FERNET_KEYS of every process, and restart them one by one: all can read it.
  2. Put it first, and restart them one by one: it encrypts what is new.
  3. pencheff-integrations keys rotate
  4. Take the old key out when \`keys status\` shows no rows under it.
With the embedded database, which belongs to the running service: POST /api/vault/rotate in place of step 3.`

const VERIFYING = `
Each entry holds the hash of the one before it, and each is also in the service's log with its hash. Whoever can rewrite the
whole table can rewrite the chain: compare the last hash that is printed here with the one that was logged (audit_hash).`

interface Json {
  json?: boolean
}

/** The commands for the keys that credentials are encrypted with; answers `keys`, for those that follow. */
export const addVaultCommands = (program: Command): Command => {
  const keys = program
    .command('keys')
    .description('API keys, and the keys that credentials are encrypted with (FERNET_KEYS)')
    .addHelpText('after', ROTATING)
    .addHelpText('after', example('keys status'))
  keys
    .command('status')
    .description(
      'lists the keys by name and how many rows are sealed with each; 1 when rows need a key that is not given',
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', example('keys status --json'))
    .action(async (options: Json) => (await import('./keys.ts')).showKeyStatus(options))
  keys
    .command('rotate')
    .description('seals every row anew with the first key, while deliveries go on; 1 when rows are left')
    .option('--json', 'print one JSON object, and no progress')
    .addHelpText('after', ROTATING)
    .addHelpText('after', example('keys rotate'))
    .action(async (options: Json) => (await import('./keys.ts')).rotateKeys(options))
  return keys
}

/** The commands for the record of who changed what. */
export const addAuditCommands = (program: Command): void => {
  program
    .command('audit')
    .description('the record of who changed what')
    .addHelpText('after', example('audit verify'))
    .command('verify')
    .description(
      'reads each workspace’s chain and names the first entry that was changed or is missing; 1 when there is one',
    )
    .option('--json', 'print one JSON object, and no progress')
    .addHelpText('after', VERIFYING)
    .addHelpText('after', example('audit verify'))
    .action(async (options: Json) => (await import('./audit.ts')).verifyChains(options))
}
