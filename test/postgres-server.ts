import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { prepareFolder } from '../src/store/embedded-folder.ts'
import { isRunning, type Processes, until } from './process.ts'

const run = promisify(execFile)

/** Debian's and Ubuntu's place for the servers that the package manager installs. */
const PLACE = '/usr/lib/postgresql'

/** PostgreSQL's ways to end, as its manual names them, and one that it has no say in. */
export const ENDS = { fast: 'SIGINT', immediate: 'SIGQUIT', killed: 'SIGKILL' } as const
export type End = keyof typeof ENDS

export interface PostgresServer {
  /** Says which server it is. */
  name: string
  /** Makes an empty database and answers its `DATABASE_URL`. */
  createDatabase(name: string): Promise<string>
  /** Ends the server, starts it again on the same data and port, and resolves when it answers. */
  restart(end: End): Promise<void>
  /** The server and all its sessions do nothing until the answer is called; Linux only. */
  freeze(): () => void
  stop(): Promise<void>
}

const installedBinaries = (): string | undefined => {
  try {
    const [newest] = readdirSync(PLACE).sort((a, b) => Number(b) - Number(a))
    return newest === undefined ? undefined : join(PLACE, newest, 'bin')
  } catch {
    return undefined
  }
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

/** The processes that a process started; none where the system does not tell. */
const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').map(Number).filter(Boolean)
  } catch {
    return []
  }
}

/** One statement on a connection of its own; false when the server does not answer. */
const ask = async (url: string, statement: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  // Broken later when the server goes away.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(statement)
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * A PostgreSQL as an operator runs it, ended with `processes` at the latest, in a folder of its own: the machine's own where one is installed, otherwise the one
 * that comes with the package.
 */
export const startPostgres = async (processes: Processes): Promise<PostgresServer> => {
  const { owner, ...packaged } = await prepareFolder(await processes.folder())
  const installed = installedBinaries()
  const binaries = installed ?? join(packaged.binaries, 'bin')
  const as = { ...owner, cwd: '/' }
  const home = await processes.folder(owner)
  const data = join(home, 'data')
  const port = String(await freePort())
  const password = randomBytes(16).toString('hex')
  const passwordFile = join(home, 'password')
  await writeFile(passwordFile, password, { mode: 0o644 })
  const flags = ['-U', 'tester', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C', '-N']
  await run(join(binaries, 'initdb'), ['-D', data, ...flags], as)
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-p', port, '-c', 'max_connections=200']
  const urlOf = (database: string): string => `postgresql://tester:${password}@127.0.0.1:${port}/${database}`
  const start = () =>
    spawn(join(binaries, 'postgres'), ['-D', data, '-k', home, ...settings], { ...as, stdio: 'ignore' })
  const untilAnswers = () =>
    until('PostgreSQL answers', async () => (await ask(urlOf('postgres'), 'select 1')) || undefined)

  let server = start()
  await untilAnswers()
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const { pid = 0 } = server
    if (server.exitCode !== null || server.signalCode !== null) return
    const sessions = childrenOf(pid)
    const exit = once(server, 'exit')
    server.kill(signal)
    // One that is frozen ends once it goes on.
    server.kill('SIGCONT')
    await exit
    // After a kill its sessions end by themselves, and no other server may start before.
    await until('the sessions have ended', () => (sessions.some(isRunning) ? undefined : true))
  }
  const stop = (): Promise<void> => end('SIGQUIT')
  processes.endWith(stop)
  return {
    name: installed === undefined ? "the package's PostgreSQL" : `the machine's own PostgreSQL in ${binaries}`,
    createDatabase: async (name) => {
      await until(
        `the database ${name}`,
        async () => (await ask(urlOf('postgres'), `create database ${name}`)) || undefined,
      )
      return urlOf(name)
    },
    restart: async (how) => {
      await end(ENDS[how])
      server = start()
      await untilAnswers()
    },
    freeze: () => {
      const { pid = 0 } = server
      // The postmaster first: it starts no more sessions meanwhile.
      const frozen = [pid, ...(process.kill(pid, 'SIGSTOP'), childrenOf(pid))]
      for (const each of frozen.slice(1)) process.kill(each, 'SIGSTOP')
      return () => {
        for (const each of frozen) if (isRunning(each)) process.kill(each, 'SIGCONT')
      }
    },
    stop,
  }
}
