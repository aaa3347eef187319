#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { CommanderError } from 'commander'
import { endingOf, EXIT } from './cli/exit.ts'
import { createProgram } from './cli/program.ts'

// What most of a start is: 1.4 s of CPU until `serve` is ready again, without it 1.6 s, on busy cores. Among the packages, as whoever
// may write there may change what runs anyway; where nobody may, there is no cache.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url)))

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
