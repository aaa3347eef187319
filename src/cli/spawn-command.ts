import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, type WriteStream } from 'node:fs'
import { constants } from 'node:os'
import { finished } from 'node:stream/promises'
import { environmentForOthers } from '../config.ts'

/** How a command ended, as a shell would say it. */
export interface CommandEnd {
  /** Its exit code; 128 and the number of the signal that ended it; 127 not found, 126 not to be run. */
  code: number
  /** In words. */
  says: string
  /** The last lines that it wrote. */
  tail: string
  /** It ended by itself. */
  ended: boolean
}

export interface CommandOptions {
  /** A file that its standard output is kept in as well. */
  keepIn?: string
  /** Where its standard output goes; standard output unless told. */
  out?: NodeJS.WritableStream
}

const TAIL_CHARACTERS = 4000
const TAIL_LINES = 20

const createTail = () => {
  let text = ''
  return {
    add: (chunk: Buffer): void => {
      text = (text + chunk.toString()).slice(-TAIL_CHARACTERS)
    },
    lines: (): string => text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n'),
  }
}

/** Passes signals on: who stops us means the command. A terminal sends Ctrl-C to both by itself. */
const passSignals = (child: ChildProcess): (() => void) => {
  const pass = (signal: NodeJS.Signals): void => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  process.on('SIGTERM', pass).on('SIGINT', pass)
  return () => process.off('SIGTERM', pass).off('SIGINT', pass)
}

type Ending = { code: number | null; signal: NodeJS.Signals | null } | { error: NodeJS.ErrnoException }

const endingOf = (child: ChildProcess): Promise<Ending> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve({ error }))
    child.once('close', (code, signal) => resolve({ code, signal }))
  })

const inWords = (ending: Ending, tail: string): CommandEnd => {
  if ('error' in ending) {
    const isMissing = ending.error.code === 'ENOENT'
    const says = isMissing ? 'the command was not found' : 'the command cannot be run'
    return { code: isMissing ? 127 : 126, says, tail, ended: false }
  }
  const { code, signal } = ending
  if (signal === null) return { code: code ?? 1, says: `exit status ${code ?? 1}`, tail, ended: true }
  return { code: 128 + constants.signals[signal], says: `ended by ${signal}`, tail, ended: false }
}

const kept = (file: string | undefined): WriteStream | undefined =>
  file === undefined ? undefined : createWriteStream(file, { mode: 0o600 })

/** Runs a command with its output passing through, and without our secrets in its environment. Never throws for what the command does. */
export const spawnCommand = async (
  [file = '', ...args]: readonly string[],
  { keepIn, out = process.stdout }: CommandOptions,
): Promise<CommandEnd> => {
  const tail = createTail()
  const child = spawn(file, args, { stdio: ['inherit', 'pipe', 'pipe'], env: environmentForOthers() })
  const stopPassing = passSignals(child)
  const copy = kept(keepIn)
  child.stdout.on('data', tail.add).pipe(out, { end: false })
  child.stderr.on('data', tail.add).pipe(process.stderr, { end: false })
  if (copy) child.stdout.pipe(copy)
  const ending = await endingOf(child)
  stopPassing()
  copy?.end()
  if (copy) await finished(copy)
  return inWords(ending, tail.lines())
}
