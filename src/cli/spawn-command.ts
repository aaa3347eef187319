import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { createWriteStream, type WriteStream } from 'node:fs'
import { constants } from 'node:os'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { environmentForOthers } from '../config.ts'
import type { Stop, Stopped } from './stop.ts'

type Child = ChildProcessByStdio<null, Readable, Readable>

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
  stop: Stop
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

/** For a scanner to end once it was told to. */
const GRACE_MS = 10_000
/** For what a scanner that has ended started to end too. */
const AFTER_MS = 1000

/** Whom a terminal's Ctrl-C does not reach by itself has a group of its own, which is told whole. */
const hasOwnGroup = process.platform !== 'win32' && !process.stdin.isTTY

const tell = ({ pid }: Child, signal: NodeJS.Signals): void => {
  if (pid === undefined) return
  try {
    process.kill(hasOwnGroup ? -pid : pid, signal)
  } catch {
    // It has ended.
  }
}

/** Who stops us means the command, and all that it started. Answers how to let go of it. */
const stopWith = (child: Child, { asked, again }: Stop): (() => void) => {
  let timer: NodeJS.Timeout | undefined
  // Whoever left its group may hold its output, which would be waited for.
  const end = (): void => {
    tell(child, 'SIGKILL')
    child.stdout.destroy()
    child.stderr.destroy()
  }
  const endAfter = (ms: number): void => {
    clearTimeout(timer)
    timer = setTimeout(end, ms)
  }
  const pass = (): void => {
    const { signal } = asked.reason as Stopped
    if (hasOwnGroup || signal !== 'SIGINT') tell(child, signal)
    endAfter(child.exitCode === null && child.signalCode === null ? GRACE_MS : AFTER_MS)
  }
  const hurry = (): void => {
    if (asked.aborted) endAfter(AFTER_MS)
  }
  child.once('exit', hurry)
  asked.addEventListener('abort', pass)
  again.addEventListener('abort', end)
  if (asked.aborted) pass()
  return () => {
    clearTimeout(timer)
    asked.removeEventListener('abort', pass)
    again.removeEventListener('abort', end)
  }
}

type Ending = { code: number | null; signal: NodeJS.Signals | null } | { error: NodeJS.ErrnoException }

const endingOf = (child: Child): Promise<Ending> =>
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
  { stop, keepIn, out = process.stdout }: CommandOptions,
): Promise<CommandEnd> => {
  const tail = createTail()
  const child = spawn(file, args, {
    stdio: ['inherit', 'pipe', 'pipe'],
    env: environmentForOthers(),
    detached: hasOwnGroup,
  })
  const letGo = stopWith(child, stop)
  const copy = kept(keepIn)
  child.stdout.on('data', tail.add).pipe(out, { end: false })
  child.stderr.on('data', tail.add).pipe(process.stderr, { end: false })
  if (copy) child.stdout.pipe(copy)
  const ending = await endingOf(child)
  letGo()
  copy?.end()
  if (copy) await finished(copy)
  return inWords(ending, tail.lines())
}
