import { type Command, InvalidArgumentError, Option } from 'commander'
import { SEVERITIES } from '../core/severity.ts'
import type { NewKeyOptions } from './api-keys.ts'
import type { ApplyOptions } from './apply.ts'
import { example } from './example.ts'
import type { ExportOptions } from './export.ts'
import type { RunOptions } from './run.ts'
import type { ScanOptions } from './scan.ts'

const WHERE = `
It speaks to the service that PENCHEFF_URL names, with PENCHEFF_API_KEY. Without PENCHEFF_URL it works on the database
itself, and ends with 75 while another process has the data folder.`

const DEFAULT_WAIT_SECONDS = 60

const wholeSeconds = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('give whole seconds.')
  return Number(text)
}

/** A command that speaks to a service; the last words are how it may be called. */
const client = (program: Command, usage: string, description: string, ...examples: string[]): Command =>
  program
    .command(usage)
    .description(description)
    .addHelpText('after', WHERE)
    .addHelpText('after', example(...examples))

const withScanOptions = (command: Command): Command =>
  command
    .requiredOption('--target <name>', 'the target; made when it is missing, a URL as a running application')
    .option('--profile <name>', 'what kind of scan it is')
    .option('--format <format>', 'of the report, as GET /api/report-formats lists them', 'auto')
    .option('--columns <columns>', 'which column of a CSV report is what: title:Name,severity:Risk')
    .addOption(
      new Option('--coverage <coverage>', 'full: what the scan does not see is fixed').choices(['partial', 'full']),
    )
    .addOption(
      new Option('--fail-on <severity>', 'end with 1 on an open finding at or above it').choices([...SEVERITIES]),
    )
    .option('--wait <seconds>', 'for deliveries that this process makes itself', wholeSeconds, DEFAULT_WAIT_SECONDS)
    .option('--json', 'print the answer of the API')

const addScanCommands = (program: Command): void => {
  withScanOptions(
    client(
      program,
      'run',
      'runs a scanner and takes its report; ends as the scanner did',
      'run --target webshop --fail-on high -- semgrep scan --sarif',
      'run --target webshop --report trivy.sarif -- trivy fs --format sarif --output trivy.sarif .',
    ),
  )
    .option('--report <file>', 'where the scanner writes its report; its standard output unless told')
    .argument('<command...>', 'the scanner with its arguments, after --')
    .action(async (command: string[], options: RunOptions) => (await import('./run.ts')).run(command, options))
  withScanOptions(
    client(program, 'import', 'takes a report that is there already', 'import --target webshop nightly.sarif'),
  )
    .argument('<file>', 'the report')
    .action(async (file: string, options: ScanOptions) => (await import('./import.ts')).importReport(file, options))
}

const addFileCommands = (program: Command): void => {
  client(
    program,
    'apply',
    'brings integrations to what a file says, all of it or nothing',
    'apply -f integrations.yaml --dry-run',
  )
    .requiredOption('-f, --file <file>', 'YAML with integrations:, or - for standard input')
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--prune', 'delete what an earlier apply made and the file leaves out')
    .option('--json', 'print the answer of the API')
    .action(async (options: ApplyOptions) => (await import('./apply.ts')).apply(options))
  client(
    program,
    'export',
    'writes the integrations as a file for apply, without their secrets',
    'export -o integrations.yaml',
  )
    .option('-o, --output <file>', 'standard output unless told')
    .option('--json', 'JSON rather than YAML')
    .action(async (options: ExportOptions) => (await import('./export.ts')).exportFile(options))
}

const addKeyCommands = (keys: Command): void => {
  client(keys, 'list', 'lists API keys', 'keys list')
    .option('--json', 'print the objects of the API')
    .action(async (options: { json?: boolean }) => (await import('./api-keys.ts')).listKeys(options))
  client(
    keys,
    'create',
    'makes an API key and prints it, this once',
    'keys create --name ci --scopes targets:read targets:write scans:read scans:write',
  )
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--scopes <scope...>', 'what it may do')
    .option('--expires-at <time>', 'ISO 8601; never unless told')
    .option('--json', 'print the object of the API')
    .action(async (options: NewKeyOptions) => (await import('./api-keys.ts')).createKey(options))
  client(keys, 'revoke', 'revokes an API key at once', 'keys revoke 0198c1f4-7e0a-7d31-9a55-3c1f0e7b2a10')
    .argument('<id>', 'as keys list shows it')
    .option('--json', 'print { "revoked": id }')
    .action(async (id: string, options: { json?: boolean }) => (await import('./api-keys.ts')).revokeKey(id, options))
}

/** Commands that speak to a service, wherever it runs; `keys` has those for API keys added. */
export const addClientCommands = (program: Command, keys: Command): void => {
  addScanCommands(program)
  addFileCommands(program)
  addKeyCommands(keys)
  client(program, 'doctor', 'says what needs mending; ends with 1 when something does', 'doctor')
    .option('--json', 'print the checks as JSON')
    .action(async (options: { json?: boolean }) => (await import('./doctor.ts')).doctor(options))
  client(
    program,
    'mcp',
    'the MCP server on standard input and output; PENCHEFF_API_KEY says what it may do',
    'mcp',
  ).action(async () => (await import('./mcp-stdio.ts')).serveStdio())
}
