import { Command } from 'commander'
import type { Roles } from '../app.ts'
import { addAuditCommands } from './audit.ts'
import { addClientCommands } from './client-commands.ts'
import { addKeyCommands } from './keys.ts'

const serve = async (roles: Roles): Promise<void> => (await import('./serve.ts')).runService(roles)

const addServiceCommands = (program: Command): void => {
  program
    .command('serve')
    .description('API, MCP server and worker in one process, on the embedded PostgreSQL unless DATABASE_URL is set')
    .action(() => serve({ api: true, worker: true }))
  program
    .command('api')
    .description('the API only; deliveries wait for a worker')
    .action(() => serve({ api: true, worker: false }))
  program
    .command('worker')
    .description('delivers; listens only for /healthz, /readyz and /metrics')
    .action(() => serve({ api: false, worker: true }))
  program
    .command('migrate')
    .description('brings the schema up to date and ends')
    .action(async () => (await import('./serve.ts')).runMigrate())
}

/** The commands; settings come from the environment. */
export const createProgram = (): Command => {
  const program = new Command('pencheff-integrations')
    .description('Fans the lifecycle of security scans out to chat, paging, SIEM, webhooks and tickets')
    .addHelpText('after', '\nSettings come from the environment: docs/configuration.md lists them.')
    .showHelpAfterError('(--help shows the usage)')
    .exitOverride()
    .enablePositionalOptions()
  addServiceCommands(program)
  addKeyCommands(program)
  addAuditCommands(program)
  addClientCommands(program)
  return program
}
