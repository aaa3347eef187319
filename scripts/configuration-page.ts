import { type Setting, settings } from '../src/config.ts'
import { GENERATED, table } from './markdown.ts'

const INTRODUCTION = `# Configuration

Everything is read from the environment, once, when a process starts. A malformed value ends it with exit code 78 and one
line that names the variable; nothing listens then. The same holds for an unknown name that starts with \`PENCHEFF_\`; other
names are ignored. An empty variable is an unset one.`

const IN_FILES = `Those marked with a file form may instead stand in a file: \`API_KEY_FILE=/run/secrets/api-key\`. Setting both forms of one
is an error. With \`DATABASE_URL\` the \`FERNET_KEYS\` must be given: a generated key would be lost with the machine.`

const CLIENT = `The commands \`run\`, \`import\`, \`apply\`, \`export\`, \`doctor\`, \`keys\` and \`mcp\` speak to the service that \`PENCHEFF_URL\` names, with the
key in \`PENCHEFF_API_KEY\` or in the file that \`PENCHEFF_API_KEY_FILE\` names. Without \`PENCHEFF_URL\` they start the service in their
own process, with the settings above.`

const rowOf = ({ name, meaning, default: value, inFile }: Setting): string[] => [
  `\`${name}\``,
  value === undefined ? 'none' : value === '' ? 'empty' : `\`${value}\``,
  inFile ? `\`${name}_FILE\`` : '',
  meaning,
]

export const configurationPage = (): string =>
  [
    GENERATED,
    INTRODUCTION,
    table(['Name', 'Default', 'File form', 'Meaning'], settings().map(rowOf)),
    IN_FILES,
    CLIENT,
    '',
  ]
    .join('\n\n')
    .trimEnd() + '\n'
