import { type Command, InvalidArgumentError, Option } from 'commander'
import { SEVERITIES } from '../core/severity.ts'
import { apply, type ApplyOptions } from './apply.ts'
import { doctor } from './doctor.ts'
import { exportFile, type ExportOptions } from './export.ts'
import { importReport } from './import.ts'
import { createKey, listKeys, type NewKeyOptions, revokeKey } from './api-keys.ts'
import { serveStdio } from './mcp-stdio.ts'
import { run, type RunOptions } from './run.ts'
import type { ScanOptions } from './scan.ts'

const WHERE = `
It speaks to the service that PENCHEFF_URL names, with PENCHEFF_API_KEY. Without PENCHEFF_URL it works on the database
itself, and ends with 75 while another process has the data folder.`

const DEFAULT_WAIT_SECONDS = 60

const wholeSeconds = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('give whole seconds.')
  return Number(text)
}

/** A command that speaks to a service. */
const client = (program: Command, usage: string, description: string): Command =>
  program.command(usage).description(description).addHelpText('after', WHERE)

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
  withScanOptions(client(program, 'run', 'runs a scanner and takes its report; ends as the scanner did'))
    .option('--report <file>', 'where the scanner writes its report; its standard output unless told')
    .argument('<command...>', 'the scanner with its arguments, after --')
    .passThroughOptions()
    .action((command: string[], options: RunOptions) => run(command, options))
  withScanOptions(client(program, 'import', 'takes a report that is there already'))
    .argument('<file>', 'the report')
    .action((file: string, options: ScanOptions) => importReport(file, options))
}

const addFileCommands = (program: Command): void => {
  client(program, 'apply', 'brings integrations to what a file says, all of it or nothing')
    .requiredOption('-f, --file <file>', 'YAML with integrations:, or - for standard input')
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--prune', 'delete what an earlier apply made and the file leaves out')
    .option('--json', 'print the answer of the API')
    .action((options: ApplyOptions) => apply(options))
  client(program, 'export', 'writes the integrations as a file for apply, without their secrets')
    .option('-o, --output <file>', 'standard output unless told')
    .option('--json', 'JSON rather than YAML')
    .action((options: ExportOptions) => exportFile(options))
}

const addKeyCommands = (program: Command): void => {
  // Other commands for keys may be there already.
  const known = program.commands.find((command) => command.name() === 'keys')
  const keys = known ?? program.command('keys').description('API keys')
  client(keys, 'list', 'lists API keys')
    .option('--json', 'print the objects of the API')
    .action((options: { json?: boolean }) => listKeys(options))
  client(keys, 'create', 'makes an API key and prints it, this once')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption('--scopes <scope...>', 'what it may do')
    .option('--expires-at <time>', 'ISO 8601; never unless told')
    .option('--json', 'print the object of the API')
    .action((options: NewKeyOptions) => createKey(options))
  client(keys, 'revoke', 'revokes an API key at once')
    .argument('<id>', 'as keys list shows it')
    .action((id: string) => revokeKey(id))
}

/** Commands that speak to a service, wherever it runs. */
export const addClientCommands = (program: Command): void => {
  addScanCommands(program)
  addFileCommands(program)
  addKeyCommands(program)
  client(program, 'doctor', 'says what needs mending; ends with 1 when something does')
    .option('--json', 'print the checks as JSON')
    .action((options: { json?: boolean }) => doctor(options))
  client(program, 'mcp', 'the MCP server on standard input and output; PENCHEFF_API_KEY says what it may do').action(
    serveStdio,
  )
}
