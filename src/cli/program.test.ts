import type { Command } from 'commander'
import { expect, it } from 'vitest'
import { createProgram } from './program.ts'

const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)]

const helpOf = (command: Command): string => {
  let text = ''
  command.configureOutput({ writeOut: (words) => (text += words) }).outputHelp()
  return text
}

/** Each runs until it is stopped, and speaks in its log or its protocol. */
const SERVERS = new Set(['serve', 'api', 'worker', 'mcp'])

it('every command ends its help with an example that names it', () => {
  for (const command of all(createProgram())) {
    const example = helpOf(command).split('Example:\n').at(-1) ?? ''
    expect(example).toMatch(/^ {2}pencheff-integrations \w/)
    if (command.parent) expect(example).toContain(command.name())
  }
})

it('every command that ends by itself has --json', () => {
  const leaves = all(createProgram()).filter(({ commands }) => commands.length === 0)
  const without = leaves.filter(({ options }) => !options.some(({ long }) => long === '--json'))
  expect(new Set(without.map((command) => command.name()))).toEqual(SERVERS)
})

it.each([
  [['run', '--target', 'shop', '--fail-onn', 'high', '--', 'scanner'], 'Did you mean --fail-on?'],
  [['import', '--target', 'shop', '--formt', 'sarif', 'report'], 'Did you mean --format?'],
  [['aply'], 'Did you mean apply?'],
])('names what comes nearest to %j', async (args, words) => {
  const program = createProgram()
  let text = ''
  for (const command of all(program)) command.exitOverride().configureOutput({ writeErr: (line) => (text += line) })
  await expect(program.parseAsync(args, { from: 'user' })).rejects.toMatchObject({ exitCode: 1 })
  expect(text).toContain(words)
})

it('tells its version', () => {
  expect(createProgram().version()).toMatch(/^\d+\.\d+\.\d+$/)
})
