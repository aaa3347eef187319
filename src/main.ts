#!/usr/bin/env node
import { CommanderError } from 'commander'
import { endingOf, EXIT } from './cli/exit.ts'
import { createProgram } from './cli/program.ts'

// Whoever reads may stop reading, as `head` does; what is asked for is done all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  await createProgram().parseAsync()
  process.exitCode = EXIT.done
} catch (error) {
  if (error instanceof CommanderError) {
    // It has printed its own words; --help and --version end well.
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage
  } else {
    const { code, line } = endingOf(error)
    if (line !== '') process.stderr.write(`${line}\n`)
    process.exitCode = code
  }
}
