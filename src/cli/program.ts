import { Command } from 'commander'
import type { Roles } from '../app.ts'
import { VERSION } from '../version.ts'
import { addClientCommands } from './client-commands.ts'
import { example } from './example.ts'
import { addAuditCommands, addVaultCommands } from './operator-commands.ts'

const serve = async (roles: Roles): Promise<void> => (await import('./serve.ts')).runService(roles)

const addServiceCommands = (program: Command): void => {
  program
    .command('serve')
    .description('API, MCP server and worker in one process, on the embedded PostgreSQL unless DATABASE_URL is set')
    .addHelpText('after', example('serve'))
    .action(() => serve({ api: true, worker: true }))
  program
    .command('api')
    .description('the API only; deliveries wait for a worker')
    .addHelpText('after', example('api'))
    .action(() => serve({ api: true, worker: false }))
  program
    .command('worker')
    .description('delivers; listens only for /healthz, /readyz and /metrics')
    .addHelpText('after', example('worker'))
    .action(() => serve({ api: false, worker: true }))
  program
    .command('migrate')
    .description('brings the schema up to date and ends')
    .option('--json', 'print { "migrated": true }')
    .addHelpText('after', example('migrate'))
    .action(async (options: { json?: boolean }) => (await import('./serve.ts')).runMigrate(options))
}

const SETTINGS = `
Settings come from the environment: docs/configuration.md lists them.
Exit codes: 0 done, 1 failed, 2 wrong usage, 75 data folder in use, 78 bad configuration; \`run\` ends as the scanner did.`

/** The commands; settings come from the environment. */
export const createProgram = (): Command => {
  const program = new Command('pencheff-integrations')
    .description('Fans the lifecycle of security scans out to chat, paging, SIEM, webhooks and tickets')
    .version(VERSION)
    .addHelpText('after', SETTINGS)
    .addHelpText('after', example('serve', 'run --target webshop -- semgrep scan --sarif'))
    .showHelpAfterError('(--help shows the usage)')
    .exitOverride()
    .enablePositionalOptions()
  addServiceCommands(program)
  const keys = addVaultCommands(program)
  addAuditCommands(program)
  addClientCommands(program, keys)
  return program
}
