import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { chmod, chown, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ConnectionOptions } from '../src/store/database.ts'

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export type Env = Record<string, string>

export interface Ended {
  /** Null when a signal ended it. */
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface Child {
  pid: number
  stdout(): string
  stderr(): string
  write(text: string): void
  /** Its standard input ends. */
  end(): void
  kill(signal: NodeJS.Signals): void
  /** Resolves when it has ended and all that it wrote is here. */
  exit: Promise<Ended>
  hasEnded(): boolean
}

/** A service that answers `/readyz`. */
export interface ServiceProcess extends Child {
  url: string
  /** Start of the process to the first 200 of `/readyz`. */
  readyMs: number
}

/** Starts processes and ends, by their ids, those that are left at `close`, with the PostgreSQL in their data folders. */
export interface Processes {
  /** Runs a script. */
  run(file: string, args: readonly string[], env?: Env): Child
  /** Runs any program. */
  program(path: string, args: readonly string[], env?: Env): Child
  /** Runs a command of the service. */
  command(args: readonly string[], env?: Env): Child
  /** Runs `serve`, `api` or `worker` on a free port and waits until it is ready. */
  service(command: string, env: Env): Promise<ServiceProcess>
  /** A fresh folder of its own, removed at `close`. */
  folder(owner?: { uid: number; gid: number }): Promise<string>
  /** Has something else ended at `close`. */
  endWith(end: () => Promise<void>): void
  close(): Promise<void>
}

/** Resolves with the first value that is not undefined; looks every few milliseconds. */
export const until = async <T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 60_000,
  everyMs = 10,
): Promise<T> => {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const value = await look()
    if (value !== undefined) return value
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`)
    await pause(everyMs)
  }
}

/** A URL also for a server that listens on a socket in a folder. */
export const databaseUrl = ({
  host = '',
  port = 5432,
  user = '',
  password = '',
  database = '',
}: ConnectionOptions): string =>
  `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@localhost/${database}` +
  `?host=${encodeURIComponent(host)}&port=${port}`

export const newFernetKey = (): string => `${randomBytes(32).toString('base64url')}=`

/** A process that has ended and only waits for its parent to look does not count. */
export const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

/** The process id of the PostgreSQL that runs in a data folder. */
export const embeddedPid = async (dataDir: string): Promise<number | undefined> => {
  const text = await readFile(join(dataDir, 'postgresql', 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  return pid > 0 && isRunning(pid) ? pid : undefined
}

const stopEmbedded = async (dataDir: string): Promise<void> => {
  const pid = await embeddedPid(dataDir)
  if (pid === undefined) return
  // PostgreSQL's immediate shutdown: its folder goes anyway.
  process.kill(pid, 'SIGQUIT')
  await until('the embedded PostgreSQL ends', () => (isRunning(pid) ? undefined : true))
}

const watch = (child: ChildProcess): Child => {
  let stdout = ''
  let stderr = ''
  let ended = false
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const exit = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => (ended = true))
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    write: (text) => child.stdin?.write(text),
    end: () => child.stdin?.end(),
    kill: (signal) => {
      if (!ended) child.kill(signal)
    },
    exit,
    hasEnded: () => ended,
  }
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )

const becomeReady = async (child: Child, start: number): Promise<ServiceProcess> => {
  const lookForUrl = (): string | undefined => {
    if (child.hasEnded()) throw new Error(`the service ended before it was ready: ${child.stderr()}`)
    return /^listening on (\S+)$/m.exec(child.stdout())?.[1]
  }
  const url = await until('the service prints its URL', lookForUrl, 60_000, 2)
  await until('the service is ready', async () => ((await isReady(url)) ? true : undefined))
  return { ...child, url, readyMs: performance.now() - start }
}

/** Of the environment; the machine's own settings must not decide a test. */
const KEPT = Object.fromEntries(
  ['PATH', 'NODE_COMPILE_CACHE'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  }),
)

export const createProcesses = (): Processes => {
  const children: Child[] = []
  const folders: string[] = []
  const others: (() => Promise<void>)[] = []
  const program: Processes['program'] = (path, args, env = {}) => {
    const child = spawn(path, args, { env: { ...KEPT, ...env } })
    const watched = watch(child)
    children.push(watched)
    return watched
  }
  const run: Processes['run'] = (file, args, env) => program(process.execPath, [file, ...args], env)
  const command = (args: readonly string[], env?: Env): Child => run(pathOf('../src/main.ts'), args, env)
  return {
    run,
    program,
    command,
    service: (name, env) => {
      const start = performance.now()
      return becomeReady(command([name], { PORT: '0', LOG_LEVEL: 'warn', RATE_LIMIT: '1000000', ...env }), start)
    },
    folder: async (owner) => {
      const folder = await mkdtemp(join(tmpdir(), 'pencheff-process-'))
      folders.push(folder)
      if (owner) await chown(folder, owner.uid, owner.gid)
      await chmod(folder, 0o711)
      return folder
    },
    endWith: (end) => void others.push(end),
    close: async () => {
      for (const child of children) child.kill('SIGKILL')
      await Promise.all(children.map(({ exit }) => exit))
      await Promise.all([...others.map((end) => end()), ...folders.map(stopEmbedded)])
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
    },
  }
}
